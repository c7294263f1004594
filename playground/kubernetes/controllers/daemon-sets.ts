import { type Dict, dict, type KubeObject } from "../objects.ts";
import { record } from "./happenings.ts";
import { type Controller, type Kit, keysOf } from "./kit.ts";
import { isActive, isReady, podOf, templateHash } from "./pods.ts";
import { some } from "./replica-sets.ts";

const shelf = "apps/daemonsets";
const revisionLabel = "controller-revision-hash";

/** One pod on every node, replaced one after the other. */
export function daemonSets(kit: Kit): Controller {
  const keys = keysOf(shelf, "DaemonSet", ["/pods"]);
  return {
    name: "daemonset",
    keys: (changed, event) => {
      return changed === "/nodes" ? kit.parts.store.list(shelf).map(({ key }) => key) : keys(changed, event);
    },
    reconcile: (key) => {
      const set = kit.get(shelf, key);
      if (!set) return;
      const hash = templateHash(set.spec?.template);
      if (!set.metadata.deletionTimestamp) advance(kit, set, hash);
      report(kit, set, hash);
    },
  };
}

function advance(kit: Kit, set: KubeObject, hash: string): void {
  const nodes = kit.parts.store.list("/nodes").map(({ object }) => object.metadata.name);
  const pods = kit.owned("/pods", set);
  for (const nodeName of nodes) {
    if (pods.some((pod) => pod.spec?.nodeName === nodeName)) continue;
    const labels = { [revisionLabel]: hash, "pod-template-generation": String(set.metadata.generation) };
    const made = kit.create("/pods", podOf(set, dict(set.spec?.template), { labels, spec: { nodeName } }));
    record(kit, {
      about: set,
      reason: "SuccessfulCreate",
      message: `Created pod: ${made.metadata.name}`,
      component: "daemonset-controller",
    });
  }
  const stale = pods.filter((pod) => isActive(pod) && pod.metadata.labels?.[revisionLabel] !== hash);
  const sick = stale.find((pod) => !isReady(pod));
  const settled = pods.length === nodes.length && pods.every(isReady);
  const next = sick ?? (settled ? stale[0] : undefined);
  if (next && dict(set.spec?.updateStrategy).type !== "OnDelete") kit.remove("/pods", next);
}

function report(kit: Kit, set: KubeObject, hash: string): void {
  const nodes = kit.parts.store.list("/nodes").length;
  const pods: KubeObject[] = kit.owned("/pods", set).filter(isActive);
  const ready = pods.filter(isReady).length;
  const status: Dict = {
    currentNumberScheduled: pods.length,
    numberMisscheduled: 0,
    desiredNumberScheduled: nodes,
    numberReady: ready,
    observedGeneration: set.metadata.generation,
    ...some("updatedNumberScheduled", pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === hash).length),
    ...some("numberAvailable", ready),
    ...some("numberUnavailable", Math.max(0, nodes - ready)),
  };
  kit.status(shelf, set, status);
}
