import type { AppliedObject } from "../flux/applied-object.ts";
import { type Cluster, composeFrom } from "../flux/cluster.ts";
import { composedAgain } from "../flux/composed-again.ts";
import type { BuiltKustomization } from "../flux/entries.ts";
import { type Remote, remoteOf } from "../flux/remote.ts";
import { type Hunk, withHunks } from "../hunks.ts";
import { unitOf, withScope } from "../memo.ts";
import { isSameObject } from "../same-tree.ts";
import type { ManifestObject, Repository } from "../types.ts";
import {
  type Applied,
  type ClusterObjects,
  type IndexedCluster,
  indexAgain,
  indexApplied,
  isOf,
  keyOf,
} from "./applied.ts";
import { bootstrapOf, type ClusterRoot } from "./clusters.ts";
import type { Problem } from "./types.ts";

export type ComposeOptions = {
  vars?: Readonly<Record<string, string>>;
  /** What clusters are called here that the repository calls otherwise. */
  names?: Readonly<Record<string, string>>;
};

/** A cluster that the Flux of another one applies to. */
export type RemoteCluster = { remote: Remote; called: string; from: ClusterRoot };

/** All clusters of a repository, as Flux converges to them. */
export type Composed = { clusters: ClusterObjects[]; remotes: RemoteCluster[]; problems: Problem[] };

/** What begins at one root; `told` is all that it was given besides the repository and the root itself. */
type ComposedRoot = Composed & { clusters: IndexedCluster[]; told: readonly unknown[]; composition: Cluster };

