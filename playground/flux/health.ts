import { isMissing } from "./api.ts";
import type { Cluster } from "./cluster.ts";
import { conditionOf } from "./conditions.ts";
import { type Identity, isFluxKind } from "./kinds.ts";
import type { CommonStatus, KubeObject, Typed } from "./objects.ts";

/** How an object does, in the words of kstatus, which Flux waits by. */
export type Health = "Current" | "InProgress" | "Failed" | "Terminating" | "NotFound";

type Workload = Typed<
  { replicas?: number },
  CommonStatus & {
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberAvailable?: number;
    currentRevision?: string;
    updateRevision?: string;
  }
>;

export function healthOf(object: KubeObject): Health {
  if (object.metadata.deletionTimestamp) return "Terminating";
  const status = object.status as CommonStatus | undefined;
  if (isFluxKind(object.kind) && object.spec?.type !== "oci" && !status?.conditions) return "InProgress";
  const { generation = 0 } = object.metadata;
  if (status?.observedGeneration !== undefined && status.observedGeneration !== generation) return "InProgress";
  if (conditionOf(status?.conditions, "Reconciling")?.status === "True") return "InProgress";
  if (conditionOf(status?.conditions, "Stalled")?.status === "True") return "Failed";
  const ready = conditionOf(status?.conditions, "Ready");
  if (ready && ready.status !== "True") return "InProgress";
  return workloadHealth(object as Workload);
}

function workloadHealth(object: Workload): Health {
  const { spec, status = {} } = object;
  if (object.kind === "Deployment") {
    if (conditionOf(status.conditions, "Progressing")?.reason === "ProgressDeadlineExceeded") return "Failed";
    const wanted = spec.replicas ?? 1;
    const counts = [status.replicas, status.updatedReplicas, status.readyReplicas, status.availableReplicas];
    return counts.every((count) => (count ?? 0) === wanted) ? "Current" : "InProgress";
  }
  if (object.kind === "StatefulSet") {
    const settled =
      (status.readyReplicas ?? 0) === (spec.replicas ?? 1) && status.currentRevision === status.updateRevision;
    return settled ? "Current" : "InProgress";
  }
  if (object.kind === "DaemonSet") {
    const wanted = status.desiredNumberScheduled ?? 0;
    const settled = (status.updatedNumberScheduled ?? 0) === wanted && (status.numberAvailable ?? 0) === wanted;
    return settled ? "Current" : "InProgress";
  }
  return "Current";
}

/** Looks until all are well; the sentence is what Flux says of those that are not. */
export async function waitForHealth(
  cluster: Cluster,
  objects: readonly Identity[],
  timeoutMs: number,
): Promise<{ ok: true } | { ok: false; why: string }> {
  const until = cluster.now().getTime() + timeoutMs;
  let open = objects;
  for (;;) {
    const seen = await Promise.all(open.map(async (object) => ({ object, health: await look(cluster, object) })));
    const failed = seen.filter(({ health }) => health === "Failed");
    if (failed.length > 0) return { ok: false, why: `failed early due to stalled resources: [${listed(failed)}]` };
    const notYet = seen.filter(({ health }) => health !== "Current");
    // What has nothing to wait for, and what was well already, is not asked again until all are.
    if (notYet.length === 0 && open.length === objects.length) return { ok: true };
    if (notYet.length === 0) {
      open = objects;
      continue;
    }
    if (cluster.now().getTime() >= until || cluster.stopping()) {
      return { ok: false, why: `timeout waiting for: [${listed(notYet)}]` };
    }
    open = notYet.map(({ object }) => object);
    await new Promise((resolve) => setTimeout(resolve, cluster.pace.pollMs));
  }
}

const listed = (seen: { object: Identity; health: Health }[]): string =>
  seen
    .map(
      ({ object, health }) => `${object.kind}/${object.metadata.namespace}/${object.metadata.name} status: '${health}'`,
    )
    .join(", ");

async function look(cluster: Cluster, object: Identity): Promise<Health> {
  const { namespace = "", name } = object.metadata;
  // Our own kinds are watched anyway: no need to ask for them again.
  const known = isFluxKind(object.kind) ? cluster.objects.get<KubeObject>(object.kind, namespace, name) : undefined;
  if (known) return healthOf(known);
  try {
    const { path } = await cluster.discovery.locate(object);
    return healthOf(await cluster.api.get(path));
  } catch (error) {
    if (isMissing(error)) return "NotFound";
    throw error;
  }
}
