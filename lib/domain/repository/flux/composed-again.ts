import { scopeOf, withScope } from "../memo.ts";
import { isSameObject } from "../same-tree.ts";
import { isNothing, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository } from "../types.ts";
import { type AppliedObject, appliedBy } from "./applied-object.ts";
import { builtOnce } from "./built-once.ts";
import type { BuiltKustomization, Cluster, Entry } from "./cluster.ts";
import { isFluxKustomization, keyOf } from "./kinds.ts";
import { isAskedFor } from "./named-objects.ts";
import { isInputProvider, isResourceSet } from "./resource-set.ts";
import { sourceNameOf } from "./sources.ts";
import { isEncrypted, variableSourcesOf } from "./variables.ts";

/**
 * A cluster put together from the one before: most pushes change what a few Flux Kustomizations come to, and leave alone
 * who applies what. Such a one takes the place of its former self where it was built once, asks others for what it asked
 * before, and gives others what it gave before. Then everything else would go as it went, and is what it was. Undefined
 * where that is not so: the cluster has to be put together anew.
 */
export function composedAgain(given: Repository, root: ManifestObject, before: Cluster): Again | undefined {
  const [first] = before.entries;
  if (!before.places || !first?.built || !isSameObject(first.built.object, root)) return undefined;
  const again = new ComposedAgain(withScope(given), before);
  return again.run() ? again.result() : undefined;
}

/** `changed` are the places, among its objects, of those that are not what they were. */
export type Again = { readonly cluster: Cluster; readonly changed: readonly number[] };

/** An entry that is something else now, and where its objects begin. */
type Moved = { readonly at: number; readonly begins: number; readonly entry: Entry & { built: BuiltKustomization } };

class ComposedAgain {
  readonly repository: Repository;
  readonly before: Cluster;
  /** Flux Kustomizations that another one applies in a new form. */
  readonly met = new Map<number, ManifestObject>();
  readonly moved: Moved[] = [];

  constructor(repository: Repository, before: Cluster) {
    this.repository = repository;
    this.before = before;
  }

  run(): boolean {
    const { entries, places } = this.before;
    const { memo } = scopeOf(this.repository);
    const touched = new Set([...memo.forgotten()].map((name) => places?.get(name)));
    let begins = 0;
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at] as Entry;
      if (touched.has(at) || this.met.has(at)) {
        const next = this.builtAgain(entry, this.met.get(at) ?? entry.built?.object);
        if (!next || !this.meetAll(entry, next.built, at)) return false;
        this.moved.push({ at, begins, entry: next });
      }
      begins += entry.built?.objects.length ?? 0;
    }
    return true;
  }

  /** The view of the repository as it is now. */
  viewCalled(name: string | undefined): Repository | undefined {
    return name === undefined ? undefined : scopeOf(this.repository).memo.views.get(name)?.repository;
  }

  builtAgain(entry: Entry, object: ManifestObject | undefined): Moved["entry"] | undefined {
    const { built, from, times } = entry;
    const source = this.viewCalled(from?.view);
    if (!object || !built || !from || !source || times !== 1) return undefined;
    if (object !== built.object && !asksTheSame(object, built.object)) return undefined;
    const result = builtOnce(source, object, from);
    if (!result.ok || from.variables.outside.length > 0 || !givesTheSame(built.objects, result.value)) return undefined;
    const path = textAt(object.tree, "spec", "path") ?? "./";
    return {
      ...entry,
      object: object === built.object ? entry.object : object,
      built: { ...built, object, path, objects: result.value },
    };
  }

  /** Those that it applies in another form than before take their places further down. */
  meetAll({ built }: Entry, now: BuiltKustomization, at: number): boolean {
    const before = built?.objects ?? [];
    return now.objects.every((object, i) => {
      const former = before[i] as ManifestObject;
      if (object === former || !isFluxKustomization(object)) return true;
      const key = now.on ? `${now.on.name} ${keyOf(object)}` : keyOf(object);
      const place = this.before.entries.findIndex((entry) => entry.key === key);
      const child = this.before.entries[place];
      // What somebody else applies too is whatever was met last.
      if (place <= at || child?.object !== former || child.built?.object !== former) return false;
      this.met.set(place, object);
      return true;
    });
  }

  result(): Again {
    const entries = [...this.before.entries];
    const objects = [...this.before.objects];
    const changed: number[] = [];
    for (const { at, begins, entry } of this.moved) {
      entries[at] = entry;
      const { built } = entry;
      const by = { namespace: built.namespace, name: built.name };
      for (const [i, object] of built.objects.entries()) {
        const applied: AppliedObject = appliedBy(object, by, built.on);
        if (applied !== objects[begins + i]) changed.push(begins + i);
        objects[begins + i] = applied;
      }
    }
    const kustomizations = entries.flatMap(({ built }) => built ?? []);
    return { cluster: { ...this.before, entries, objects, kustomizations }, changed };
  }
}

function asksTheSame(now: ManifestObject, before: ManifestObject): boolean {
  const asked = (object: ManifestObject) => JSON.stringify([variableSourcesOf(object), sourceNameOf(object)]);
  return isAtHome(now) && isAtHome(before) && asked(now) === asked(before);
}

/** What goes to another cluster may be told where by a ConfigMap. */
export function isAtHome({ tree }: ManifestObject): boolean {
  return isNothing(nodeAt(tree, ["spec", "kubeConfig"]));
}

/** The same objects by name, and those that others look for as they were. */
function givesTheSame(before: readonly ManifestObject[], now: readonly ManifestObject[]): boolean {
  return (
    before.length === now.length &&
    now.every((object, i) => {
      const former = before[i] as ManifestObject;
      return object === former || (isInPlaceOf(object, former) && !isLookedFor(object) && !isEncrypted(former));
    }) &&
    !now.some((object) => isResourceSet(object))
  );
}

function isInPlaceOf(object: ManifestObject, former: ManifestObject): boolean {
  return keyOf(object) === keyOf(former) && object.apiVersion === former.apiVersion;
}

function isLookedFor(object: ManifestObject): boolean {
  return isAskedFor(object) || isInputProvider(object) || isEncrypted(object);
}
