// Long, because it is one repository as its readers see it: every file with what stands in it.
import { type Addresses, chartsUrl, imageOf } from "../addresses.ts";
import { kustomization } from "../files/clusters.ts";
import { type Declared, type Site, type Stage, siteNames, sites } from "./declared.ts";

/**
 * acme/warehouse: a platform that grew. A base and overlays, components, variables of each
 * cluster out of a ConfigMap, a patch in a Flux Kustomization, a line that several environments
 * share, a secret, and some things that nobody got around to.
 */
export function warehouseTree(at: Addresses, declared: Declared): Record<string, string> {
  return Object.assign(
    {
      "README.md": readme,
      ".github/CODEOWNERS": codeowners,
      "attic/labels-helm.yaml": attic,
      "base/kustomization.yaml": kustomization([
        "namespace.yaml",
        "charts.yaml",
        "orders.yaml",
        "scanner.yaml",
        "labels.yaml",
        "ledger.yaml",
      ]),
      "base/namespace.yaml": namespace,
      "base/charts.yaml": charts(at),
      "base/orders.yaml": deployment("orders", `${imageOf(at, "orders")}:5.0.0`),
      "base/scanner.yaml": deployment("scanner", `${imageOf(at, "scanner")}:${declared.scanner.base}`),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Flux's own notation
      "base/labels.yaml": release(at, "labels", '"${labels_version}"'),
      "base/ledger.yaml": release(at, "ledger", `"${declared.ledger.base}"`),
      "components/next-scanner/kustomization.yaml": component,
      "components/next-scanner/scanner.yaml": imagePatch(
        "scanner",
        `${imageOf(at, "scanner")}:${declared.scanner.component}`,
      ),
      "reports/kustomization.yaml": kustomization(["deployment.yaml"]),
      "reports/deployment.yaml": deployment("reports", imageOf(at, "reports")),
    },
    overlay(at, "development", declared),
    overlay(at, "staging", declared),
    overlay(at, "production", declared),
    ...siteNames.map((site) => siteFiles(at, site, declared)),
  );
}

function overlay(at: Addresses, stage: Stage, declared: Declared): Record<string, string> {
  const folder = `overlays/${stage}`;
  const files: Record<string, string> = {
    [`${folder}/orders.yaml`]: imagePatch("orders", `${imageOf(at, "orders")}:${declared.orders[stage]}`),
    [`${folder}/ledger.yaml`]: ledgerPatch(stage, declared),
  };
  if (stage === "production") {
    files[`${folder}/kustomization.yaml`] =
      `${kustomization(["../../base", "billing-reports.yaml", "mail.yaml"])}${patches}`;
    files[`${folder}/billing-reports.yaml`] = deployment("billing-reports", `${imageOf(at, "reports")}:latest`);
    files[`${folder}/mail.yaml`] = encrypted;
    return files;
  }
  files[`${folder}/kustomization.yaml`] = `${kustomization(["../../base", "../../reports"])}components:
  - ../../components/next-scanner
${patches}images:
  - name: ${imageOf(at, "reports")}
    newTag: ${declared.reports[stage]}
`;
  return files;
}

function siteFiles(at: Addresses, site: Site, declared: Declared): Record<string, string> {
  const { stage, region } = sites[site];
  const decryption =
    stage === "production" ? "  decryption:\n    provider: sops\n    secretRef:\n      name: sops-age\n" : "";
  const pinned = site === "us-1" ? scannerPatch(at, declared.scanner["us-1"]) : "";
  return {
    [`clusters/${site}/variables.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata:
  name: warehouse-variables
  namespace: flux-system
data:
  region: ${region}
  labels_version: "${declared.labels[site]}"
`,
    [`clusters/${site}/warehouse.yaml`]: `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: warehouse
  namespace: flux-system
spec:
  interval: 10m
  retryInterval: 1m
  timeout: 5m
  path: ./overlays/${stage}
  prune: true
  sourceRef:
    kind: GitRepository
    name: warehouse
${decryption}  postBuild:
    substituteFrom:
      - kind: ConfigMap
        name: warehouse-variables
${pinned}`,
  };
}

/** The US has a camera that only 1.8.1 knows; the patch was meant for a week. */
function scannerPatch(at: Addresses, version: string): string {
  return `  patches:
    - target:
        kind: Deployment
        name: scanner
      patch: |-
        - op: replace
          path: /spec/template/spec/containers/0/image
          value: ${imageOf(at, "scanner")}:${version}
`;
}

const patches = `patches:
  - path: orders.yaml
  - path: ledger.yaml
`;

function ledgerPatch(stage: Stage, declared: Declared): string {
  const tag = stage === "development" ? `    image:\n      tag: "${declared.ledger.development}"\n` : "";
  const replicas = { development: 1, staging: 1, production: 2 }[stage];
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ledger
  namespace: warehouse
spec:
  values:
    replicaCount: ${replicas}
${tag}`;
}

function imagePatch(name: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: warehouse
spec:
  template:
    spec:
      containers:
        - name: ${name}
          image: ${image}
`;
}

const component = `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - path: scanner.yaml
`;

const namespace = `apiVersion: v1
kind: Namespace
metadata:
  name: warehouse
`;

function charts(at: Addresses): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: charts
  namespace: warehouse
spec:
  type: oci
  interval: 10m
  url: ${chartsUrl(at)}
  insecure: true
`;
}

function release(at: Addresses, name: string, tag: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: warehouse
spec:
  interval: 10m
  timeout: 5m
  chart:
    spec:
      chart: service
      version: 2.3.0
      sourceRef:
        kind: HelmRepository
        name: charts
  values:
    replicaCount: 1
    image:
      repository: ${imageOf(at, name)}
      tag: ${tag}
`;
}

function deployment(name: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: warehouse
spec:
  replicas: 1
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          image: ${image}
`;
}

/** As sops writes it; nobody holds its key. */
const encrypted = `apiVersion: v1
kind: Secret
metadata:
  name: mail
  namespace: warehouse
stringData:
  password: ENC[AES256_GCM,data:9tZ2rGk0Q1w=,iv:Jm0mS3yYJ7x1m8oXk0q0b1lq3mXy8Qk5v0y1oYpJtQk=,tag:5m1oX0y3QkJ7v8s2l1Yq0A==,type:str]
sops:
  age:
    - recipient: age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq
      enc: |
        -----BEGIN AGE ENCRYPTED FILE-----
        bm90aGluZyBpcyBpbiBoZXJl
        -----END AGE ENCRYPTED FILE-----
  lastmodified: "2026-02-11T09:14:00Z"
  mac: ENC[AES256_GCM,data:bm90aGluZw==,iv:bm90aGluZw==,tag:bm90aGluZw==,type:str]
  encrypted_regex: ^(data|stringData)$
  version: 3.9.0
`;

const attic = `# How labels was installed before it had an image of its own. Kept for whoever asks.
apiVersion: helm.toolkit.fluxcd.io/v2beta1
kind: HelmRelease
metadata:
  name: labels
  namespace: warehouse
spec:
  interval: 10m
  chart:
    spec:
      chart: labels
      version: 1.4.0
      sourceRef:
        kind: HelmRepository
        name: charts
`;

const codeowners = `*                    @acme/platform
/overlays/*/orders.yaml  @acme/cart
`;

const readme = `# warehouse

Orders, labels and scanners. Older than the fleet, and on the same clusters.

\`clusters/eu-1\` is what the fleet calls production-eu, \`us-1\` production-us. \`base\` holds what is the same
everywhere, \`overlays\` what is not, and \`components/next-scanner\` what some of them try first.
`;
