import { type Addresses, chartsUrl, imageOf } from "../addresses.ts";
import type { Cluster, Declared, Environment } from "../declared.ts";
import { kustomization } from "./clusters.ts";

const environments: readonly Environment[] = ["development", "staging", "production"];
const clustersWithPayments = {
  development: ["development"],
  staging: ["staging"],
  production: ["production-eu", "production-us"],
} as const satisfies Record<Environment, readonly Cluster[]>;

const replicas: Record<Environment, number> = { development: 1, staging: 2, production: 3 };

/** The chart that services without a chart of their own are run by. */
export const serviceChart = { name: "service", version: "2.3.0" } as const;

/** apps/: what the teams of acme run. Every environment writes its versions in files of its own. */
export function applicationFiles(at: Addresses, declared: Declared): Record<string, string> {
  return Object.assign(
    {
      "apps/base/sources.yaml": sources(at),
      "apps/base/kustomization.yaml": kustomization(["sources.yaml", "notifier"]),
      "apps/base/notifier/deployment.yaml": deployment(
        "notifier",
        "platform",
        `${imageOf(at, "notifier")}:\${notifier_version}`,
      ),
      "apps/base/notifier/kustomization.yaml": kustomization(["deployment.yaml"]),
      "apps/base/storefront/deployment.yaml": deployment("storefront", "browse", imageOf(at, "storefront")),
      "apps/base/storefront/service.yaml": service("storefront", "browse"),
      "apps/base/storefront/kustomization.yaml": kustomization(["deployment.yaml", "service.yaml"]),
    },
    ...environments.map((environment) => environmentFiles(at, environment, declared)),
  );
}

function environmentFiles(at: Addresses, environment: Environment, declared: Declared): Record<string, string> {
  const folder = `apps/${environment}`;
  const shared = ["../base", "checkout.yaml", "catalog.yaml", "search.yaml", "storefront"];
  const files: Record<string, string> = {
    [`${folder}/checkout.yaml`]: checkout(environment, declared.checkout[environment]),
    [`${folder}/catalog.yaml`]: imageInValues(at, "catalog", environment, declared.catalog[environment]),
    [`${folder}/search.yaml`]: imageInValues(at, "search", environment, declared.search[environment]),
    [`${folder}/storefront/kustomization.yaml`]: storefront(at, declared.storefront[environment]),
  };
  for (const cluster of clustersWithPayments[environment]) {
    files[`apps/${cluster}/payments.yaml`] = payments(at, cluster, environment, declared.payments[cluster]);
    if (environment === "production")
      files[`apps/${cluster}/kustomization.yaml`] = kustomization(["../production", "payments.yaml"]);
  }
  files[`${folder}/kustomization.yaml`] = kustomization(
    environment === "production" ? shared : [...shared, "payments.yaml"],
  );
  return files;
}

function sources(at: Addresses): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: acme-charts
  namespace: flux-system
spec:
  type: oci
  interval: 10m
  url: ${chartsUrl(at)}
  insecure: true
`;
}

function checkout(environment: Environment, version: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: checkout
  namespace: cart
spec:
  interval: 10m
  timeout: 5m
  chart:
    spec:
      chart: checkout
      version: ${version}
      sourceRef:
        kind: HelmRepository
        name: acme-charts
        namespace: flux-system
${remediation}  values:
    replicaCount: ${replicas[environment]}
`;
}

/** An upgrade that does not get ready is tried once more and then rolled back. */
const remediation = `  upgrade:
    remediation:
      retries: 1
      strategy: rollback
`;

function imageInValues(at: Addresses, name: "catalog" | "search", environment: Environment, tag: string): string {
  const drift = environment === "production" ? "  driftDetection:\n    mode: warn\n" : "";
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: browse
spec:
  interval: 10m
  timeout: 5m
  chart:
    spec:
      chart: ${serviceChart.name}
      version: ${serviceChart.version}
      sourceRef:
        kind: HelmRepository
        name: acme-charts
        namespace: flux-system
${drift}${remediation}  values:
    replicaCount: ${replicas[environment]}
    image:
      repository: ${imageOf(at, name)}
      tag: "${tag}"
`;
}

function payments(at: Addresses, cluster: Cluster, environment: Environment, version: string): string {
  const ref = cluster === "development" ? `    semver: "${version}"` : `    tag: ${version}`;
  return `# Cards are settled in each region by itself, so each cluster is promoted on its own.
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: payments
  namespace: cart
spec:
  interval: 5m
  url: ${chartsUrl(at)}/payments
  insecure: true
  layerSelector:
    mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip
    operation: copy
  ref:
${ref}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: payments
  namespace: cart
spec:
  interval: 10m
  timeout: 5m
  chartRef:
    kind: OCIRepository
    name: payments
${remediation}  values:
    replicaCount: ${replicas[environment]}
`;
}

function storefront(at: Addresses, tag: string): string {
  return `${kustomization(["../../base/storefront"])}images:
  - name: ${imageOf(at, "storefront")}
    newTag: ${tag}
`;
}

function deployment(name: string, namespace: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      containers:
        - name: ${name}
          image: ${image}
          ports:
            - name: http
              containerPort: 8080
`;
}

function service(name: string, namespace: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}
