/**
 * Kinds that have no namespace, as the API description inside kustomize 5.5 knows
 * them (Kubernetes 1.21). A kind that it does not know counts as namespaced.
 */
const CLUSTER_SCOPED: Readonly<Record<string, string>> = {
  "": "ComponentStatus Namespace Node NodeProxyOptions PersistentVolume",
  "admissionregistration.k8s.io": "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
  "apiextensions.k8s.io": "CustomResourceDefinition",
  "apiregistration.k8s.io": "APIService",
  "certificates.k8s.io": "CertificateSigningRequest",
  "flowcontrol.apiserver.k8s.io": "FlowSchema PriorityLevelConfiguration",
  "networking.k8s.io": "IngressClass",
  "node.k8s.io": "RuntimeClass",
  policy: "PodSecurityPolicy",
  "rbac.authorization.k8s.io": "ClusterRole ClusterRoleBinding",
  "scheduling.k8s.io": "PriorityClass",
  "storage.k8s.io": "CSIDriver CSINode StorageClass VolumeAttachment",
};

/** Only these versions are known: an alpha of the same kind counts as namespaced. */
const VERSIONS = new Set(["v1", "v1beta1"]);

const SCOPED: ReadonlySet<string> = new Set(
  Object.entries(CLUSTER_SCOPED).flatMap(([group, kinds]) => kinds.split(" ").map((kind) => `${group}/${kind}`)),
);

export function isClusterScoped(gvk: { group: string; version: string; kind: string }): boolean {
  if (!VERSIONS.has(gvk.version) || !SCOPED.has(`${gvk.group}/${gvk.kind}`)) return false;
  if (gvk.group === "" || gvk.group === "policy") return (gvk.version === "v1") === (gvk.group === "");
  return gvk.group !== "flowcontrol.apiserver.k8s.io" || gvk.version === "v1beta1";
}
