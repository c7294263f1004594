import type { Resource } from "../api/status.ts";

export type Subresource = "status" | "scale";

/** One served resource of one version. `key` is the same for all versions of a resource: they share their objects. */
export interface Kind extends Resource {
  version: string;
  kind: string;
  singular: string;
  namespaced: boolean;
  shortNames: string[];
  categories: string[];
  subresources: Subresource[];
  /** Kubernetes' own types: strategic merge, another key order, no kind in list items. */
  builtin: boolean;
  /** Whether metadata.generation is kept. */
  generation: boolean;
  key: string;
}

export function apiVersionOf(kind: { group: string; version: string }): string {
  return kind.group ? `${kind.group}/${kind.version}` : kind.version;
}

interface Row {
  scope?: "Cluster";
  short?: string[];
  categories?: string[];
  sub?: Subresource[];
  generation?: boolean;
}

function builtin(group: string, version: string, kind: string, row: Row = {}): Kind {
  const singular = kind.toLowerCase();
  const plural = singular.endsWith("s")
    ? `${singular}es`
    : singular.endsWith("y")
      ? `${singular.slice(0, -1)}ies`
      : `${singular}s`;
  return {
    group,
    version,
    kind,
    plural,
    singular,
    namespaced: row.scope !== "Cluster",
    shortNames: row.short ?? [],
    categories: row.categories ?? [],
    subresources: row.sub ?? [],
    builtin: true,
    generation: row.generation ?? false,
    key: `${group}/${plural}`,
  };
}

const all = ["all"];

/** Kubernetes' own kinds that the stand-in serves, in the order of discovery. */
export const builtinKinds: readonly Kind[] = [
  builtin("", "v1", "ConfigMap", { short: ["cm"] }),
  { ...builtin("", "v1", "Endpoint", { short: ["ep"] }), kind: "Endpoints", singular: "endpoints" },
  builtin("", "v1", "Event", { short: ["ev"] }),
  builtin("", "v1", "Namespace", { scope: "Cluster", short: ["ns"], sub: ["status"] }),
  builtin("", "v1", "Node", { scope: "Cluster", short: ["no"], sub: ["status"] }),
  builtin("", "v1", "PersistentVolumeClaim", { short: ["pvc"], sub: ["status"] }),
  builtin("", "v1", "Pod", { short: ["po"], categories: all, sub: ["status"], generation: true }),
  builtin("", "v1", "Secret"),
  builtin("", "v1", "Service", { short: ["svc"], categories: all, sub: ["status"] }),
  builtin("", "v1", "ServiceAccount", { short: ["sa"] }),
  builtin("apps", "v1", "ControllerRevision"),
  builtin("apps", "v1", "DaemonSet", { short: ["ds"], categories: all, sub: ["status"], generation: true }),
  builtin("apps", "v1", "Deployment", {
    short: ["deploy"],
    categories: all,
    sub: ["scale", "status"],
    generation: true,
  }),
  builtin("apps", "v1", "ReplicaSet", { short: ["rs"], categories: all, sub: ["scale", "status"], generation: true }),
  builtin("apps", "v1", "StatefulSet", { short: ["sts"], categories: all, sub: ["scale", "status"], generation: true }),
  builtin("autoscaling", "v2", "HorizontalPodAutoscaler", { short: ["hpa"], categories: all, sub: ["status"] }),
  builtin("batch", "v1", "CronJob", { short: ["cj"], categories: all, sub: ["status"], generation: true }),
  builtin("batch", "v1", "Job", { categories: all, sub: ["status"], generation: true }),
  builtin("coordination.k8s.io", "v1", "Lease"),
  builtin("networking.k8s.io", "v1", "Ingress", { short: ["ing"], sub: ["status"], generation: true }),
  builtin("networking.k8s.io", "v1", "NetworkPolicy", { short: ["netpol"], generation: true }),
  builtin("policy", "v1", "PodDisruptionBudget", { short: ["pdb"], sub: ["status"], generation: true }),
  builtin("rbac.authorization.k8s.io", "v1", "ClusterRole", { scope: "Cluster" }),
  builtin("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", { scope: "Cluster" }),
  builtin("rbac.authorization.k8s.io", "v1", "Role"),
  builtin("rbac.authorization.k8s.io", "v1", "RoleBinding"),
  builtin("apiextensions.k8s.io", "v1", "CustomResourceDefinition", {
    scope: "Cluster",
    short: ["crd", "crds"],
    categories: ["api-extensions"],
    sub: ["status"],
    generation: true,
  }),
];

/** Resources that answer a POST and keep nothing. */
export const reviewKinds = [
  { group: "authentication.k8s.io", version: "v1", plural: "selfsubjectreviews", kind: "SelfSubjectReview" },
  { group: "authentication.k8s.io", version: "v1", plural: "tokenreviews", kind: "TokenReview" },
  {
    group: "authorization.k8s.io",
    version: "v1",
    plural: "localsubjectaccessreviews",
    kind: "LocalSubjectAccessReview",
  },
  { group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews", kind: "SelfSubjectAccessReview" },
  { group: "authorization.k8s.io", version: "v1", plural: "selfsubjectrulesreviews", kind: "SelfSubjectRulesReview" },
  { group: "authorization.k8s.io", version: "v1", plural: "subjectaccessreviews", kind: "SubjectAccessReview" },
] as const;

export type ReviewKind = (typeof reviewKinds)[number];
