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

const CONTAINER: Schema = {
  fields: {
    env: byKey("name"),
    ports: byKey("containerPort", "protocol"),
    volumeDevices: byKey("devicePath"),
    volumeMounts: byKey("mountPath"),
  },
};

const OBJECT_META: Schema = { fields: { finalizers: byKey(), ownerReferences: byKey("uid") } };

const POD_SPEC: Schema = {
  fields: {
    containers: list(CONTAINER, "name"),
    initContainers: list(CONTAINER, "name"),
    ephemeralContainers: list(CONTAINER, "name"),
    hostAliases: byKey("ip"),
    imagePullSecrets: byKey("name"),
    topologySpreadConstraints: byKey("topologyKey", "whenUnsatisfiable"),
    volumes: byKey("name"),
  },
};

const TEMPLATE: Schema = { fields: { metadata: OBJECT_META, spec: POD_SPEC } };
const WITH_TEMPLATE: Schema = {
  fields: {
    metadata: OBJECT_META,
    spec: { fields: { template: TEMPLATE } },
    status: { fields: { conditions: byKey("type") } },
  },
};
const PLAIN_OBJECT: Schema = { fields: { metadata: OBJECT_META } };
const WEBHOOKS: Schema = { fields: { metadata: OBJECT_META, webhooks: byKey("name") } };

const CRON_JOB: Schema = {
  fields: {
    metadata: OBJECT_META,
    spec: { fields: { jobTemplate: { fields: { metadata: OBJECT_META, spec: { fields: { template: TEMPLATE } } } } } },
  },
};

const SCHEMAS: ReadonlyMap<string, Schema> = new Map([
  ["v1 Pod", { fields: { metadata: OBJECT_META, spec: POD_SPEC } }],
  ["v1 PodTemplate", { fields: { metadata: OBJECT_META, template: TEMPLATE } }],
  ["v1 ReplicationController", WITH_TEMPLATE],
  ["apps/v1 Deployment", WITH_TEMPLATE],
  ["apps/v1 ReplicaSet", WITH_TEMPLATE],
  ["apps/v1 DaemonSet", WITH_TEMPLATE],
  ["apps/v1 StatefulSet", WITH_TEMPLATE],
  ["batch/v1 Job", WITH_TEMPLATE],
  ["batch/v1 CronJob", CRON_JOB],
  ["batch/v1beta1 CronJob", CRON_JOB],
  ["v1 Service", { fields: { metadata: OBJECT_META, spec: { fields: { ports: byKey("port", "protocol") } } } }],
  ["v1 ServiceAccount", { fields: { metadata: OBJECT_META, secrets: byKey("name") } }],
  ["v1 Node", { fields: { metadata: OBJECT_META, spec: { fields: { podCIDRs: byKey() } } } }],
  ["admissionregistration.k8s.io/v1 MutatingWebhookConfiguration", WEBHOOKS],
  ["admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration", WEBHOOKS],
  ["admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration", WEBHOOKS],
  ["admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration", WEBHOOKS],
]);

/** Built-in kinds whose only merged lists are those of their metadata. */
const PLAIN_GROUPS = new Set([
  "v1",
  "apps/v1",
  "autoscaling/v1",
  "networking.k8s.io/v1",
  "policy/v1",
  "rbac.authorization.k8s.io/v1",
  "storage.k8s.io/v1",
  "scheduling.k8s.io/v1",
  "apiextensions.k8s.io/v1",
  "coordination.k8s.io/v1",
]);

export function schemaOf(apiVersion: string, kind: string): Schema | undefined {
  return SCHEMAS.get(`${apiVersion} ${kind}`) ?? (PLAIN_GROUPS.has(apiVersion) ? PLAIN_OBJECT : undefined);
}
