import { type Hunk, withHunks } from "../hunks.ts";
import { scopeOf, unitNameOf, withScope } from "../memo.ts";
import { isSameLayer, isSameObject, isSameTree } from "../same-tree.ts";
import { isNothing, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository } from "../types.ts";
import type { AppliedObject } from "./applied-object.ts";
import { builtOnce, type From } from "./built-once.ts";
import type { Cluster } from "./cluster.ts";
import {
  type BuiltKustomization,
  DEEPEST,
  type Entry,
  entryKeyOf,
  MOST_BUILDS,
  type Together,
  unbuilt,
  unitFor,
} from "./entries.ts";
import { type BuiltEntry, type Child, entriesAgain, objectsAgain } from "./entries-again.ts";
import { isFluxKustomization, keyOf } from "./kinds.ts";
import { isAskedFor } from "./named-objects.ts";
import type { Remote } from "./remote.ts";
import { isResourceSet } from "./resource-set.ts";
import { sourceNameOf } from "./sources.ts";
import { isEncrypted, variableSourcesOf } from "./variables.ts";

/**
 * A cluster put together from the one before: most pushes change what a few Flux Kustomizations come to, bring some, or
 * take some away. Each of those was built once, asks for what somebody asked for before it, and what it gives now or gave
 * before nobody asks for. Then everything else would go as it went, and is what it was. Undefined where that is not so:
 * the cluster has to be put together anew.
 */
export function composedAgain(given: Repository, root: ManifestObject, before: Cluster): Again | undefined {
  const { entries, units } = before.together;
  const [first, second] = entries;
  if (!units || !first?.built || second?.depth === 0 || !isSameObject(first.built.object, root)) return undefined;
  const again = new ComposedAgain(withScope(given), before.together, units.fork());
  return again.run() ? again.result(before) : undefined;
}

/** `hunks` are where its objects are not what they were. */
export type Again = { readonly cluster: Cluster; readonly hunks: readonly Hunk<AppliedObject>[] };

/** Whoever asks for one asks for all of its kind. */
const BY_KIND = new Set(["ArtifactGenerator", "ResourceSetInputProvider"]);

class ComposedAgain {
  readonly repository: Repository;
  readonly before: Together;
  readonly units: NonNullable<Together["units"]>;
  /** Flux Kustomizations that another one applies in a new form, by their places. */
  readonly met = new Map<number, ManifestObject>();
  readonly changed = new Map<number, BuiltEntry>();
  readonly gone = new Set<number>();
  /** Whom those were the first to meet that meet others now. */
  readonly children = new Map<Entry, readonly Child[]>();
  /** Where those begin that an entry was the first to meet. */
  readonly groups: number[] = [];
  private places: Map<string, number> | undefined;
  builds: number;

  constructor(repository: Repository, before: Together, units: NonNullable<Together["units"]>) {
    this.repository = repository;
    this.before = before;
    this.units = units;
    this.builds = before.builds;
  }

