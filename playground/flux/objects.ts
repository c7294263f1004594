/** What the stand-in reads of Kubernetes objects, and of Flux's. Everything else passes through untouched. */
export type Condition = {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
};

export type Metadata = {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
};

export type KubeObject = {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  data?: Record<string, string>;
};

/** An object with a spec and a status that are known. */
export type Typed<Spec, Status> = Omit<KubeObject, "spec" | "status"> & { spec: Spec; status?: Status };

export type Reference = { kind: string; name: string; namespace?: string };

export type CommonStatus = {
  conditions?: Condition[];
  observedGeneration?: number;
  lastHandledReconcileAt?: string;
};

export type Artifact = {
  revision: string;
  digest: string;
  path: string;
  url: string;
  size: number;
  lastUpdateTime: string;
  metadata?: Record<string, string>;
};

export type SourceStatus = CommonStatus & { artifact?: Artifact; url?: string };
type SourceSpec = { url: string; interval: string; timeout?: string; suspend?: boolean; secretRef?: { name: string } };

export type GitRepository = Typed<
  SourceSpec & {
    ref?: { branch?: string; tag?: string; semver?: string; name?: string; commit?: string };
    ignore?: string;
  },
  SourceStatus
>;
export type OciRepository = Typed<
  SourceSpec & {
    insecure?: boolean;
    ref?: { tag?: string; semver?: string; semverFilter?: string; digest?: string };
    layerSelector?: { mediaType?: string; operation?: string };
  },
  SourceStatus
>;
export type HelmRepository = Typed<SourceSpec & { type?: "oci" | "default"; insecure?: boolean }, SourceStatus>;
export type HelmChart = Typed<
  { chart: string; version?: string; interval: string; suspend?: boolean; sourceRef: Reference },
  SourceStatus & { observedChartName?: string }
>;
export type AnySource = Typed<{ interval: string; suspend?: boolean }, SourceStatus>;

export type HistoryEntry = {
  digest: string;
  firstReconciled: string;
  lastReconciled: string;
  lastReconciledDuration: string;
  lastReconciledStatus: string;
  totalReconciliations: number;
  metadata: Record<string, string>;
};

export type InventoryEntry = { id: string; v: string };

export type Kustomization = Typed<
  {
    sourceRef: Reference;
    path?: string;
    interval: string;
    retryInterval?: string;
    timeout?: string;
    prune?: boolean;
    deletionPolicy?: string;
    wait?: boolean;
    suspend?: boolean;
    dependsOn?: { name: string; namespace?: string }[];
    healthChecks?: { apiVersion?: string; kind: string; name: string; namespace?: string }[];
    postBuild?: {
      substitute?: Record<string, string>;
      substituteFrom?: { kind: string; name: string; optional?: boolean }[];
    };
  },
  CommonStatus & {
    lastAppliedRevision?: string;
    lastAttemptedRevision?: string;
    lastAppliedOriginRevision?: string;
    inventory?: { entries: InventoryEntry[] };
    history?: HistoryEntry[];
  }
>;

export type Snapshot = {
  apiVersion: string;
  digest: string;
  name: string;
  namespace: string;
  version: number;
  status: string;
  action?: string;
  chartName: string;
  chartVersion: string;
  appVersion: string;
  configDigest: string;
  firstDeployed: string;
  lastDeployed: string;
  ociDigest?: string;
};

export type HelmRelease = Typed<
  {
    chart?: {
      spec: { chart: string; version?: string; interval?: string; reconcileStrategy?: string; sourceRef: Reference };
    };
    chartRef?: Reference;
    interval: string;
    timeout?: string;
    suspend?: boolean;
    releaseName?: string;
    targetNamespace?: string;
    dependsOn?: { name: string; namespace?: string }[];
    driftDetection?: { mode?: "enabled" | "warn" | "disabled" };
    install?: { remediation?: { retries?: number } };
    upgrade?: {
      remediation?: { retries?: number; strategy?: string; remediateLastFailure?: boolean };
      strategy?: { name: string; retryInterval?: string };
    };
    values?: Record<string, unknown>;
    valuesFrom?: { kind: string; name: string; valuesKey?: string; optional?: boolean }[];
  },
  CommonStatus & {
    history?: Snapshot[];
    inventory?: { entries: InventoryEntry[] };
    helmChart?: string;
    failures?: number;
    installFailures?: number;
    upgradeFailures?: number;
    lastAttemptedRevision?: string;
    lastAttemptedRevisionDigest?: string;
    lastAttemptedGeneration?: number;
    lastAttemptedConfigDigest?: string;
    lastAttemptedReleaseAction?: string;
    lastAttemptedReleaseActionDuration?: string;
    lastHandledForceAt?: string;
    lastHandledResetAt?: string;
    storageNamespace?: string;
  }
>;

export const REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";
export const FINALIZER = "finalizers.fluxcd.io";

export const namespaced = (object: { metadata: Metadata }): string =>
  `${object.metadata.namespace}/${object.metadata.name}`;
