/** Objects as Flux 2.9 leaves them on an API server, managedFields and history included: 3 to 6 kB each. */
export type FluxObject = {
  apiVersion: string;
  kind: string;
  metadata: Record<string, unknown>;
  spec: object;
  status: object;
};

/** Reconciled a minute ago: older ones would all be folded to a Flux that has stopped looking. */
const at = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z$/, "Z");
const sha = (seed: string, length = 64): string => {
  let out = "";
  for (let i = 0; out.length < length; i++) {
    let hash = 2166136261;
    for (const char of seed + i) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
    out += (hash >>> 0).toString(16).padStart(8, "0");
  }
  return out.slice(0, length);
};

const groups = {
  HelmRelease: "helm.toolkit.fluxcd.io/v2",
  Kustomization: "kustomize.toolkit.fluxcd.io/v1",
  OCIRepository: "source.toolkit.fluxcd.io/v1",
  Deployment: "apps/v1",
  Pod: "v1",
} as const;
export type Made = keyof typeof groups;

const names = (list: string[]): object => Object.fromEntries(list.map((name) => [`f:${name}`, {}]));

function object(kind: Made, name: string, version: number, spec: object, status: object): FluxObject {
  const apiVersion = groups[kind];
  const owned = (manager: string, operation: string, fieldsV1: object, subresource?: string) => ({
    apiVersion,
    fieldsType: "FieldsV1",
    fieldsV1,
    manager,
    operation,
    ...(subresource ? { subresource } : {}),
    time: at,
  });
  const labels = { "kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux-system" };
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: "apps",
      uid: `${sha(kind + name, 8)}-0000-4000-8000-${sha(name + kind, 12)}`,
      resourceVersion: String(version),
      generation: 3,
      creationTimestamp: at,
      finalizers: ["finalizers.fluxcd.io"],
      labels,
      managedFields: [
        owned("kustomize-controller", "Apply", {
          "f:metadata": { "f:labels": names(Object.keys(labels)) },
          "f:spec": names([...Object.keys(spec), "interval", "timeout", "suspend", "values", "postBuild", "prune"]),
        }),
        owned("gotk-controller", "Update", {
          "f:metadata": { "f:finalizers": { ".": {}, 'v:"finalizers.fluxcd.io"': {} } },
        }),
        owned("gotk-controller", "Update", { "f:status": names(Object.keys(status)) }, "status"),
      ],
    },
    spec,
    status,
  };
}

function ready(reason: string, message: string, ...more: string[]): object[] {
  return ["Ready", ...more].map((type) => ({
    type,
    status: "True",
    reason,
    message,
    observedGeneration: 3,
    lastTransitionTime: at,
  }));
}

/** `release` is the chart version that runs. */
export function helmRelease(name: string, release: string, version: number): FluxObject {
  const history = Array.from({ length: 3 }, (_, i) => ({
    apiVersion: "v2",
    appVersion: release,
    chartName: name,
    chartVersion: i === 0 ? release : `0.9.${9 - i}`,
    configDigest: `sha256:${sha(`config${name}`)}`,
    digest: `sha256:${sha(name + release + i)}`,
    firstDeployed: at,
    lastDeployed: at,
    name,
    namespace: "apps",
    ociDigest: `sha256:${sha(`oci${name}${i}`)}`,
    status: i === 0 ? "deployed" : "superseded",
    version: 12 - i,
  }));
  return object(
    "HelmRelease",
    name,
    version,
    {
      interval: "30m",
      timeout: "10m",
      chartRef: { kind: "OCIRepository", name },
      driftDetection: { mode: "warn" },
      install: { remediation: { retries: 3 } },
      upgrade: { remediation: { retries: 3, strategy: "rollback" } },
      values: {
        image: { repository: `registry.example.com/acme/${name}`, tag: release },
        replicas: 3,
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        ingress: { enabled: true, host: `${name}.example.com`, annotations: { "example.com/class": "internal" } },
        env: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`SETTING_${i}`, `value-${name}-${i}`])),
      },
    },
    {
      conditions: ready(
        "UpgradeSucceeded",
        `Helm upgrade succeeded for release apps/${name} with chart ${name}@${release}`,
        "Released",
      ),
      history,
      inventory: {
        entries: ["_Service", "_ConfigMap", "_ServiceAccount", "networking.k8s.io_Ingress"].map((kind) => ({
          id: `apps_${name}_${kind}`,
          v: "v1",
        })),
      },
      lastAttemptedConfigDigest: `sha256:${sha(`config${name}`)}`,
      lastAttemptedGeneration: 3,
      lastAttemptedReleaseAction: "upgrade",
      lastAttemptedRevision: release,
      lastAttemptedRevisionDigest: `sha256:${sha(`oci${name}0`)}`,
      observedGeneration: 3,
      storageNamespace: "apps",
    },
  );
}

