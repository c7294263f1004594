import { withHunks } from "../hunks.ts";
import { RestsOn } from "../rests-on.ts";
import { type Applied, type ClusterObjects, keyOfApplied } from "./applied.ts";
import { type Bundle, type Draft, foundIn, type Unversioned } from "./drafts.ts";
import { missingOf } from "./missing-sources.ts";
import type { Problem } from "./types.ts";

/** What one object says of itself; nothing, for most. */
type Said = { readonly found: ReturnType<typeof foundIn>; readonly missing: readonly Problem[] } | undefined;

/** What one cluster declares, without what that means beside the others. */
export type OnCluster = {
  readonly cluster: ClusterObjects;
  /** Of each that is applied, in its place. */
  readonly said: readonly Said[];
  /** Which objects were asked for by which others, by their keys. */
  readonly asked: RestsOn;
  readonly drafts: readonly Draft[];
  readonly unversioned: readonly Unversioned[];
  readonly missing: readonly Problem[];
};

/** Of what was applied before, only what is not there any more is said anew, and what was said with that in view. */
export function onCluster(cluster: ClusterObjects, before: OnCluster | undefined): OnCluster {
  if (before?.cluster === cluster) return before;
  const said = before && saidAfter(before, cluster);
  if (said) return toldOf(cluster, said, before.asked, before);
  const asked = new RestsOn();
  return toldOf(
    cluster,
    cluster.applied.map((applied) => saidBy(cluster, applied, asked)),
    asked,
  );
}

function saidAfter(before: OnCluster, cluster: ClusterObjects): Said[] | undefined {
  const { since } = cluster;
  if (since?.stamp !== before.cluster.stamp) return undefined;
  const { asked } = before;
  const others = since.hunks.flatMap(({ gone, come }) => [...gone, ...come]).map(keyOfApplied);
  const stale = asked.reached(others);
  const said = withHunks(
    before.said,
    since.hunks.map(({ at, gone, come }) => ({
      at,
      gone: before.said.slice(at, at + gone.length),
      come: come.map((applied) => saidBy(cluster, applied, asked)),
    })),
  );
  for (const key of others) stale.delete(key);
  if (stale.size > 0)
    for (const [at, applied] of cluster.applied.entries())
      if (stale.has(keyOfApplied(applied))) said[at] = saidBy(cluster, applied, asked);
  return said;
}

function saidBy(cluster: ClusterObjects, applied: Applied, asked: RestsOn): Said {
  const found = foundIn(cluster, applied, asked);
  const missing = missingOf(cluster, applied, asked);
  return found || missing.length > 0 ? { found, missing } : undefined;
}

/** Lists are the very same as before where nothing in them is different. */
function toldOf(cluster: ClusterObjects, said: readonly Said[], asked: RestsOn, before?: OnCluster): OnCluster {
  const drafts: Draft[] = [];
  const unversioned: Unversioned[] = [];
  const missing: Problem[] = [];
  const bundles = new Map<string, Draft>();
  for (const each of said) {
    if (!each) continue;
    missing.push(...each.missing);
    const { found } = each;
    if (!found) continue;
    if ("source" in found) addBundle(bundles, found);
    else if ("message" in found) unversioned.push(found);
    else drafts.push(found);
  }
  drafts.push(...bundles.values());
  return {
    cluster,
    said,
    asked,
    drafts,
    unversioned: sameList(before?.unversioned, unversioned),
    missing: sameList(before?.missing, missing),
  };
}

function sameList<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  return before?.length === now.length && before.every((one, i) => one === now[i]) ? before : now;
}

/** Several Kustomizations may apply folders of one artifact: they move together, led by the one named like it. */
function addBundle(bundles: Map<string, Draft>, found: Bundle): void {
  const known = bundles.get(found.source);
  if (!known || (known.object.name !== known.service && found.draft.object.name === found.draft.service))
    bundles.set(found.source, found.draft);
}
