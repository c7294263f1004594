import { controllersKey } from "./lookup.ts";
import { keyOf, type ObjectRef, type Observation, type ObservedKind } from "./observation.ts";
import { pack, unpack } from "./pack.ts";
import type { Lookup } from "./types.ts";
import { read, type Written } from "./written.ts";

/** Keys of what a fold asked for and nobody had in memory. `owners` are workloads whose pods were asked for. */
export type Missing = { objects: string[]; owners: string[]; controllers: boolean };

/** It was looked for, and it is not on the cluster. */
const nowhere = "";

/** Characters: some thousands of objects. What is more stands in the store. */
const mostRecent = 4_000_000;

/**
 * What the deployments of one cluster rest on, packed. Most objects of a cluster are no deployment's: they stand
 * in the store and nowhere else. What a fold asks for and is not here it finds missing; whoever folds gets it
 * from the store (`learn`) and folds again. From then on news of it is taken in as it comes. While a first list
 * comes in, folds are about to ask for what has just gone by: that is at hand as it was written, until all `settle`.
 */
export class Known implements Lookup {
  private readonly packed = new Map<string, string>();
  private readonly recent = new Map<string, Written>();
  private recentSize = 0;
  /** Pods by the workload that they belong to, where they were asked for, and the way back. */
  private readonly pods = new Map<string, Set<string>>();
  private readonly owners = new Map<string, string>();
  private flux: Set<string> | undefined;
  private readonly listed = new Set<ObservedKind>();
  private missing = nothingMissing();

  get size(): number {
    return this.packed.size;
  }

  /** Gives the keys (see `touchesOf`) of what may have to be folded again. */
  put(written: Written): string[] {
    const key = keyOf(written);
    const isFlux = written.owner === controllersKey;
    const owner = isFlux ? undefined : written.owner;
    const wasFlux = this.flux?.delete(key) ?? false;
    const before = this.disown(key);
    const siblings = owner && this.pods.get(owner);
    if (owner && siblings) {
      siblings.add(key);
      this.owners.set(key, owner);
    }
    if (isFlux) this.flux?.add(key);
    this.takeRecent(key);
    if (siblings || (isFlux && this.flux) || this.packed.has(key)) this.packed.set(key, pack(read(written)));
    else this.keepRecent(key, written);
    const first = owner ?? key;
    const keys = before && before !== first ? [first, before] : [first];
    return isFlux || wasFlux ? [...keys, controllersKey] : keys;
  }

  /** Gives the keys of what may have to be folded again. */
  remove(key: string): string[] {
    const isFlux = this.flux?.delete(key);
    const owner = this.disown(key);
    this.takeRecent(key);
    // Pods come and go under ever new names: of those that went nobody asks again.
    if (owner !== undefined) this.packed.delete(key);
    else if (this.packed.has(key)) this.packed.set(key, nowhere);
    return isFlux ? [owner ?? key, controllersKey] : [owner ?? key];
  }

  setComplete(kind: ObservedKind): void {
    this.listed.add(kind);
  }

  /** What was asked for since the last call and is not here; undefined where nothing was. */
  missed(): Missing | undefined {
    const { objects, owners, controllers } = this.missing;
    this.missing = nothingMissing();
    if (objects.size === 0 && owners.size === 0 && !controllers) return undefined;
    return { objects: [...objects], owners: [...owners], controllers };
  }

  /** The store's answer: what is not among the observations is not on the cluster. */
  learn(missing: Missing, observations: readonly Written[]): void {
    for (const key of missing.objects) this.packed.set(key, nowhere);
    for (const owner of missing.owners) this.pods.set(owner, new Set());
    if (missing.controllers) this.flux ??= new Set();
    for (const observation of observations) this.put(observation);
  }

  /** Nothing is about to be asked for: what nobody has asked for stands in the store. */
  settle(): void {
    this.recent.clear();
    this.recentSize = 0;
  }

  /** Forgets what no deployment rests on any more. */
  retain(looked: ReadonlySet<string>): void {
    for (const [owner, pods] of this.pods) {
      if (looked.has(owner)) continue;
      for (const pod of pods) {
        this.owners.delete(pod);
        this.packed.delete(pod);
      }
      this.pods.delete(owner);
    }
    for (const key of this.packed.keys())
      if (!looked.has(key) && !this.owners.has(key) && !this.flux?.has(key)) this.packed.delete(key);
  }

  get(ref: ObjectRef): Observation | undefined {
    const key = keyOf(ref);
    if (this.packed.has(key)) return this.read(key);
    const recent = this.takeRecent(key);
    if (!recent) {
      this.missing.objects.add(key);
      return undefined;
    }
    const observation = read(recent);
    this.packed.set(key, pack(observation));
    return observation;
  }

  podsOf(workload: ObjectRef): readonly Observation[] {
    const owner = keyOf(workload);
    const keys = this.pods.get(owner);
    if (!keys) this.missing.owners.add(owner);
    return keys ? this.readAll(keys) : [];
  }

  controllers(): readonly Observation[] {
    if (!this.flux) this.missing.controllers = true;
    return this.flux ? this.readAll(this.flux) : [];
  }

  complete(kind: ObservedKind): boolean {
    return this.listed.has(kind);
  }

  private keepRecent(key: string, written: Written): void {
    if (this.recentSize + written.data.length > mostRecent) return;
    this.recent.set(key, written);
    this.recentSize += written.data.length;
  }

  private takeRecent(key: string): Written | undefined {
    const written = this.recent.get(key);
    if (!written) return undefined;
    this.recent.delete(key);
    this.recentSize -= written.data.length;
    return written;
  }

  private disown(key: string): string | undefined {
    const owner = this.owners.get(key);
    if (owner === undefined) return undefined;
    this.owners.delete(key);
    this.pods.get(owner)?.delete(key);
    return owner;
  }

  private read(key: string): Observation | undefined {
    const packed = this.packed.get(key);
    return packed ? (unpack(packed) as Observation) : undefined;
  }

  private readAll(keys: Iterable<string>): Observation[] {
    const out: Observation[] = [];
    for (const key of keys) {
      const found = this.read(key);
      if (found) out.push(found);
    }
    return out;
  }
}

function nothingMissing() {
  return { objects: new Set<string>(), owners: new Set<string>(), controllers: false };
}
