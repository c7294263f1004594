import { type FieldSpec, specs } from "./field-specs.ts";

/** Which fields of which kinds name objects of a kind, as kustomize 5.5 has it built in. */
export type NameReference = { group?: string; version?: string; kind?: string; fieldSpecs: readonly FieldSpec[] };

const POD_PATHS: readonly (readonly [string, string])[] = [
  ["Pod", "spec"],
  ["PodTemplate", "template/spec"],
  ...["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"].map(
    (kind) => [kind, "spec/template/spec"] as const,
  ),
  ["CronJob", "spec/jobTemplate/spec/template/spec"],
];

/** The same fields of a pod in every kind that has one. */
function inPods(fields: readonly string[], without: readonly string[] = []): FieldSpec[] {
  return POD_PATHS.flatMap(([kind, prefix]) => {
    if (without.includes(kind)) return [];
    const version = kind === "Pod" ? { version: "v1" } : {};
    return fields.map((field): FieldSpec => ({ ...version, kind, path: `${prefix}/${field}` }));
  });
}

const CONTROLLER_PATHS: readonly (readonly [string, string])[] = [
  ["Pod", "spec"],
  ...["StatefulSet", "Deployment", "ReplicationController", "Job", "DaemonSet"].map(
    (kind) => [kind, "spec/template/spec"] as const,
  ),
  ["CronJob", "spec/jobTemplate/spec/template/spec"],
];

function inControllers(field: string): FieldSpec[] {
  return CONTROLLER_PATHS.map(([kind, prefix]) => ({ kind, path: `${prefix}/${field}` }));
}

const SCALED: FieldSpec[] = specs("HorizontalPodAutoscaler", ["spec/scaleTargetRef/name"]);
const RESOURCE_NAMES: FieldSpec[] = specs("Role ClusterRole", ["rules/resourceNames"]);
const ADMISSION = "admissionregistration.k8s.io";
const RBAC = "rbac.authorization.k8s.io";

const CONFIG_MAP: readonly FieldSpec[] = [
  ...inPods([
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
  ]),
  { kind: "Node", path: "spec/configSource/configMap" },
  ...RESOURCE_NAMES,
  { kind: "Ingress", path: "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap" },
];

const SECRET: readonly FieldSpec[] = [
  ...inPods([
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
  ]),
  ...specs("Ingress", [
    "spec/tls/secretName",
    "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
    "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
    "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
  ]),
  { kind: "ServiceAccount", path: "imagePullSecrets/name" },
  ...specs(
    "StorageClass",
    ["secretName", "adminSecretName", "userSecretName", "secretRef"].map((field) => `parameters/${field}`),
  ),
  ...RESOURCE_NAMES,
  {
    kind: "Service",
    group: "serving.knative.dev",
    version: "v1",
    path: "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
  },
  { kind: "PersistentVolume", path: "spec/azureFile/secretName" },
];

const SERVICE: readonly FieldSpec[] = [
  { kind: "StatefulSet", group: "apps", path: "spec/serviceName" },
  ...specs("Ingress", [
    "spec/rules/http/paths/backend/serviceName",
    "spec/backend/serviceName",
    "spec/rules/http/paths/backend/service/name",
    "spec/defaultBackend/service/name",
  ]),
  { kind: "APIService", group: "apiregistration.k8s.io", path: "spec/service/name" },
  ...specs("ValidatingWebhookConfiguration MutatingWebhookConfiguration", ["webhooks/clientConfig/service"], {
    group: ADMISSION,
  }),
];

export const NAME_REFERENCES: readonly NameReference[] = [
  ...["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => ({ kind, fieldSpecs: SCALED })),
  { kind: "ConfigMap", version: "v1", fieldSpecs: CONFIG_MAP },
  { kind: "Secret", version: "v1", fieldSpecs: SECRET },
  { kind: "Service", version: "v1", fieldSpecs: SERVICE },
  { kind: "Role", group: RBAC, fieldSpecs: [{ kind: "RoleBinding", group: RBAC, path: "roleRef/name" }] },
  {
    kind: "ClusterRole",
    group: RBAC,
    fieldSpecs: specs("RoleBinding ClusterRoleBinding", ["roleRef/name"], { group: RBAC }),
  },
  {
    kind: "ServiceAccount",
    version: "v1",
    fieldSpecs: [
      ...specs("RoleBinding ClusterRoleBinding", ["subjects"], { group: RBAC }),
      ...inControllers("serviceAccountName"),
    ],
  },
  {
    kind: "PersistentVolumeClaim",
    version: "v1",
    fieldSpecs: inControllers("volumes/persistentVolumeClaim/claimName"),
  },
  {
    kind: "PersistentVolume",
    version: "v1",
    fieldSpecs: [
      { kind: "PersistentVolumeClaim", path: "spec/volumeName" },
      { kind: "ClusterRole", path: "rules/resourceNames" },
    ],
  },
  {
    kind: "StorageClass",
    version: "v1",
    group: "storage.k8s.io",
    fieldSpecs: [
      ...specs("PersistentVolume PersistentVolumeClaim", ["spec/storageClassName"]),
      { kind: "StatefulSet", path: "spec/volumeClaimTemplates/spec/storageClassName" },
    ],
  },
  { kind: "PriorityClass", version: "v1", group: "scheduling.k8s.io", fieldSpecs: inControllers("priorityClassName") },
  {
    kind: "IngressClass",
    version: "v1",
    group: "networking.k8s.io/v1",
    fieldSpecs: [{ kind: "Ingress", path: "spec/ingressClassName" }],
  },
  {
    kind: "ValidatingAdmissionPolicy",
    group: ADMISSION,
    fieldSpecs: [{ kind: "ValidatingAdmissionPolicyBinding", group: ADMISSION, path: "spec/policyName" }],
  },
];
