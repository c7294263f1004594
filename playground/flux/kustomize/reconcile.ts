import { applyAll, nameOf, type Outcome, removeAll } from "../applying.ts";
import { addFinalizer, type Cluster, removeFinalizer, writeStatus } from "../cluster.ts";
import { condition, progressing } from "../conditions.ts";
import { milliseconds, printed } from "../durations.ts";
import { waitForHealth } from "../health.ts";
import { entryOf, identityOf, inOrder } from "../inventory.ts";
import type { Identity } from "../kinds.ts";
import type { Artifact, InventoryEntry, KubeObject, Kustomization } from "../objects.ts";
import { type Built, build, OWNER } from "./build.ts";
import { fail, HealthFailure, isWaiting, originOf, succeed } from "./outcome.ts";
import { sourceOf, wait, whatItWaitsFor } from "./prerequisites.ts";

/**
 * One turn of a Kustomization: its source and what it depends on, then build, apply, prune, wait.
 * Each step that can fail ends the turn with the condition that Flux writes for it; the next turn
 * starts over.
 */
export async function reconcileKustomization(
  cluster: Cluster,
  kustomization: Kustomization,
): Promise<number | undefined> {
  if (kustomization.metadata.deletionTimestamp) return tearDown(cluster, kustomization);
  const current = await addFinalizer(cluster, kustomization);
  if (current.spec.suspend) {
    if (current.status?.observedGeneration !== current.metadata.generation) {
      await cluster.api.merge(`${statusPath(current)}`, {
        status: { observedGeneration: current.metadata.generation },
      });
    }
    return undefined;
  }
  const source = sourceOf(cluster, current);
  const waits = whatItWaitsFor(cluster, current, source);
  if (waits) return wait(cluster, current, waits);
  const artifact = source?.status?.artifact;
  const files = source && cluster.artifacts.get(source.kind, source.metadata.namespace ?? "", source.metadata.name);
  // A stand-in that has just started has the status of its predecessor, and none of its files yet.
  if (!artifact || files?.revision !== artifact.revision) return cluster.pace.retryMs / 4;
  return attempt(cluster, current, artifact, files.files);
}

const statusPath = ({ metadata }: Kustomization): string =>
  `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${metadata.namespace}/kustomizations/${metadata.name}/status?fieldManager=kustomize-controller`;

async function attempt(
  cluster: Cluster,
  kustomization: Kustomization,
  artifact: Artifact,
  files: Record<string, string>,
): Promise<number> {
  const startedAt = cluster.now();
  const { spec } = kustomization;
  const interval = Math.min(milliseconds(spec.interval, 60_000), cluster.pace.intervalMs);
  const retry = Math.min(milliseconds(spec.retryInterval, interval), cluster.pace.retryMs);
  const timeout = `with a timeout of ${printed(milliseconds(spec.timeout, milliseconds(spec.interval, 60_000) - 30_000))}`;
  const stage = (doing: string) => `${doing} for revision ${artifact.revision} ${timeout}`;
  let current = await writeStatus(cluster, kustomization, {
    set: progressing(stage("Building manifests"), "Reconciliation in progress"),
    drop: ["Stalled"],
    fields: { lastAttemptedRevision: artifact.revision },
  });
  let built: Built | undefined;
  let doing = stage("Building manifests");
  try {
    built = await build(cluster, current, files);
    doing = stage("Detecting drift");
    const outcomes = await applyAll(cluster, await withNamespaces(cluster, built.objects), "kustomize-controller");
    const entries = await inventoryOf(cluster, built.objects);
    current = await prune(cluster, current, entries, outcomes, artifact);
    if (isWaiting(current)) {
      doing = stage("Running health checks");
      current = await checkHealth(cluster, current, entries, doing);
    }
    await succeed(cluster, current, { artifact, entries, digest: built.digest, startedAt });
    return interval;
  } catch (error) {
    await fail(cluster, current, { artifact, digest: built?.digest, startedAt, doing, error });
    return retry;
  }
}

