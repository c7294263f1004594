import type { KubeObject } from "../flux/objects.ts";

/** What Sluice may do on a cluster here: the least that it asks for, as its page on connecting says. */
export const SLUICE_USER = "sluice";

const flux = [
  "source.toolkit.fluxcd.io",
  "kustomize.toolkit.fluxcd.io",
  "helm.toolkit.fluxcd.io",
  "notification.toolkit.fluxcd.io",
  "image.toolkit.fluxcd.io",
];
const read = ["get", "list", "watch"];

export function sluiceAccess(): KubeObject[] {
  const role = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "sluice" },
    rules: [
      { apiGroups: flux, resources: ["*"], verbs: [...read, "patch"] },
      { apiGroups: ["apps"], resources: ["deployments", "statefulsets", "daemonsets", "replicasets"], verbs: read },
      { apiGroups: [""], resources: ["pods", "namespaces", "events"], verbs: read },
      { apiGroups: ["flagger.app", "fluxcd.controlplane.io"], resources: ["*"], verbs: read },
      { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: read },
    ],
  };
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "sluice" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "sluice" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: SLUICE_USER }],
  };
  return [role as KubeObject, binding as KubeObject];
}
