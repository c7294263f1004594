/* What the real server fills in for Kubernetes' own kinds: the fields that somebody reads, not all of them. */
import { clone, type Dict, dict, isDict, type KubeObject, list } from "../objects.ts";

const containerDefaults: Dict = {
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
};
const podDefaults: Dict = {
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  dnsPolicy: "ClusterFirst",
  securityContext: {},
  schedulerName: "default-scheduler",
};
const rolling = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } };

const specDefaults: Record<string, Dict> = {
  Deployment: { replicas: 1, strategy: rolling, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 },
  ReplicaSet: { replicas: 1 },
  StatefulSet: {
    replicas: 1,
    podManagementPolicy: "OrderedReady",
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
  },
  DaemonSet: {
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    revisionHistoryLimit: 10,
  },
  Job: {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: "NonIndexed",
    suspend: false,
    manualSelector: false,
  },
  HorizontalPodAutoscaler: { minReplicas: 1 },
  CronJob: { concurrencyPolicy: "Allow", suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
  NetworkPolicy: { policyTypes: ["Ingress"] },
  PersistentVolumeClaim: { volumeMode: "Filesystem" },
  Service: {
    sessionAffinity: "None",
    type: "ClusterIP",
    internalTrafficPolicy: "Cluster",
    ipFamilyPolicy: "SingleStack",
    ipFamilies: ["IPv4"],
  },
  Pod: { ...podDefaults, enableServiceLinks: true },
};

/** What a status is before a controller has looked. */
const firstStatus: Record<string, Dict> = {
  DaemonSet: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  Deployment: {},
  HorizontalPodAutoscaler: { desiredReplicas: 0, currentMetrics: null },
  Ingress: { loadBalancer: {} },
  Job: {},
  PersistentVolumeClaim: { phase: "Pending" },
  Pod: { phase: "Pending", qosClass: "BestEffort" },
  PodDisruptionBudget: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  ReplicaSet: { replicas: 0 },
  Service: { loadBalancer: {} },
  StatefulSet: { replicas: 0, availableReplicas: 0 },
};

/** Fills in defaults, in place. */
export function fillBuiltinDefaults(object: KubeObject): void {
  const spec = object.spec;
  const defaults = specDefaults[object.kind];
  if (defaults && isDict(spec)) under(spec, defaults);
  if (object.kind === "Pod" && isDict(spec)) podSpec(spec);
  if (object.kind === "Deployment") strategy(dict(spec));
  if (object.kind === "CronJob") podTemplate(dict(dict(dict(spec).jobTemplate).spec));
  else podTemplate(dict(spec));
  if (object.kind === "Service") servicePorts(dict(spec));
  if (object.kind === "Namespace") namespaceDefaults(object);
  const status = firstStatus[object.kind];
  if (status) object.status ??= clone(status);
  if (object.kind === "Secret") object.type ??= "Opaque";
  if (object.kind === "Secret") encodeSecret(object);
}

function podTemplate(spec: Dict): void {
  const template = dict(spec.template);
  if (!isDict(template.spec)) return;
  under(template.spec, podDefaults);
  podSpec(template.spec);
}

function under(value: Dict, defaults: Dict): void {
  for (const [name, preset] of Object.entries(defaults)) {
    const known = value[name];
    if (known === undefined || known === null) value[name] = clone(preset);
  }
}

function strategy(spec: Dict): void {
  const chosen = dict(spec.strategy);
  if (chosen.type === "Recreate") delete chosen.rollingUpdate;
  else {
    chosen.type ??= "RollingUpdate";
    if (!isDict(chosen.rollingUpdate)) chosen.rollingUpdate = {};
    under(dict(chosen.rollingUpdate), rolling.rollingUpdate);
  }
}

function podSpec(spec: Dict): void {
  for (const container of [...list(spec.containers), ...list(spec.initContainers)].map(dict)) {
    under(container, {
      ...containerDefaults,
      resources: {},
      imagePullPolicy: pullPolicy(String(container.image ?? "")),
    });
    for (const port of list(container.ports)) under(dict(port), { protocol: "TCP" });
    for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
      const probed = dict(container[probe]);
      if (!isDict(container[probe])) continue;
      under(probed, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
      if (isDict(probed.httpGet)) under(probed.httpGet, { path: "/", scheme: "HTTP" });
    }
  }
  for (const volume of list(spec.volumes).map(dict)) {
    for (const source of ["configMap", "secret"])
      if (isDict(volume[source])) under(dict(volume[source]), { defaultMode: 420 });
  }
  if (typeof spec.serviceAccountName === "string") spec.serviceAccount ??= spec.serviceAccountName;
}

function pullPolicy(image: string): string {
  const last = image.slice(image.lastIndexOf("/") + 1);
  return !last.includes("@") && (!last.includes(":") || last.endsWith(":latest")) ? "Always" : "IfNotPresent";
}

function servicePorts(spec: Dict): void {
  for (const port of list(spec.ports).map(dict)) under(port, { protocol: "TCP", targetPort: port.port });
}

function namespaceDefaults(object: KubeObject): void {
  object.spec ??= {};
  under(object.spec, { finalizers: ["kubernetes"] });
  object.status ??= {};
  under(object.status, { phase: "Active" });
  object.metadata.labels = { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name };
}

function encodeSecret(object: KubeObject): void {
  if (!isDict(object.stringData)) return;
  const encoded = Object.entries(object.stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString("base64"),
  ]);
  object.data = { ...dict(object.data), ...Object.fromEntries(encoded) };
  delete object.stringData;
}