/** What Flux applies on each cluster, and what stands in the way of knowing it. A cluster that nothing changed for is the very same as before. */
export function composeRoots(given: Repository, roots: readonly ClusterRoot[], options: ComposeOptions = {}): Composed {
  const repository = withScope(given);
  const names = JSON.stringify(options.names ?? {});
  const parts = roots.map((root) => {
    const { name, path, url, branch } = root;
    const told = [name, path, url, branch, names];
    if (options.vars) return composeRoot(repository, root, told, options);
    const make = ([before]: readonly ComposedRoot[]) =>
      (before && composedRootAgain(repository, root, told, before, options)) ??
      composeRoot(repository, root, told, options);
    return unitOf(repository, `cluster ${name}`, [...told, root.root], make, areSameInputs);
  });
  return {
    clusters: withoutNamesakes(
      repository,
      parts.flatMap(({ clusters }) => clusters),
    ),
    remotes: parts.flatMap(({ remotes }) => remotes),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function areSameInputs(before: readonly unknown[], now: readonly unknown[]): boolean {
  const last = before.length - 1;
  return before.every((input, i) =>
    i === last ? isSameObject(input as ManifestObject, now[i] as ManifestObject) : input === now[i],
  );
}

/** A cluster with a Flux of its own may be applied to by another one's as well. */
function withoutNamesakes(repository: Repository, clusters: readonly ClusterObjects[]): ClusterObjects[] {
  const byName = Map.groupBy(clusters, ({ cluster }) => cluster);
  if (byName.size === clusters.length) return [...clusters];
  return [...byName].flatMap(([name, parts]) =>
    parts.length > 1 && parts.some(({ from }) => from !== undefined)
      ? [unitOf(repository, `cluster ${name} of several`, parts, () => joined(parts))]
      : parts,
  );
}

function joined(parts: readonly ClusterObjects[]): ClusterObjects {
  const own = parts.find(({ from }) => from === undefined) ?? (parts[0] as ClusterObjects);
  const applied = [own, ...parts.filter((part) => part !== own)].flatMap((part) => part.applied);
  const { since, ...rest } = own;
  return { ...rest, applied, ...indexApplied(applied), stamp: {}, isBroken: parts.some(({ isBroken }) => isBroken) };
}

/** The same from what it was before, where that is enough. */
function composedRootAgain(
  repository: Repository,
  { root: from, ...root }: ClusterRoot,
  told: readonly unknown[],
  before: ComposedRoot,
  { names }: ComposeOptions,
): ComposedRoot | undefined {
  if (!told.every((each, i) => each === before.told[i])) return undefined;
  const again = composedAgain(repository, from, before.composition);
  if (!again) return undefined;
  const on = (object: AppliedObject) => renamed(object.on, names)?.name ?? root.name;
  const isAlone = before.remotes.length === 0 && again.hunks.every(({ come }) => come.every((one) => !one.on));
  const hunks = isAlone ? new Map([[root.name, again.hunks]]) : hunksOn(again.hunks, before.composition.objects, on);
  const clusters: IndexedCluster[] = [];
  for (const cluster of before.clusters) {
    const now = clusterAgain(cluster, hunks.get(cluster.cluster) ?? []);
    if (!now) return undefined;
    clusters.push(now);
    hunks.delete(cluster.cluster);
  }
  if (hunks.size > 0) return undefined;
  const { cluster: composition } = again;
  const remotes =
    before.remotes.length === 0
      ? before.remotes
      : remotesIn({ ...root, root: from }, composition.kustomizations, clusters, names);
  return { ...before, composition, clusters, remotes };
}

/** Where the objects of each cluster differ. */
function hunksOn(
  all: readonly Hunk<AppliedObject>[],
  objects: readonly AppliedObject[],
  on: (object: AppliedObject) => string,
): Map<string, readonly Hunk<AppliedObject>[]> {
  const found = new Map<string, Hunk<AppliedObject>[]>();
  const passed = new Map<string, number>();
  let from = 0;
  const pass = (to: number) => {
    for (; from < to; from++) {
      const name = on(objects[from] as AppliedObject);
      passed.set(name, (passed.get(name) ?? 0) + 1);
    }
  };
  for (const { at, gone, come } of all) {
    pass(at);
    const [went, came] = [Map.groupBy(gone, on), Map.groupBy(come, on)];
    for (const name of new Set([...went.keys(), ...came.keys()])) {
      const hunk = { at: passed.get(name) ?? 0, gone: went.get(name) ?? [], come: came.get(name) ?? [] };
      found.set(name, [...(found.get(name) ?? []), hunk]);
    }
    pass(at + gone.length);
  }
  return found;
}

function clusterAgain(
  cluster: IndexedCluster,
  differences: readonly Hunk<AppliedObject>[],
): IndexedCluster | undefined {
  if (differences.length === 0) return cluster;
  // In which order the other clusters are told rests on what comes first on them, and on whether anything does.
  if (cluster.from !== undefined && differences.some(({ at }) => at === 0)) return undefined;
  const hunks = differences.map(({ at, gone, come }): Hunk<Applied> => {
    const former = cluster.applied.slice(at, at + gone.length);
    return { at, gone: former, come: come.map(appliedFrom) };
  });
  const index = indexAgain(cluster, hunks);
  if (!index) return undefined;
  const applied = withHunks(cluster.applied, hunks);
  return { ...cluster, ...index, applied, stamp: {}, since: { stamp: cluster.stamp, hunks } };
}

function appliedFrom(object: AppliedObject): Applied {
  const { by, suspended } = object;
  return suspended === undefined ? { object, by } : { object, by, suspended };
}

function composeRoot(
  repository: Repository,
  root: ClusterRoot,
  told: readonly unknown[],
  options: ComposeOptions,
): ComposedRoot {
  const composed = composeFrom(repository, [root.root], options);
  const named = <T extends { on?: Remote | undefined }>(each: T) => renamed(each.on, options.names)?.name ?? root.name;
  const objects = Map.groupBy(composed.objects, named);
  const built = Map.groupBy(composed.kustomizations, named);
  const clusters = [root.name, ...[...objects.keys()].filter((name) => name !== root.name)].map((name) =>
    clusterOf(root, name, objects.get(name) ?? [], built.get(name) ?? [], composed.together.asked, options.names),
  );
  const problems = composed.problems.flatMap(({ rule, sentence, at }): Problem[] => {
    // A bundle from elsewhere is a deployment of its own; where its source does not exist, that is said of the source.
    if (rule === "source-elsewhere") return [];
    // What is encrypted is so on every cluster that applies it: it is named once.
    const message = rule === "encrypted" ? sentence : `${sentence.replace(/\.$/, "")} (cluster ${root.name}).`;
    return [{ file: at?.file ?? (root.path || "."), line: at?.line ?? 1, rule, message }];
  });
  const remotes = remotesIn(root, composed.kustomizations, clusters, options.names);
  return { told, composition: composed, clusters, remotes, problems };
}

function clusterOf(
  root: ClusterRoot,
  name: string,
  objects: readonly AppliedObject[],
  built: readonly BuiltKustomization[],
  asked: Set<string>,
  names: ComposeOptions["names"],
): IndexedCluster {
  const plain: Applied[] = objects.map(appliedFrom);
  const index = indexApplied(plain);
  const find = ({ kind, namespace, name }: { kind: string; namespace: string; name: string }) => {
    const key = keyOf(kind, namespace, name);
    asked.add(key);
    return index.byKey.get(key)?.object;
  };
  for (const applied of plain) {
    if (!isOf(applied.object, "helm.toolkit.fluxcd.io", "HelmRelease")) continue;
    const to = renamed(remoteOf(applied.object, find), names);
    if (to) applied.to = to;
  }
  return {
    cluster: name,
    ...(name === root.name ? {} : { from: root.name }),
    applied: plain,
    ...index,
    stamp: {},
    bootstrap: bootstrapOf(root),
    bootstrapUrl: root.url,
    bootstrapBranch: root.branch,
    isBroken: built.some(({ error }) => error !== undefined),
  };
}

function renamed(remote: Remote | undefined, names: ComposeOptions["names"]): Remote | undefined {
  const name = remote && names?.[remote.name];
  return remote && name !== undefined ? { ...remote, name } : remote;
}

/** Each once, by what the repository calls it: a Kustomization says more of a cluster than a release. */
function remotesIn(
  root: ClusterRoot,
  built: readonly BuiltKustomization[],
  clusters: readonly ClusterObjects[],
  names: ComposeOptions["names"],
): RemoteCluster[] {
  const found = new Map<string, RemoteCluster>();
  const ours = Object.entries(names ?? {});
  const add = (remote: Remote | undefined, path: string): void => {
    if (!remote || found.has(remote.name) || remote.name === root.name) return;
    const called = ours.find(([, name]) => name === remote.name)?.[0] ?? remote.name;
    found.set(remote.name, { remote: { ...remote, path: remote.path || path }, called, from: root });
  };
  for (const { on } of built) add(renamed(on, names), "");
  const paths = new Map(built.map(({ namespace, name, path }) => [`${namespace}/${name}`, path]));
  for (const { applied } of clusters)
    for (const { to, by } of applied) add(to, by ? (paths.get(`${by.namespace}/${by.name}`) ?? "") : "");
  return [...found.values()];
}