export function ociRepository(name: string, tag: string, version: number): FluxObject {
  const url = `http://source-controller.flux-system.svc.cluster.local./ocirepository/apps/${name}`;
  const digest = sha(name + tag);
  return object(
    "OCIRepository",
    name,
    version,
    {
      interval: "10m",
      provider: "generic",
      ref: { tag },
      timeout: "60s",
      url: `oci://registry.example.com/charts/${name}`,
    },
    {
      artifact: {
        digest: `sha256:${sha(`content${name}`)}`,
        lastUpdateTime: at,
        metadata: {
          "org.opencontainers.image.created": at,
          "org.opencontainers.image.revision": `main@sha1:${sha(name, 40)}`,
          "org.opencontainers.image.source": `https://github.example.com/acme/${name}.git`,
        },
        path: `ocirepository/apps/${name}/sha256:${digest}.tar.gz`,
        revision: `${tag}@sha256:${digest}`,
        size: 18_923,
        url: `${url}/sha256:${digest}.tar.gz`,
      },
      conditions: ready("Succeeded", `stored artifact for digest '${tag}@sha256:${digest}'`, "ArtifactInStorage"),
      observedGeneration: 3,
      url: `${url}/latest.tar.gz`,
    },
  );
}

export function kustomization(name: string, version: number): FluxObject {
  const revision = `main@sha1:${sha(name, 40)}`;
  return object(
    "Kustomization",
    name,
    version,
    {
      dependsOn: [{ name: "infrastructure" }, { name: "platform" }],
      interval: "10m",
      path: `./teams/${name}/overlays/production`,
      postBuild: { substitute: { cluster_name: "production", domain: "example.com" } },
      prune: true,
      retryInterval: "2m",
      sourceRef: { kind: "GitRepository", name: "fleet", namespace: "flux-system" },
      timeout: "5m",
      wait: true,
    },
    {
      conditions: ready("ReconciliationSucceeded", `Applied revision: ${revision}`, "Healthy"),
      history: Array.from({ length: 5 }, (_, i) => ({
        digest: `sha256:${sha(name + i)}`,
        firstReconciled: at,
        lastReconciled: at,
        lastReconciledDuration: "1.306305267s",
        lastReconciledStatus: "ReconciliationSucceeded",
        metadata: { revision: `main@sha1:${sha(name + i, 40)}` },
        totalReconciliations: 41 + i,
      })),
      inventory: { entries: Array.from({ length: 14 }, (_, i) => ({ id: `apps_${name}-${i}__ConfigMap`, v: "v1" })) },
      lastAppliedRevision: revision,
      lastAttemptedRevision: revision,
      observedGeneration: 3,
    },
  );
}

const image = "registry.example.com/acme/web:1.0.0";

export function deployment(name: string, version: number): FluxObject {
  return object(
    "Deployment",
    name,
    version,
    { replicas: 1, template: { spec: { containers: [{ name: "web", image }] } } },
    { observedGeneration: 3, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, conditions: [] },
  );
}

export function pod(name: string, version: number): FluxObject {
  const made = object(
    "Pod",
    `${name}-6bfb2f68-x7k2p`,
    version,
    { containers: [{ name: "web", image }] },
    {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: at }],
      containerStatuses: [{ name: "web", ready: true, restartCount: 0, state: { running: { startedAt: at } } }],
    },
  );
  made.metadata.labels = { "pod-template-hash": "6bfb2f68" };
  made.metadata.ownerReferences = [
    { apiVersion: "apps/v1", kind: "ReplicaSet", name: `${name}-6bfb2f68`, controller: true },
  ];
  return made;
}
