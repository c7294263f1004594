import type { Api } from "./api.ts";
import type { Artifacts } from "./artifacts.ts";
import { changed, type Wanted } from "./conditions.ts";
import type { Pace } from "./durations.ts";
import { type Discovery, type FluxKind, fluxKinds, fluxPath, isFluxKind } from "./kinds.ts";
import type { Notifier } from "./notification.ts";
import { type CommonStatus, FINALIZER, type KubeObject, REQUESTED_AT, type Typed } from "./objects.ts";

/**
 * What every reconciler works with: the API server, what was last seen of Flux's own objects, the
 * artifacts, and the pace. The cache holds what watches brought and what our own writes answered,
 * whichever is newer, so that a turn never starts from before the last one.
 */
export type Cluster = {
  api: Api;
  discovery: Discovery;
  objects: ObjectCache;
  artifacts: Artifacts;
  notify: Notifier;
  pace: Pace;
  now(): Date;
  /** True once the stand-in is told to stop: long waits end. */
  stopping(): boolean;
};

export type ObjectCache = ReturnType<typeof objectCache>;

export function objectCache() {
  const objects = new Map<string, KubeObject>();
  return {
    get<T>(kind: string, namespace: string, name: string): T | undefined {
      return objects.get(keyOf(kind, namespace, name)) as T | undefined;
    },
    ofKind<T>(kind: FluxKind): T[] {
      return [...objects].filter(([key]) => key.startsWith(`${kind}/`)).map(([, object]) => object as T);
    },
    /** Answers what was known before, or undefined when this is older than what is known. */
    put(object: KubeObject): { before: KubeObject | undefined } | undefined {
      const key = keyOf(object.kind, object.metadata.namespace ?? "", object.metadata.name);
      const before = objects.get(key);
      if (before && versionOf(before) >= versionOf(object) && before.metadata.uid === object.metadata.uid)
        return undefined;
      objects.set(key, object);
      return { before };
    },
    remove(kind: string, namespace: string, name: string): void {
      objects.delete(keyOf(kind, namespace, name));
    },
  };
}

export const keyOf = (kind: string, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

const versionOf = (object: KubeObject): bigint => BigInt(object.metadata.resourceVersion ?? "0");

type Change = { set?: readonly Wanted[]; drop?: readonly string[]; fields?: Record<string, unknown>; done?: boolean };

/**
 * Writes a status and answers the object as it is now. `done` marks the turn as finished: the
 * generation is observed and the request to reconcile is answered.
 */
export async function writeStatus<T extends Typed<unknown, CommonStatus>>(
  cluster: Cluster,
  object: T,
  change: Change,
): Promise<T> {
  const { generation = 1, annotations } = object.metadata;
  const conditions = changed(object.status?.conditions, change.set ?? [], change.drop ?? [], generation, cluster.now());
  const requested = annotations?.[REQUESTED_AT];
  const finished = change.done
    ? { observedGeneration: generation, ...(requested ? { lastHandledReconcileAt: requested } : {}) }
    : {};
  const status = { conditions, ...change.fields, ...finished };
  return keep(cluster, await cluster.api.merge(`${pathOf(object)}/status${managerOf(object.kind)}`, { status })) as T;
}

export async function addFinalizer<T extends Typed<unknown, CommonStatus>>(cluster: Cluster, object: T): Promise<T> {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(FINALIZER)) return object;
  const patch = {
    metadata: { finalizers: [...finalizers, FINALIZER], resourceVersion: object.metadata.resourceVersion },
  };
  return keep(cluster, await cluster.api.merge(pathOf(object) + managerOf(object.kind), patch)) as T;
}

/** The last thing that is done with an object that is going. */
export async function removeFinalizer(cluster: Cluster, object: Typed<unknown, CommonStatus>): Promise<void> {
  const finalizers = (object.metadata.finalizers ?? []).filter((f) => f !== FINALIZER);
  await cluster.api.merge(pathOf(object) + managerOf(object.kind), { metadata: { finalizers } });
}

export function pathOf(object: Pick<KubeObject, "kind" | "metadata">): string {
  if (!isFluxKind(object.kind)) throw new Error(`${object.kind} is not one of Flux's kinds.`);
  return fluxPath(object.kind, object.metadata.namespace ?? "default", object.metadata.name);
}

function keep(cluster: Cluster, object: KubeObject): KubeObject {
  cluster.objects.put(object);
  const { metadata } = object;
  return cluster.objects.get<KubeObject>(object.kind, metadata.namespace ?? "", metadata.name) ?? object;
}

const managerOf = (kind: string): string => (isFluxKind(kind) ? `?fieldManager=${fluxKinds[kind].controller}` : "");
