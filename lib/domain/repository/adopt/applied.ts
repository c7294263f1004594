import type { Remote } from "../flux/remote.ts";
import { ForkedMap } from "../forked-map.ts";
import { groupOf } from "../objects.ts";
import { textAt } from "../tree.ts";
import type { ManifestObject } from "../types.ts";

/** What Flux applies on one cluster: the objects, and who applies each. A release may install its chart on another cluster. */
export type Applied = { object: ManifestObject; by?: { namespace: string; name: string }; to?: Remote };

export type ClusterObjects = {
  cluster: string;
  /** The cluster whose Flux applies them, where it is another one. */
  from?: string;
  applied: readonly Applied[];
  byKey: { get(key: string): Applied | undefined };
  /** `kind/namespace/name` of the source that the cluster itself is started from. */
  bootstrap: string | null;
  bootstrapUrl: string | null;
  /** A Flux Kustomization of it does not build, so that what it applies is not known. */
  isBroken: boolean;
};

/** As it is put together: with an index that the next one is made from. */
export type IndexedCluster = ClusterObjects & { byKey: ForkedMap<string, Applied> };

export function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

export function indexApplied(applied: readonly Applied[]): ForkedMap<string, Applied> {
  const index = new Map<string, Applied>();
  for (const entry of applied) {
    const { kind, namespace, name } = entry.object;
    // kustomize's own Kustomization never reaches a cluster; Flux's does.
    index.set(keyOf(kind, namespace, name), entry);
  }
  return new ForkedMap(index);
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
