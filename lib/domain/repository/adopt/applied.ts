import type { Remote } from "../flux/remote.ts";
import { ForkedMap } from "../forked-map.ts";
import type { Hunk } from "../hunks.ts";
import { groupOf } from "../objects.ts";
import { textAt } from "../tree.ts";
import type { ManifestObject } from "../types.ts";

/** What Flux applies on one cluster: the objects, and who applies each. A release may install its chart on another cluster. */
export type Applied = {
  object: ManifestObject;
  by?: { namespace: string; name: string };
  to?: Remote;
  /** What is suspended, so that it is declared and not applied. */
  suspended?: string;
};

export type ClusterObjects = {
  cluster: string;
  /** The cluster whose Flux applies them, where it is another one. */
  from?: string;
  applied: readonly Applied[];
  byKey: { get(key: string): Applied | undefined };
  /** `kind/namespace/name` of the source that the cluster itself is started from. */
  bootstrap: string | null;
  bootstrapUrl: string | null;
  /** The branch of it that is followed, where the repository says so. */
  bootstrapBranch: string | null;
  /** A Flux Kustomization of it does not build, so that what it applies is not known. */
  isBroken: boolean;
  /** Tells what is applied from what was applied at other times. */
  stamp: object;
  /** Where it differs from what was applied before, which had another stamp. */
  since?: { stamp: object; hunks: readonly Hunk<Applied>[] };
};

/** As it is put together: with an index that the next one is made from. */
export type IndexedCluster = ClusterObjects & Index;

/** Of two with one name the last one counts; which names those are has to be known where one of them goes. */
type Index = { byKey: ForkedMap<string, Applied>; doubled: ReadonlySet<string> };

export function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

export function keyOfApplied({ object: { kind, namespace, name } }: Applied): string {
  return keyOf(kind, namespace, name);
}

export function indexApplied(applied: readonly Applied[]): Index {
  const index = new Map<string, Applied>();
  const doubled = new Set<string>();
  for (const entry of applied) {
    // kustomize's own Kustomization never reaches a cluster; Flux's does.
    const key = keyOfApplied(entry);
    const size = index.size;
    index.set(key, entry);
    if (index.size === size) doubled.add(key);
  }
  return { byKey: new ForkedMap(index), doubled };
}

/** Undefined where two have one name before or after. */
export function indexAgain({ byKey, doubled }: Index, hunks: readonly Hunk<Applied>[]): Index | undefined {
  const next = byKey.fork();
  for (const { gone } of hunks)
    for (const entry of gone) {
      const key = keyOfApplied(entry);
      if (doubled.has(key)) return undefined;
      next.delete(key);
    }
  for (const { come } of hunks)
    for (const entry of come) {
      const key = keyOfApplied(entry);
      if (next.has(key)) return undefined;
      next.set(key, entry);
    }
  return { byKey: next, doubled };
}

/** The object that a `sourceRef` or `chartRef` at `path` names. Its namespace is the referring object's where none is said. */
export function referred(
  cluster: ClusterObjects,
  object: ManifestObject,
  ...path: string[]
): { key: string; found: Applied | undefined } | null {
  const kind = textAt(object.tree, ...path, "kind");
  const name = textAt(object.tree, ...path, "name");
  if (kind === undefined || name === undefined) return null;
  const namespace = textAt(object.tree, ...path, "namespace") ?? object.namespace;
  const key = keyOf(kind, namespace, name);
  return { key, found: cluster.byKey.get(key) };
}

export function isOf(object: ManifestObject, group: string, ...kinds: string[]): boolean {
  return groupOf(object) === group && kinds.includes(object.kind);
}
