import { type Hunk, withHunks } from "../hunks.ts";
import { scopeOf, unitNameOf, withScope } from "../memo.ts";
import { isSameObject, isSameTree } from "../same-tree.ts";
import { isNothing, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository } from "../types.ts";
import type { AppliedObject } from "./applied-object.ts";
import { answersBefore, askedBy, isFree } from "./asked-again.ts";
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
} from "./entries.ts";
import { type BuiltEntry, type Child, entriesAgain, hunksOf, objectsAgain } from "./entries-again.ts";
import { isFluxKustomization } from "./kinds.ts";
import type { Remote } from "./remote.ts";
import { isResourceSet } from "./resource-set.ts";
import { areSameSuspensions, isSuspended, suspensionsAmong } from "./suspended.ts";

/**
 * A cluster put together from the one before: most pushes change what a few Flux Kustomizations come to, bring some, or
 * take some away. Each of those was built once, asks for what somebody asked for before it, and what it gives now or gave
 * before nobody asks for. Then everything else would go as it went, and is what it was. Undefined where that is not so:
 * the cluster has to be put together anew.
 */
export function composedAgain(given: Repository, root: ManifestObject, before: Cluster): Again | undefined {
  const { entries, units } = before.together;
  const [first] = entries;
  if (!units || !first?.built || !isSameObject(first.built.object, root)) return undefined;
  const again = new ComposedAgain(withScope(given), before.together, units.fork());
  return again.run() ? again.result(before) : undefined;
}

/** `hunks` are where its objects are not what they were. */
export type Again = { readonly cluster: Cluster; readonly hunks: readonly Hunk<AppliedObject>[] };

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
    if (!isTouched && isSameTree(object.tree, built.object.tree)) return relabelled({ ...entry, built }, object);
    if (isTold(entry) || entry.times !== 1) return undefined;
    const from =
      askedBy(object) === askedBy(built.object) ? entry.from : answersBefore(this.before, object, entry.on, at);
    const own = from && this.builtFrom(object, from);
    const objects = own && withMade(own, built);
    if (!objects || !isFree(this.before, built.objects, objects) || !this.isUnit(entry, from)) return undefined;
    const now = { ...entry, object: object === built.object ? entry.object : object, from };
    return { ...now, built: { ...built, object, path: pathOf(object), objects, own: own.length } };
  }

  /** Undefined where something of it would be told as a problem. */
  builtFrom(object: ManifestObject, from: From): ManifestObject[] | undefined {
    const { memo } = scopeOf(this.repository);
    const source = from.view === undefined ? undefined : memo.views.get(from.view)?.repository;
    if (!source || from.variables.outside.length > 0) return undefined;
    const result = builtOnce(source, object, from);
    return result.ok ? result.value : undefined;
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

  /** Those that it applies in another form than before take their places further down; others come, and some leave. */
  meetAll({ built }: Entry, now: BuiltEntry, at: number): boolean {
    if (built?.objects === now.built.objects) return true;
    const { on } = now.built;
    const hunks = hunksOf(built?.objects ?? [], now.built.objects);
    const gone = childrenOf(
      hunks.flatMap((hunk) => hunk.gone),
      on,
    );
    const come = childrenOf(
      hunks.flatMap((hunk) => hunk.come),
      on,
    );
    if (!gone || !come) return false;
    for (const [key, object] of come) {
      const former = gone.get(key);
      if (former && !this.meets(former, object, this.placeOf(key) ?? -1, at)) return false;
    }
    for (const key of gone.keys()) if (!come.has(key) && !this.leaves(key, at)) return false;
    return gone.size + come.size === 0 || this.tell(now, (key) => come.has(key) && !gone.has(key), at);
  }

  /** Whom it is the first to meet, in order. */
  tell(now: BuiltEntry, isNew: (key: string) => boolean, at: number): boolean {
    const told: Child[] = [];
    const begin = this.groups[at] as number;
    let last = at;
    for (const object of now.built.objects) {
      if (!isFluxKustomization(object)) continue;
      const next = last === at ? begin : last + 1;
      const isNext = this.isFirstMetBy(at, next) && this.before.entries[next]?.object === object;
      const key = isNext ? "" : entryKeyOf(object, now.built.on);
      const place = isNext ? next : this.placeOf(key, next);
      if (!isNext && isNew(key)) {
        const come = this.isEarly(at) ? this.come(object, now, last) : undefined;
        if (!come) return false;
        told.push(come);
      } else if (place === undefined) return false;
      else if (this.isFirstMetBy(at, place)) {
        told.push(place);
        last = place;
      }
    }
    const isAsBefore =
      told.length === (this.groups[at + 1] as number) - begin && told.every((child, i) => child === begin + i);
    if (!isAsBefore) this.children.set(now, told);
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
    if (depth > DEEPEST || this.placeOf(key) !== undefined) return undefined;
    const from = answersBefore(this.before, object, on, until);
    const objects = from && this.builtFrom(object, from);
    if (!objects || !isFree(this.before, [], objects) || !this.isUnit(undefined, from, key)) return undefined;
    const children = childrenOf(objects, on);
    if (!children) return undefined;
    const { namespace, name } = object;
    const built = {
      ...(on ? { on } : {}),
      namespace,
      name,
      path: pathOf(object),
      object,
      objects,
      own: objects.length,
    };
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
    if (!children || !isFree(this.before, built.objects, [])) return false;
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

  /** Only Flux Kustomizations that are other than before could tell that otherwise. */
  areSuspendedAsBefore(entries: readonly Entry[]): boolean {
    if (this.met.size + this.gone.size + this.children.size === 0) return true;
    return areSameSuspensions(suspensionsAmong(entries), this.before.suspensions);
  }

  result({ together, ...before }: Cluster): Again | undefined {
    const inOrder = entriesAgain(together.entries, this);
    const { entries } = inOrder;
    if (!this.areSuspendedAsBefore(entries)) return undefined;
    const hunks = objectsAgain(together.entries, before.objects, inOrder, together.suspensions);
    // What goes to another cluster, and to which one, others may have a say in.
    if (!hunks?.every(({ gone, come }) => [...gone, ...come].every(isAtHome))) return undefined;
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
  if (built && isSuspended(built.object)) return true;
  return built?.error !== undefined || (from?.variables.outside.length ?? 0) > 0;
}

const pathOf = ({ tree }: ManifestObject): string => textAt(tree, "spec", "path") ?? "./";

function isAtHome({ tree }: ManifestObject): boolean {
  return isNothing(nodeAt(tree, ["spec", "kubeConfig"]));
}

/** With what ResourceSets make: that stays, for a set that is another is never free. */
function withMade(own: ManifestObject[], { objects, own: count }: BuiltKustomization): ManifestObject[] {
  return own.some(isResourceSet) ? [...own, ...objects.slice(count)] : own;
}

/** Undefined where one is there twice. */
function childrenOf(objects: readonly ManifestObject[], on: Remote | undefined) {
  const all = objects.filter(isFluxKustomization);
  const children = new Map(all.map((object) => [entryKeyOf(object, on), object]));
  return children.size === all.length ? children : undefined;
}