  run(): boolean {
    const { entries } = this.before;
    const touched = new Set([...scopeOf(this.repository).memo.forgotten()].map((name) => this.units.get(name)));
    let group = 1;
    for (const { first } of entries) {
      this.groups.push(group);
      group += first;
    }
    this.groups.push(group);
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at] as Entry;
      const isTouched = touched.has(entry.key);
      if (this.gone.has(at)) {
        if (!this.goes(entry, at)) return false;
      } else if (isTouched || this.met.has(at)) {
        const now = this.again(entry, at, isTouched);
        if (!now || !this.meetAll(entry, now, at)) return false;
        this.changed.set(at, now);
      }
    }
    return this.before.builds < MOST_BUILDS && this.builds < MOST_BUILDS;
  }

  again(entry: Entry, at: number, isTouched: boolean): BuiltEntry | undefined {
    const { built } = entry;
    const object = this.met.get(at) ?? built?.object;
    if (!object || !built) return undefined;
    if (isSameTree(object.tree, built.object.tree)) {
      // What is told of it is told of the place where it is written.
      if (!isTouched)
        return isSameLayer(object.layers[0], built.object.layers[0])
          ? relabelled({ ...entry, built }, object)
          : undefined;
    } else if (!isAtHome(object) || !isAtHome(built.object)) return undefined;
    if (isTold(entry) || entry.times !== 1) return undefined;
    const from = askedBy(object) === askedBy(built.object) ? entry.from : this.answers(object, entry.on, at);
    const objects = from && this.builtFrom(object, from);
    if (!objects || !this.isFree(built.objects, objects) || !this.isUnit(entry, from)) return undefined;
    const now = { ...entry, object: object === built.object ? entry.object : object, from };
    return { ...now, built: { ...built, object, path: pathOf(object), objects } };
  }

  /** Undefined where something of it would be told as a problem. */
  builtFrom(object: ManifestObject, from: From): ManifestObject[] | undefined {
    const { memo } = scopeOf(this.repository);
    const source = from.view === undefined ? undefined : memo.views.get(from.view)?.repository;
    if (!source || from.variables.outside.length > 0) return undefined;
    const result = builtOnce(source, object, from);
    return result.ok && !result.value.some(isResourceSet) ? result.value : undefined;
  }

  /** What it is built in is nobody else's. */
  isUnit(former: Entry | undefined, from: From, key = former?.key ?? ""): boolean {
    const name = unitNameOf(from.view ?? "", from.name);
    const old = former?.from && unitNameOf(former.from.view ?? "", former.from.name);
    if (old === name) return true;
    if (old !== undefined) this.units.delete(old);
    if (this.units.has(name)) return false;
    this.units.set(name, key);
    return true;
  }

  /**
   * What one was answered that asks the same and comes before: nothing in between gives anything that anybody asks for,
   * or that one would have been built twice.
   */
  answers(object: ManifestObject, on: Remote | undefined, until: number): From | undefined {
    const { entries, scope } = this.before;
    const asked = askedBy(object);
    for (let at = 0; at <= until; at++) {
      const { times, from, built, on: there } = entries[at] as Entry;
      if (times !== 1 || !from || !built || there?.name !== on?.name) continue;
      if (askedBy(built.object) === asked) return { ...from, name: unitFor(scope, on, object) };
    }
    return undefined;
  }

  /** Nobody asks for what comes and for what goes. */
  isFree(before: readonly ManifestObject[], now: readonly ManifestObject[]): boolean {
    const [had, has] = [new Set(before), new Set(now)];
    return (
      !before.some((object) => !has.has(object) && this.isAskedFor(object)) &&
      !now.some((object) => !had.has(object) && this.isAskedFor(object))
    );
  }

  isAskedFor(object: ManifestObject): boolean {
    if (isEncrypted(object) || isResourceSet(object) || BY_KIND.has(object.kind)) return true;
    return isAskedFor(object) && this.before.asked.has(keyOf(object));
  }

  /** Those that it applies in another form than before take their places further down; others come, and some leave. */
  meetAll({ built }: Entry, now: BuiltEntry, at: number): boolean {
    if (built?.objects === now.built.objects) return true;
    const { on } = now.built;
    const [before, after] = [childrenOf(built?.objects ?? [], on), childrenOf(now.built.objects, on)];
    if (!before || !after) return false;
    const told: Child[] = [];
    let last = at;
    for (const [child, object] of after) {
      const former = before.get(child);
      if (former) {
        const place = this.placeOf(child, last === at ? this.groups[at] : last + 1);
        if (place === undefined || !this.meets(former, object, place, at)) return false;
        if (!this.isFirstMetBy(at, place)) continue;
        told.push(place);
        last = place;
      } else {
        const come = this.isEarly(at) ? this.come(object, now, last) : undefined;
        if (!come) return false;
        told.push(come);
      }
    }
    for (const child of before.keys()) if (!after.has(child) && !this.leaves(child, at)) return false;
    const group = (this.groups[at + 1] as number) - (this.groups[at] as number);
    if (told.length !== group || told.some((child, i) => child !== (this.groups[at] as number) + i))
      this.children.set(now, told);
    return true;
  }

  meets(former: ManifestObject, object: ManifestObject, place: number, at: number): boolean {
    if (object === former) return true;
    const child = this.before.entries[place];
    // What somebody else applies too is whatever was met last.
    if (place <= at || child?.object !== former || child.built?.object !== former) return false;
    this.met.set(place, object);
    return true;
  }

  come(object: ManifestObject, by: BuiltEntry, until: number): BuiltEntry | undefined {
    const { on } = by.built;
    const key = entryKeyOf(object, on);
    const depth = by.depth + 1;
    if (depth > DEEPEST || !isAtHome(object) || this.placeOf(key) !== undefined) return undefined;
    const from = this.answers(object, on, until);
    const objects = from && this.builtFrom(object, from);
    if (!objects || !this.isFree([], objects) || !this.isUnit(undefined, from, key)) return undefined;
    const children = childrenOf(objects, on);
    if (!children) return undefined;
    const { namespace, name } = object;
    const built = { ...(on ? { on } : {}), namespace, name, path: pathOf(object), object, objects };
    const entry = { ...unbuilt, key, object, depth, on, times: 1, from, first: children.size, built };
    const told: BuiltEntry[] = [];
    for (const each of children.values()) {
      const child = this.come(each, entry, until);
      if (!child) return undefined;
      told.push(child);
    }
    this.children.set(entry, told);
    this.known.set(key, -1);
    this.builds += 1;
    return entry;
  }

  /** It is applied no more, by nobody. */
  leaves(key: string, by: number): boolean {
    const place = this.placeOf(key);
    if (place === undefined || !this.isFirstMetBy(by, place)) return false;
    this.gone.add(place);
    return this.before.entries[place]?.meetings === 1;
  }

  goes({ built, from, times }: Entry, at: number): boolean {
    if (!built || !from || isTold({ built, from }) || times !== 1) return false;
    const children = childrenOf(built.objects, built.on);
    if (!children || !this.isFree(built.objects, [])) return false;
    this.builds -= 1;
    if (from.view !== undefined) this.units.delete(unitNameOf(from.view, from.name));
    return [...children.keys()].every((key) => this.leaves(key, at));
  }

  isFirstMetBy(at: number, place: number): boolean {
    return place >= (this.groups[at] as number) && place < (this.groups[at + 1] as number);
  }

  /** It was met in the first round, in which everything that is met stands behind what was met before. */
  isEarly(at: number): boolean {
    return at < (this.groups.at(-1) as number);
  }

  placeOf(key: string, likely = 0): number | undefined {
    const { entries } = this.before;
    if (entries[likely]?.key === key) return likely;
    return this.known.get(key);
  }

  get known(): Map<string, number> {
    this.places ??= new Map(this.before.entries.map(({ key }, at) => [key, at]));
    return this.places;
  }

  result({ together, ...before }: Cluster): Again | undefined {
    const inOrder = entriesAgain(together.entries, this);
    const hunks = objectsAgain(together.entries, before.objects, inOrder);
    if (!hunks) return undefined;
    const { entries } = inOrder;
    const kustomizations = entries.flatMap(({ built }) => built ?? []);
    const now = { ...together, entries, units: this.units, builds: this.builds };
    return { cluster: { ...before, objects: withHunks(before.objects, hunks), kustomizations, together: now }, hunks };
  }
}

function relabelled(entry: Entry & { built: BuiltKustomization }, object: ManifestObject): BuiltEntry {
  const { built } = entry;
  return { ...entry, object: object === built.object ? entry.object : object, built: { ...built, object } };
}

/** Something of it is told as a problem. */
function isTold({ built, from }: Pick<Entry, "built" | "from">): boolean {
  return built?.error !== undefined || (from?.variables.outside.length ?? 0) > 0;
}

const pathOf = ({ tree }: ManifestObject): string => textAt(tree, "spec", "path") ?? "./";

function askedBy(object: ManifestObject): string {
  return JSON.stringify([variableSourcesOf(object), sourceNameOf(object)]);
}

/** What goes to another cluster may be told where by a ConfigMap. */
export function isAtHome({ tree }: ManifestObject): boolean {
  return isNothing(nodeAt(tree, ["spec", "kubeConfig"]));
}

/** Undefined where one is there twice. */
function childrenOf(objects: readonly ManifestObject[], on: Remote | undefined) {
  const all = objects.filter(isFluxKustomization);
  const children = new Map(all.map((object) => [entryKeyOf(object, on), object]));
  return children.size === all.length ? children : undefined;
}
