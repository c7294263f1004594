/**
 * Kinds that have no namespace, as the API description inside kustomize 5.5 knows
 * them (Kubernetes 1.21). A kind that it does not know counts as namespaced.
 */
const CLUSTER_SCOPED: ReadonlyMap<string, readonly string[]> = new Map([
  ["", ["ComponentStatus", "Namespace", "Node", "PersistentVolume"]],
  ["admissionregistration.k8s.io", ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]],
  ["apiextensions.k8s.io", ["CustomResourceDefinition"]],
  ["apiregistration.k8s.io", ["APIService"]],
  ["authentication.k8s.io", ["TokenReview"]],
  ["authorization.k8s.io", ["SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"]],
  ["certificates.k8s.io", ["CertificateSigningRequest"]],
  ["flowcontrol.apiserver.k8s.io", ["FlowSchema", "PriorityLevelConfiguration"]],
  ["internal.apiserver.k8s.io", ["StorageVersion"]],
  ["networking.k8s.io", ["IngressClass"]],
  ["node.k8s.io", ["RuntimeClass"]],
  ["policy", ["PodSecurityPolicy"]],
  ["rbac.authorization.k8s.io", ["ClusterRole", "ClusterRoleBinding"]],
  ["scheduling.k8s.io", ["PriorityClass"]],
  ["storage.k8s.io", ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"]],
]);

export function isClusterScoped(gvk: { group: string; kind: string }): boolean {
  return CLUSTER_SCOPED.get(gvk.group)?.includes(gvk.kind) ?? false;
}
