import { type Dict, dict, type KubeObject } from "../objects.ts";
import { record } from "./happenings.ts";
import { type Controller, type Kit, keysOf } from "./kit.ts";
import { isActive, isReady, podOf, templateHash } from "./pods.ts";
import { some } from "./replica-sets.ts";

const shelf = "apps/statefulsets";
const revisionLabel = "controller-revision-hash";

/** Pods by number, one after the other: up from zero, replaced from the highest down. */
export function statefulSets(kit: Kit): Controller {
  return {
    name: "statefulset",
    keys: keysOf(shelf, "StatefulSet", ["/pods"]),
    reconcile: (key) => {
      const set = kit.get(shelf, key);
      if (!set) return;
      const update = `${set.metadata.name}-${templateHash(set.spec?.template)}`;
      if (!set.metadata.deletionTimestamp) advance(kit, set, update);
      report(kit, set, update);
    },
  };
}

function numberOf(pod: KubeObject): number {
  return Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf("-") + 1));
}

function advance(kit: Kit, set: KubeObject, update: string): void {
  const pods = kit.owned("/pods", set);
  const wanted = Number(set.spec?.replicas ?? 1);
  const parallel = set.spec?.podManagementPolicy === "Parallel";
  for (let i = 0; i < wanted; i++) {
    const pod = pods.find((known) => numberOf(known) === i);
    if (!pod) create(kit, set, i, update);
    if (!parallel && (!pod || !isReady(pod))) {
      replaceStuck(kit, pods, update);
      return;
    }
  }
  const byNumber = pods.filter(isActive).sort((a, b) => numberOf(b) - numberOf(a));
  const spare = byNumber.find((pod) => numberOf(pod) >= wanted);
  if (spare) {
    kit.remove("/pods", spare);
    return;
  }
  if (pods.some((pod) => !isReady(pod)) || dict(set.spec?.updateStrategy).type === "OnDelete") return;
  const partition = Number(dict(dict(set.spec?.updateStrategy).rollingUpdate).partition ?? 0);
  const stale = byNumber.find((pod) => numberOf(pod) >= partition && pod.metadata.labels?.[revisionLabel] !== update);
  if (stale) kit.remove("/pods", stale);
}

/** A pod of an older template that never became ready must not hold up the template that mends it. */
function replaceStuck(kit: Kit, pods: KubeObject[], update: string): void {
  const stuck = pods.find((pod) => isActive(pod) && !isReady(pod) && pod.metadata.labels?.[revisionLabel] !== update);
  if (stuck) kit.remove("/pods", stuck);
}

function create(kit: Kit, set: KubeObject, number: number, update: string): void {
  const name = `${set.metadata.name}-${number}`;
  const labels = {
    "apps.kubernetes.io/pod-index": String(number),
    [revisionLabel]: update,
    "statefulset.kubernetes.io/pod-name": name,
  };
  const spec = { hostname: name, ...(set.spec?.serviceName ? { subdomain: set.spec.serviceName } : {}) };
  kit.create("/pods", podOf(set, dict(set.spec?.template), { name, labels, spec }));
  const message = `create Pod ${name} in StatefulSet ${set.metadata.name} successful`;
  record(kit, { about: set, reason: "SuccessfulCreate", message, component: "statefulset-controller" });
}

function report(kit: Kit, set: KubeObject, update: string): void {
  const pods = kit.owned("/pods", set).filter(isActive);
  const updated = pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === update);
  const ready = pods.filter(isReady);
  const wanted = Number(set.spec?.replicas ?? 1);
  const done = updated.length === wanted && pods.length === wanted && ready.length === wanted;
  const before = String(set.status?.currentRevision ?? "");
  const current = done || !before ? update : before;
  const status: Dict = {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    ...some("readyReplicas", ready.length),
    ...some("currentReplicas", pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === current).length),
    ...some("updatedReplicas", updated.length),
    currentRevision: current,
    updateRevision: update,
    collisionCount: 0,
    availableReplicas: ready.length,
  };
  kit.status(shelf, set, status);
}
