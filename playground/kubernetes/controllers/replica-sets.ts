import { type Dict, dict, type KubeObject } from "../objects.ts";
import { record } from "./happenings.ts";
import { type Controller, type Kit, keyOfObject, keysOf } from "./kit.ts";
import { isActive, isReady, podOf, readySince } from "./pods.ts";

const shelf = "apps/replicasets";

/** Keeps as many pods of its template as it asks for. */
export function replicaSets(kit: Kit): Controller {
  return {
    name: "replicaset",
    keys: keysOf(shelf, "ReplicaSet", ["/pods"]),
    reconcile: (key) => {
      const set = kit.get(shelf, key);
      if (!set) return;
      if (!set.metadata.deletionTimestamp) balance(kit, set);
      report(kit, set);
    },
  };
}

function balance(kit: Kit, set: KubeObject): void {
  const active = kit.owned("/pods", set).filter(isActive);
  const wanted = Number(set.spec?.replicas ?? 1);
  const say = (reason: string, message: string) =>
    record(kit, { about: set, reason, message, component: "replicaset-controller" });
  for (let i = active.length; i < wanted; i++) {
    const made = kit.create("/pods", podOf(set, dict(set.spec?.template)));
    say("SuccessfulCreate", `Created pod: ${made.metadata.name}`);
  }
  // Those that are not ready go first, then the youngest.
  const spare = active
    .sort((a, b) => Number(isReady(a)) - Number(isReady(b)) || age(b) - age(a))
    .slice(0, Math.max(0, active.length - wanted));
  for (const pod of spare) {
    kit.remove("/pods", pod);
    say("SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }
}

function age(pod: KubeObject): number {
  return Date.parse(pod.metadata.creationTimestamp ?? "");
}

function report(kit: Kit, set: KubeObject): void {
  const pods = kit.owned("/pods", set);
  const active = pods.filter(isActive);
  const ready = active.filter(isReady);
  const minReadyMs = Number(set.spec?.minReadySeconds ?? 0) * 1000;
  const now = kit.parts.clock().getTime();
  const available = ready.filter((pod) => now - readySince(pod) >= minReadyMs);
  if (available.length < ready.length) kit.later("replicaset", keyOfObject(set), 500);
  const status: Dict = {
    replicas: active.length,
    ...some("fullyLabeledReplicas", active.length),
    ...some("readyReplicas", ready.length),
    ...some("availableReplicas", available.length),
    terminatingReplicas: pods.filter((pod) => pod.metadata.deletionTimestamp).length,
    observedGeneration: set.metadata.generation,
  };
  kit.status(shelf, set, status);
}

/** Zero is left out, as Go's omitempty does. */
export function some(name: string, count: number): Dict {
  return count > 0 ? { [name]: count } : {};
}
