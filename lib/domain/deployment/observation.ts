/**
 * One reading of an object on a cluster, in our words. Flat and JSON-serialisable
 * (times are epoch milliseconds), so that it is stored and compared as it is.
 * It holds nothing secret: a projection keeps a closed list of fields (lib/adapters/flux).
 */
export const fluxKinds = [
  "GitRepository",
  "OCIRepository",
  "HelmRepository",
  "HelmChart",
  "Bucket",
  "ExternalArtifact",
  "Kustomization",
  "HelmRelease",
] as const;
export const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet"] as const;
export const observedKinds = [...fluxKinds, ...workloadKinds, "Pod"] as const;

export type FluxKind = (typeof fluxKinds)[number];
export type WorkloadKind = (typeof workloadKinds)[number];
export type ObservedKind = (typeof observedKinds)[number];

/** Names an object on one cluster. `namespace` is empty for what has none. */
export type ObjectRef = { kind: string; namespace: string; name: string };

export type Condition = {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  /** At most 600 characters, temporary paths of the controller cut out. */
  message: string;
  /** When the status last changed. */
  since: number;
  /** The generation it speaks of, where it says so. */
  generation?: number;
};

export type Observation = {
  cluster: string;
  kind: ObservedKind;
  namespace: string;
  name: string;
  uid: string;
  /** Opaque to us: equal or not, never ordered. */
  resourceVersion: string;
  /** 0 for kinds that have none (pods). */
  generation: number;
  /** −1 before a controller's first look; equal to `generation` where the kind has no such field. */
  observedGeneration: number;
  createdAt: number;
  deletingSince?: number;
  suspended?: boolean;
  /** The Kustomization or HelmRelease that applies it, as Flux's labels say. */
  appliedBy?: ObjectRef;
  conditions: Condition[];
  /** Milliseconds; 0 where the object has none. */
  interval?: number;
  timeout?: number;
  /** When a controller last finished a turn on it, as far as the object says so. */
  reconciledAt?: number;
  /** `reconcile.fluxcd.io/requestedAt`, and the last one that was handled. */
  requestedAt?: string;
  handledAt?: string;
  source?: SourceFacts;
  kustomization?: KustomizationFacts;
  helm?: HelmFacts;
  workload?: WorkloadFacts;
  pod?: PodFacts;
};

/** A source's `url` has no user, password or query in it. */
export type SourceFacts = {
  url?: string;
  /** GitRepository and OCIRepository `spec.ref`; for a HelmChart its `spec.version` as `semver`. */
  ref?: { branch?: string; tag?: string; semver?: string; digest?: string; commit?: string; name?: string };
  chart?: string;
  /** What a HelmChart is made from. */
  from?: ObjectRef;
  /** `status.artifact.revision`, as Flux writes it. */
  revision?: string;
  digest?: string;
  /** When the artifact was stored. */
  storedAt?: number;
  /** `org.opencontainers.image.revision` and `.created` of an OCI artifact. */
  originRevision?: string;
};

export type KustomizationFacts = {
  source: ObjectRef;
  path?: string;
  wait?: boolean;
  dependsOn?: ObjectRef[];
  targetNamespace?: string;
  appliedRevision?: string;
  attemptedRevision?: string;
  originRevision?: string;
  /** How the last finished turn ended: history[0]'s revision and status. A build that fails leaves none. */
  lastOutcome?: { revision: string; status: string; at: number };
  /** `spec.images`, those that pin. */
  images?: { name: string; newTag?: string; digest?: string }[];
  /** `postBuild.substitute`: only values that could be a version. */
  substitute?: Record<string, string>;
  /** Only the kinds that we watch, at most 2,000. */
  inventory: ObjectRef[];
};

export type HelmRevision = {
  /** Helm's own counter. */
  number: number;
  chartVersion: string;
  appVersion?: string;
  status: string;
  action?: string;
  ociDigest?: string;
  deployedAt: number;
};

export type HelmFacts = {
  /** `spec.chartRef`, or the HelmChart that Flux makes of `spec.chart` (status.helmChart). */
  source?: ObjectRef;
  chart?: string;
  /** `spec.chart.spec.version`. */
  chartVersion?: string;
  /** What `spec.chart.spec.sourceRef` names. */
  repository?: ObjectRef;
  dependsOn?: ObjectRef[];
  /** Newest first, by Helm's counter (Flux's own order is not always sorted). */
  history: HelmRevision[];
  attemptedRevision?: string;
  attemptedDigest?: string;
  attemptedGeneration?: number;
  failures: number;
  /**
   * Image references in `spec.values`, as `repository:tag` or `repository@digest`; `:tag` where the
   * values give only a tag. Nothing else is kept of the values.
   */
  images?: string[];
  inventory: ObjectRef[];
  driftMode?: string;
  targetNamespace?: string;
};

export type Container = { name: string; image: string };

export type WorkloadFacts = {
  containers: Container[];
  /** Wanted. A DaemonSet's is the number of nodes that should run it. */
  replicas: number;
  current: number;
  updated: number;
  ready: number;
  available: number;
  paused?: boolean;
  /** Spec fields that somebody else than Flux owns by managedFields. */
  hands?: HandEdit[];
  /** Whether it is one of Flux's own controllers. */
  flux?: boolean;
};

/** A change by hand: which manager owns which spec field, and since when (0: the cluster does not say). */
export type HandEdit = { manager: string; at: number; field: string; value?: string };

export type PodFacts = {
  /** The workload that the pod belongs to; a Deployment's is told by its ReplicaSet's name. */
  owner?: ObjectRef;
  containers: Container[];
  phase: string;
  ready: boolean;
  readySince?: number;
  restarts: number;
  /** What a container waits for or died of: ImagePullBackOff, CrashLoopBackOff, OOMKilled … */
  trouble?: string;
};

/** One string that names an object on one cluster. */
export function keyOf(ref: ObjectRef): string {
  return `${ref.kind}/${ref.namespace}/${ref.name}`;
}

export function refOf(key: string): ObjectRef {
  const [kind = "", namespace = "", name = ""] = key.split("/");
  return { kind, namespace, name };
}

export function conditionOf(observation: Observation | undefined, type: string): Condition | undefined {
  return observation?.conditions.find((c) => c.type === type);
}