/** An object that has a namespace and names none goes to `default`, as kubectl would put it. */
async function withNamespaces(cluster: Cluster, objects: readonly KubeObject[]): Promise<KubeObject[]> {
  return Promise.all(
    objects.map(async (object) => {
      if (object.metadata.namespace) return object;
      const found = await cluster.discovery.locate(object).catch(() => undefined);
      return found?.namespaced ? { ...object, metadata: { ...object.metadata, namespace: "default" } } : object;
    }),
  );
}

async function inventoryOf(cluster: Cluster, objects: readonly KubeObject[]): Promise<InventoryEntry[]> {
  const found = inOrder(objects).map(async (object) =>
    entryOf(object, (await cluster.discovery.locate(object)).namespaced),
  );
  return Promise.all(found);
}

async function prune(
  cluster: Cluster,
  current: Kustomization,
  entries: readonly InventoryEntry[],
  outcomes: readonly Outcome[],
  artifact: Artifact,
) {
  const kept = new Set(entries.map((entry) => entry.id));
  const gone = (current.status?.inventory?.entries ?? []).filter((entry) => !kept.has(entry.id)).map(identityOf);
  const removed = current.spec.prune ? await removeAll(cluster, gone, (object) => isOwned(object, current)) : [];
  // Only now: what could not be removed stays in the inventory and is tried again.
  const written = await writeStatus(cluster, current, { fields: { inventory: { entries } } });
  const lines = [
    ...outcomes.filter((o) => o.action !== "unchanged").map(({ object, action }) => `${nameOf(object)} ${action}`),
    ...removed.map((object) => `${nameOf(object)} deleted`),
  ];
  if (lines.length > 0) {
    const metadata = { revision: artifact.revision, ...originOf(artifact) };
    cluster.notify(current, { severity: "info", reason: "Progressing", message: lines.join("\n"), metadata });
  }
  return written;
}

const isOwned = (object: KubeObject, { metadata }: Kustomization): boolean =>
  object.metadata.labels?.[`${OWNER}/name`] === metadata.name &&
  object.metadata.labels?.[`${OWNER}/namespace`] === metadata.namespace;

async function checkHealth(
  cluster: Cluster,
  current: Kustomization,
  entries: readonly InventoryEntry[],
  doing: string,
): Promise<Kustomization> {
  const { spec } = current;
  const began = cluster.now().getTime();
  const checked: Identity[] = spec.wait
    ? entries.map(identityOf)
    : (spec.healthChecks ?? []).map((c) => ({
        apiVersion: c.apiVersion ?? "v1",
        kind: c.kind,
        metadata: { name: c.name, namespace: c.namespace },
      }));
  const running = await writeStatus(cluster, current, {
    set: [...progressing(doing, "Reconciliation in progress"), condition("Healthy", "Unknown", "Progressing", doing)],
  });
  const timeout = Math.min(milliseconds(spec.timeout, milliseconds(spec.interval, 60_000)), cluster.pace.timeoutMs);
  const health = await waitForHealth(cluster, checked, timeout);
  const tookMs = cluster.now().getTime() - began;
  if (!health.ok) throw new HealthFailure(health.why, tookMs);
  const passed = condition("Healthy", "True", "Succeeded", `Health check passed in ${printed(tookMs)}`);
  return writeStatus(cluster, running, { set: [passed] });
}

async function tearDown(cluster: Cluster, kustomization: Kustomization): Promise<undefined> {
  const { spec, status } = kustomization;
  const deletes =
    spec.deletionPolicy === "Delete" || (spec.prune && (spec.deletionPolicy ?? "MirrorPrune") === "MirrorPrune");
  if (deletes && !spec.suspend) {
    const entries = (status?.inventory?.entries ?? []).map(identityOf);
    await removeAll(cluster, entries, (object) => isOwned(object, kustomization));
  }
  await removeFinalizer(cluster, kustomization);
  return undefined;
}
