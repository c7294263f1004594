/*
 * Deployments roll through ReplicaSets: one for each pod template, named by its hash. The newest is scaled up and the
 * others down within maxSurge and maxUnavailable, a step at each look; the status and its conditions tell how far it is.
 */
import { isDeepStrictEqual } from "node:util";
import { clone, type Dict, dict, type KubeObject } from "../objects.ts";
import { deploymentStatus } from "./deployment-status.ts";
import { record } from "./happenings.ts";
import { type Controller, type Kit, keyOfObject, keysOf, ownedBy } from "./kit.ts";
import { templateHash } from "./pods.ts";
import { countOf, nextNewSize, nextOldSizes, type SetSize } from "./rollout.ts";

const shelf = "apps/deployments";
const sets = "apps/replicasets";
export const revisionOf = "deployment.kubernetes.io/revision";

export function deployments(kit: Kit): Controller {
  return {
    name: "deployment",
    keys: keysOf(shelf, "Deployment", [sets]),
    reconcile: (key) => {
      const deployment = kit.get(shelf, key);
      if (!deployment || deployment.metadata.deletionTimestamp) return;
      const fresh = deployment.spec?.paused === true ? newSet(kit, deployment) : ensureNewSet(kit, deployment);
      const old = oldSets(kit, deployment, fresh);
      if (fresh && deployment.spec?.paused !== true) roll(kit, deployment, fresh, old);
      report(kit, key);
    },
  };
}

function newSet(kit: Kit, deployment: KubeObject): KubeObject | undefined {
  return kit.owned(sets, deployment).find((set) => isDeepStrictEqual(templateOf(set), deployment.spec?.template));
}

function oldSets(kit: Kit, deployment: KubeObject, fresh: KubeObject | undefined): KubeObject[] {
  const others = kit.owned(sets, deployment).filter((set) => set.metadata.uid !== fresh?.metadata.uid);
  return others.sort((a, b) => revision(a) - revision(b));
}

function templateOf(set: KubeObject): unknown {
  const template = clone(dict(set.spec?.template));
  delete dict(dict(template.metadata).labels)["pod-template-hash"];
  return template;
}

function revision(object: KubeObject): number {
  return Number(object.metadata.annotations?.[revisionOf] ?? 0);
}

/** The set of the current template, made or brought back to the front; the Deployment carries its revision. */
function ensureNewSet(kit: Kit, deployment: KubeObject): KubeObject {
  const known = newSet(kit, deployment);
  const latest = Math.max(0, ...oldSets(kit, deployment, known).map(revision));
  const next = String(known && revision(known) > latest ? revision(known) : latest + 1);
  const fresh = known ? known : create(kit, deployment, next);
  if (known && known.metadata.annotations?.[revisionOf] !== next)
    kit.update(sets, known, (live) => annotate(live, next));
  if (deployment.metadata.annotations?.[revisionOf] !== next)
    kit.update(shelf, deployment, (live) => annotate(live, next));
  return kit.get(sets, keyOfObject(fresh)) ?? fresh;
}

