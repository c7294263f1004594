import { stringify } from "yaml";

/** The fleet that was recorded, written anew: same names, same settings; what changes is an argument. */
export type Fleet = {
  web: string;
  replicas: string;
  catalogChart: string;
  catalogImage: string;
  platform: { tag: string } | { digest: string };
  hasCatalog: boolean;
  brokenYaml?: boolean;
  undefinedVariable?: boolean;
};

export const firstFleet: Fleet = {
  web: "1.0.0",
  replicas: "2",
  catalogChart: "1.0.0",
  catalogImage: "1.0.0",
  platform: { tag: "1.0.0" },
  hasCatalog: true,
};

export type Places = { git: string; charts: string; registry: string };

const kustomize = "kustomize.toolkit.fluxcd.io/v1";
const source = "source.toolkit.fluxcd.io/v1";

export function fleetFiles(at: Places, fleet: Fleet): Record<string, string> {
  return {
    "clusters/production/flux-system.yaml": documents(...root(at)),
    "clusters/production/infrastructure.yaml": documents(kustomization("infrastructure", { path: "./infrastructure" })),
    "clusters/production/platform.yaml": documents(
      kustomization("platform", {
        path: "./",
        sourceRef: { kind: "OCIRepository", name: "platform" },
        targetNamespace: "default",
        retryInterval: "10s",
        timeout: "40s",
        wait: true,
      }),
    ),
    "clusters/production/apps.yaml": documents(
      kustomization("apps", {
        path: "./apps/production",
        dependsOn: [{ name: "infrastructure" }],
        postBuild: { substitute: { env: "production", web_version: fleet.web } },
        retryInterval: "10s",
        timeout: "40s",
        wait: true,
      }),
    ),
    "infrastructure/all.yaml": documents(...infrastructure(at, fleet)),
    "apps/production/kustomization.yaml": stringify({
      resources: ["web", "shop.yaml", ...(fleet.hasCatalog ? ["catalog.yaml"] : [])],
    }),
    "apps/production/web/kustomization.yaml": stringify({ resources: ["deployment.yaml"] }),
    "apps/production/web/deployment.yaml": fleet.brokenYaml ? "kind: Deployment\n  spec: [\n" : web(fleet),
    "apps/production/shop.yaml": documents(shop),
    "apps/production/catalog.yaml": documents(catalog(fleet)),
  };
}

export function root(at: Places): object[] {
  const metadata = { name: "flux-system", namespace: "flux-system" };
  return [
    {
      apiVersion: source,
      kind: "GitRepository",
      metadata,
      spec: { interval: "20s", url: at.git, ref: { branch: "main" } },
    },
    kustomization("flux-system", { path: "./clusters/production" }),
  ];
}

function kustomization(name: string, spec: object): object {
  return {
    apiVersion: kustomize,
    kind: "Kustomization",
    metadata: { name, namespace: "flux-system" },
    spec: { interval: "1m", prune: true, sourceRef: { kind: "GitRepository", name: "flux-system" }, ...spec },
  };
}

function infrastructure(at: Places, fleet: Fleet): object[] {
  const layerSelector = { mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", operation: "copy" };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "web" } },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
    {
      apiVersion: source,
      kind: "HelmRepository",
      metadata: { name: "charts", namespace: "flux-system" },
      spec: { interval: "20s", url: at.charts },
    },
    {
      apiVersion: source,
      kind: "OCIRepository",
      metadata: { name: "platform", namespace: "flux-system" },
      spec: { interval: "15s", insecure: true, url: `oci://${at.registry}/platform`, ref: fleet.platform },
    },
    {
      apiVersion: source,
      kind: "OCIRepository",
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        interval: "15s",
        insecure: true,
        url: `oci://${at.registry}/charts/shop`,
        ref: { semver: ">=1.0.0 <2.0.0" },
        layerSelector,
      },
    },
  ];
}

function web(fleet: Fleet): string {
  const variable = fleet.undefinedVariable ? "web_versoin" : "web_version";
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: web
spec:
  replicas: ${fleet.replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: registry.example/web:\${${variable}}
`;
}

const shop = {
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: { name: "shop", namespace: "shop" },
  spec: {
    chartRef: { kind: "OCIRepository", name: "shop" },
    driftDetection: { mode: "warn" },
    install: { remediation: { retries: 2 } },
    interval: "1m",
    timeout: "30s",
    upgrade: { remediation: { retries: 1, strategy: "rollback" } },
    values: { replicas: 3 },
  },
};

function catalog(fleet: Fleet): object {
  const sourceRef = { kind: "HelmRepository", name: "charts", namespace: "flux-system" };
  return {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name: "catalog", namespace: "shop" },
    spec: {
      chart: { spec: { chart: "shop", version: fleet.catalogChart, interval: "20s", sourceRef } },
      driftDetection: { mode: "enabled" },
      interval: "1m",
      timeout: "30s",
      upgrade: { strategy: { name: "RetryOnFailure", retryInterval: "20s" } },
      values: { image: { tag: fleet.catalogImage }, replicas: 2 },
    },
  };
}

const documents = (...objects: object[]): string => objects.map((object) => stringify(object)).join("---\n");
