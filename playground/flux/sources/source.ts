import type { Files } from "../../registry/tar.ts";
import { describeArtifact, latestUrl } from "../artifacts.ts";
import { addFinalizer, type Cluster, removeFinalizer, writeStatus } from "../cluster.ts";
import { condition, conditionOf, isReady, progressing, type Wanted } from "../conditions.ts";
import { milliseconds } from "../durations.ts";
import type { AnySource, Artifact } from "../objects.ts";

/** What a kind of source found upstream; `files` is asked for only when the revision is new. */
export type Found = {
  revision: string;
  /** The file in the storage, and the alias beside it. */
  file: string;
  alias: string;
  files(): Promise<Files>;
  metadata?: Record<string, string>;
  /** The word that follows "building artifact: ", and that ends in Ready's message. */
  news: string;
  stored: string;
  reason?: string;
  fields?: Record<string, unknown>;
};

/** A failure with the reason of its condition. `stalled`: trying again will not help until the spec changes. */
export class SourceFailure extends Error {
  readonly reason: string;
  readonly stalled: boolean;
  constructor(reason: string, message: string, stalled = false) {
    super(message);
    this.reason = reason;
    this.stalled = stalled;
  }
}

type Messages = { stored: string; reason: string };

/** One turn of any source: look upstream, keep the artifact if it is new, say so. */
export async function reconcileSource(
  cluster: Cluster,
  source: AnySource,
  look: () => Promise<Found>,
): Promise<number | undefined> {
  const { kind, metadata } = source;
  const { namespace = "default", name, generation } = metadata;
  if (metadata.deletionTimestamp) {
    cluster.artifacts.remove(kind, namespace, name);
    await removeFinalizer(cluster, source);
    return undefined;
  }
  let current = await addFinalizer(cluster, source);
  if (current.spec.suspend) return undefined;
  current = await begin(cluster, current);
  try {
    const found = await look();
    const stored = cluster.artifacts.get(kind, namespace, name);
    const isNew = current.status?.artifact?.revision !== found.revision;
    if (isNew) current = await announce(cluster, current, found);
    if (stored?.revision !== found.revision) {
      cluster.artifacts.set(kind, namespace, name, { revision: found.revision, files: await found.files() });
    }
    await succeed(cluster, current, found, isNew);
  } catch (error) {
    await fail(cluster, current, error);
    const stalled = error instanceof SourceFailure && error.stalled && generation === current.metadata.generation;
    return stalled ? every(cluster, source) : cluster.pace.retryMs;
  }
  return every(cluster, source);
}

const every = (cluster: Cluster, source: AnySource): number =>
  Math.min(milliseconds(source.spec.interval, 60_000), cluster.pace.sourceIntervalMs);

/** Says that it works only where there is something to say: a first look, a new generation, or a failure before. */
async function begin(cluster: Cluster, source: AnySource): Promise<AnySource> {
  const { generation = 1 } = source.metadata;
  const observed = source.status?.observedGeneration ?? -1;
  if (observed === generation) return source.kind === "GitRepository" ? showTurn(cluster, source) : source;
  const message = `processing object: new generation ${observed} -> ${generation}`;
  const first = !source.status?.artifact;
  const set = first ? progressing(message) : [condition("Reconciling", "True", "Progressing", message)];
  return writeStatus(cluster, source, { set, drop: ["Stalled"] });
}

const shown = new WeakMap<Cluster, Map<string, number>>();

/** A GitRepository flickers once an interval even if nothing is new. Looks in between are ours alone, and silent. */
async function showTurn(cluster: Cluster, source: AnySource): Promise<AnySource> {
  const times = shown.get(cluster) ?? new Map<string, number>();
  shown.set(cluster, times);
  const uid = source.metadata.uid ?? "";
  const now = cluster.now().getTime();
  const due =
    now - (times.get(uid) ?? 0) >= Math.min(milliseconds(source.spec.interval, 60_000), cluster.pace.intervalMs);
  if (!due && conditionOf(source.status?.conditions, "Ready")?.status === "True") return source;
  times.set(uid, now);
  return writeStatus(cluster, source, {
    set: [condition("Reconciling", "True", "Progressing", "reconciliation in progress")],
  });
}

async function announce(cluster: Cluster, source: AnySource, found: Found): Promise<AnySource> {
  const set: Wanted[] = progressing(`building artifact: ${found.news}`);
  if (source.status?.artifact) set.push(condition("ArtifactOutdated", "True", "NewRevision", found.news));
  return writeStatus(cluster, source, { set, drop: ["FetchFailed"] });
}

async function succeed(cluster: Cluster, source: AnySource, found: Found, isNew: boolean): Promise<void> {
  const { kind, metadata, status } = source;
  const folder = `${kind.toLowerCase()}/${metadata.namespace}/${metadata.name}`;
  const files = cluster.artifacts.get(kind, metadata.namespace ?? "default", metadata.name)?.files ?? {};
  const artifact: Artifact | undefined = isNew
    ? {
        ...describeArtifact(folder, found.file, found.revision, files, cluster.now()),
        ...(found.metadata ? { metadata: found.metadata } : {}),
      }
    : status?.artifact;
  const said: Messages = { stored: found.stored, reason: found.reason ?? "Succeeded" };
  const ready = conditionOf(status?.conditions, "Ready");
  const only = status?.conditions?.every((c) => c.type === "Ready" || c.type === "ArtifactInStorage");
  const settled = only && isReady(source) && ready?.message === said.stored;
  const asked = metadata.annotations?.["reconcile.fluxcd.io/requestedAt"];
  if (!isNew && settled && (!asked || asked === status?.lastHandledReconcileAt)) return;
  await writeStatus(cluster, source, {
    set: [
      condition("Ready", "True", said.reason, said.stored),
      condition("ArtifactInStorage", "True", said.reason, said.stored),
    ],
    drop: ["Reconciling", "Stalled", "FetchFailed", "ArtifactOutdated"],
    fields: { artifact, url: latestUrl(folder, found.alias), ...found.fields },
    done: true,
  });
  if (isNew) {
    cluster.notify(source, {
      severity: "info",
      reason: "NewArtifact",
      message: said.stored,
      metadata: { revision: found.revision },
    });
  }
}

async function fail(cluster: Cluster, source: AnySource, error: unknown): Promise<void> {
  const reason = error instanceof SourceFailure ? error.reason : "Failed";
  const stalled = error instanceof SourceFailure && error.stalled;
  const message = error instanceof Error ? error.message : String(error);
  const before = conditionOf(source.status?.conditions, "Reconciling")?.message ?? "reconciliation in progress";
  const set = [condition("Ready", "False", reason, message), condition("FetchFailed", "True", reason, message)];
  set.push(
    stalled
      ? condition("Stalled", "True", reason, message)
      : condition("Reconciling", "True", "ProgressingWithRetry", before),
  );
  const known = conditionOf(source.status?.conditions, "Ready");
  const drop = stalled ? ["Reconciling"] : ["Stalled"];
  const asked = source.metadata.annotations?.["reconcile.fluxcd.io/requestedAt"];
  const fields = asked && !stalled ? { lastHandledReconcileAt: asked } : {};
  await writeStatus(cluster, source, { set, drop, fields, done: stalled });
  if (known?.message !== message) cluster.notify(source, { severity: "error", reason, message });
}
