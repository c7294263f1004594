/**
 * Which lists of built-in kinds are merged item by item, and by which keys: the
 * `x-kubernetes-patch-merge-key` (and `list-map-keys`) of the Kubernetes 1.21 API,
 * which kustomize 5.5 carries. Lists that are not here are replaced, and so are
 * all lists of kinds that are not here (custom resources).
 */
export type Schema = {
  readonly fields?: Readonly<Record<string, Schema>>;
  /** Merge keys of a list; no keys means a list of plain values, merged as a set. */
  readonly keys?: readonly string[];
  readonly items?: Schema;
  /** Schema of the values of a map whose keys are free. */
  readonly values?: Schema;
};

const byKey = (...keys: string[]): Schema => ({ keys });
const list = (items: Schema, ...keys: string[]): Schema => ({ keys, items });

const EPHEMERAL: Schema = {
  fields: { env: byKey("name"), volumeDevices: byKey("devicePath"), volumeMounts: byKey("mountPath") },
};
const CONTAINER: Schema = { fields: { ...EPHEMERAL.fields, ports: byKey("containerPort", "protocol") } };

const OBJECT_META: Schema = { fields: { finalizers: byKey(), ownerReferences: byKey("uid") } };
const WITH_META: Schema = { fields: { metadata: OBJECT_META } };
const CONDITIONS: Schema = { fields: { conditions: byKey("type") } };

const POD_SPEC: Schema = {
  fields: {
    containers: list(CONTAINER, "name"),
    initContainers: list(CONTAINER, "name"),
    ephemeralContainers: list(EPHEMERAL, "name"),
    hostAliases: byKey("ip"),
    imagePullSecrets: byKey("name"),
    topologySpreadConstraints: byKey("topologyKey", "whenUnsatisfiable"),
    volumes: list({ fields: { ephemeral: { fields: { volumeClaimTemplate: WITH_META } } } }, "name"),
  },
};

const TEMPLATE: Schema = { fields: { metadata: OBJECT_META, spec: POD_SPEC } };
const TEMPLATED: Readonly<Record<string, Schema>> = { spec: { fields: { template: TEMPLATE } }, status: CONDITIONS };
const WITH_CONDITIONS = { status: CONDITIONS };
const WEBHOOKS = { webhooks: byKey("name") };
const JOB_TEMPLATE: Schema = { fields: { metadata: OBJECT_META, spec: { fields: { template: TEMPLATE } } } };
const CRON_JOB = { spec: { fields: { jobTemplate: JOB_TEMPLATE } } };

/** What a kind has beside the lists of its metadata. */
const OWN: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  Pod: { spec: POD_SPEC, status: { fields: { conditions: byKey("type"), podIPs: byKey("ip") } } },
  PodTemplate: { template: TEMPLATE },
  ReplicationController: TEMPLATED,
  Deployment: TEMPLATED,
  ReplicaSet: TEMPLATED,
  DaemonSet: TEMPLATED,
  StatefulSet: TEMPLATED,
  Job: TEMPLATED,
  CronJob: CRON_JOB,
  Service: { spec: { fields: { ports: byKey("port", "protocol") } }, status: CONDITIONS },
  ServiceAccount: { secrets: byKey("name") },
  Node: {
    spec: { fields: { podCIDRs: byKey() } },
    status: { fields: { addresses: byKey("type"), conditions: byKey("type") } },
  },
  Namespace: WITH_CONDITIONS,
  PersistentVolumeClaim: WITH_CONDITIONS,
  ComponentStatus: { conditions: byKey("type") },
  APIService: WITH_CONDITIONS,
  PodDisruptionBudget: WITH_CONDITIONS,
  CSINode: { spec: { fields: { drivers: byKey("name") } } },
  MutatingWebhookConfiguration: WEBHOOKS,
  ValidatingWebhookConfiguration: WEBHOOKS,
};

const RBAC_KINDS = "ClusterRole ClusterRoleBinding Role RoleBinding";
const REVIEWS = "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview";
const WEBHOOK_KINDS = "MutatingWebhookConfiguration ValidatingWebhookConfiguration";

/** The kinds that kustomize knows. Of others, and of these in other versions, no list is merged. */
const KNOWN: Readonly<Record<string, string>> = {
  "admissionregistration.k8s.io/v1": WEBHOOK_KINDS,
  "admissionregistration.k8s.io/v1beta1": WEBHOOK_KINDS,
  "apiextensions.k8s.io/v1": "CustomResourceDefinition",
  "apiextensions.k8s.io/v1beta1": "CustomResourceDefinition",
  "apiregistration.k8s.io/v1": "APIService",
  "apiregistration.k8s.io/v1beta1": "APIService",
  "apps/v1": "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
  "authentication.k8s.io/v1": "TokenRequest TokenReview",
  "authentication.k8s.io/v1beta1": "TokenReview",
  "authorization.k8s.io/v1": REVIEWS,
  "authorization.k8s.io/v1beta1": REVIEWS,
  "autoscaling/v1": "HorizontalPodAutoscaler Scale",
  "autoscaling/v2beta1": "HorizontalPodAutoscaler",
  "autoscaling/v2beta2": "HorizontalPodAutoscaler",
  "batch/v1": "CronJob Job",
  "batch/v1beta1": "CronJob",
  "certificates.k8s.io/v1": "CertificateSigningRequest",
  "certificates.k8s.io/v1beta1": "CertificateSigningRequest",
  "coordination.k8s.io/v1": "Lease",
  "coordination.k8s.io/v1beta1": "Lease",
  "discovery.k8s.io/v1": "EndpointSlice",
  "discovery.k8s.io/v1beta1": "EndpointSlice",
  "events.k8s.io/v1": "Event",
  "events.k8s.io/v1beta1": "Event",
  "extensions/v1beta1": "Ingress",
  "flowcontrol.apiserver.k8s.io/v1beta1": "FlowSchema PriorityLevelConfiguration",
  "networking.k8s.io/v1": "Ingress IngressClass NetworkPolicy",
  "networking.k8s.io/v1beta1": "Ingress IngressClass",
  "node.k8s.io/v1": "RuntimeClass",
  "node.k8s.io/v1beta1": "RuntimeClass",
  "policy/v1": "PodDisruptionBudget",
  "policy/v1beta1": "Eviction PodDisruptionBudget PodSecurityPolicy",
  "rbac.authorization.k8s.io/v1": RBAC_KINDS,
  "rbac.authorization.k8s.io/v1beta1": RBAC_KINDS,
  "scheduling.k8s.io/v1": "PriorityClass",
  "scheduling.k8s.io/v1beta1": "PriorityClass",
  "storage.k8s.io/v1": "CSIDriver CSINode StorageClass VolumeAttachment",
  "storage.k8s.io/v1beta1": "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment",
  v1:
    "Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume " +
    "PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount",
};

const SCHEMAS: ReadonlyMap<string, Schema> = new Map(
  Object.entries(KNOWN).flatMap(([apiVersion, kinds]) =>
    kinds
      .split(" ")
      .map((kind): [string, Schema] => [
        `${apiVersion} ${kind}`,
        OWN[kind] ? { fields: { metadata: OBJECT_META, ...OWN[kind] } } : WITH_META,
      ]),
  ),
);

export function schemaOf(apiVersion: string, kind: string): Schema | undefined {
  return SCHEMAS.get(`${apiVersion} ${kind}`);
}