function annotate(object: KubeObject, next: string): KubeObject {
  const annotations = { ...object.metadata.annotations, [revisionOf]: next };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function create(kit: Kit, deployment: KubeObject, next: string): KubeObject {
  const template = clone(dict(deployment.spec?.template));
  const hash = templateHash(template);
  const labels = { ...(dict(dict(template.metadata).labels) as Record<string, string>), "pod-template-hash": hash };
  template.metadata = { ...dict(template.metadata), labels };
  const selector = clone(dict(deployment.spec?.selector));
  selector.matchLabels = { ...dict(selector.matchLabels), "pod-template-hash": hash };
  const { wanted, surge } = sizesOf(deployment);
  const total = oldSets(kit, deployment, undefined).reduce((sum, set) => sum + sizeOf(set).size, 0);
  const recreating = dict(deployment.spec?.strategy).type === "Recreate";
  const room = recreating ? (total > 0 ? 0 : wanted) : Math.max(0, wanted + surge - total);
  const replicas = Math.min(wanted, room);
  const metadata = {
    name: `${deployment.metadata.name}-${hash}`,
    namespace: deployment.metadata.namespace,
    labels,
    annotations: {
      "deployment.kubernetes.io/desired-replicas": String(wanted),
      "deployment.kubernetes.io/max-replicas": String(wanted + surge),
      [revisionOf]: next,
    },
    ownerReferences: ownedBy(deployment),
  };
  const minReadySeconds = deployment.spec?.minReadySeconds;
  const spec: Dict = { replicas, selector, template, ...(minReadySeconds ? { minReadySeconds } : {}) };
  const made = kit.create(sets, { apiVersion: "apps/v1", kind: "ReplicaSet", metadata, spec });
  if (replicas > 0) tell(kit, deployment, made, 0, replicas);
  return made;
}

function sizesOf(deployment: KubeObject) {
  const wanted = Number(deployment.spec?.replicas ?? 1);
  const { maxSurge, maxUnavailable } = dict(dict(deployment.spec?.strategy).rollingUpdate);
  const surge = countOf(maxSurge, wanted, "up");
  const unavailable = countOf(maxUnavailable, wanted, "down");
  // Both zero would never move: the real controller takes one away then.
  return { wanted, surge, unavailable: surge + unavailable === 0 ? 1 : Math.min(unavailable, wanted) };
}

function sizeOf(set: KubeObject): SetSize {
  return { size: Number(set.spec?.replicas ?? 0), available: Number(set.status?.availableReplicas ?? 0) };
}

function roll(kit: Kit, deployment: KubeObject, fresh: KubeObject, old: KubeObject[]): void {
  const sizes = sizesOf(deployment);
  if (dict(deployment.spec?.strategy).type === "Recreate") {
    recreate(kit, deployment, fresh, old, sizes.wanted);
    return;
  }
  const up = nextNewSize(sizeOf(fresh), old.map(sizeOf), sizes);
  if (up !== sizeOf(fresh).size) {
    scale(kit, deployment, fresh, up);
    return;
  }
  // A set whose status is of an older size would be counted wrong.
  if (Number(fresh.status?.observedGeneration ?? 0) < Number(fresh.metadata.generation)) return;
  const down = nextOldSizes(sizeOf(fresh), old.map(sizeOf), sizes);
  old.forEach((set, i) => {
    const size = down[i] ?? 0;
    if (size !== sizeOf(set).size) scale(kit, deployment, set, size);
  });
  tidy(kit, deployment, old);
}

function recreate(kit: Kit, deployment: KubeObject, fresh: KubeObject, old: KubeObject[], wanted: number): void {
  for (const set of old) if (sizeOf(set).size > 0) scale(kit, deployment, set, 0);
  const left = old.some((set) => Number(set.status?.replicas ?? 0) + Number(set.status?.terminatingReplicas ?? 0) > 0);
  if (!left && sizeOf(fresh).size !== wanted) scale(kit, deployment, fresh, wanted);
}

function scale(kit: Kit, deployment: KubeObject, set: KubeObject, size: number): void {
  const was = sizeOf(set).size;
  const { wanted, surge } = sizesOf(deployment);
  kit.update(sets, set, (live) => ({
    ...live,
    metadata: {
      ...live.metadata,
      annotations: {
        ...live.metadata.annotations,
        "deployment.kubernetes.io/desired-replicas": String(wanted),
        "deployment.kubernetes.io/max-replicas": String(wanted + surge),
      },
    },
    spec: { ...live.spec, replicas: size },
  }));
  tell(kit, deployment, set, was, size);
}

function tell(kit: Kit, deployment: KubeObject, set: KubeObject, from: number, to: number): void {
  const message = `Scaled ${to > from ? "up" : "down"} replica set ${set.metadata.name} from ${from} to ${to}`;
  record(kit, { about: deployment, reason: "ScalingReplicaSet", message, component: "deployment-controller" });
}

/** Removes empty sets beyond the revision history's limit, the oldest first. */
function tidy(kit: Kit, deployment: KubeObject, old: KubeObject[]): void {
  const limit = Number(deployment.spec?.revisionHistoryLimit ?? 10);
  const empty = old.filter((set) => sizeOf(set).size === 0 && Number(set.status?.replicas ?? 0) === 0);
  for (const set of empty.slice(0, Math.max(0, empty.length - limit))) kit.remove(sets, set);
}

function report(kit: Kit, key: string): void {
  const deployment = kit.get(shelf, key);
  if (!deployment) return;
  const fresh = newSet(kit, deployment);
  const { status, lookAgainMs } = deploymentStatus(deployment, fresh, kit.owned(sets, deployment), {
    now: kit.parts.clock(),
    unavailable: sizesOf(deployment).unavailable,
  });
  kit.status(shelf, deployment, status);
  if (lookAgainMs !== undefined) kit.later("deployment", key, lookAgainMs);
}
