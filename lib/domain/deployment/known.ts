import { controllersKey } from "./lookup.ts";
import {
  keyOf,
  type ObjectRef,
  type Observation,
  type ObservedKind,
  observedKinds,
  workloadKinds,
} from "./observation.ts";
import { pack, unpack } from "./pack.ts";
import { Recent } from "./recent.ts";
import type { Lookup } from "./types.ts";
import { read, type Written } from "./written.ts";

/** Keys of what a fold asked for and nobody had in memory. `owners` are workloads whose pods were asked for. */
export type Missing = { objects: string[]; owners: string[]; controllers: boolean };

/** It was looked for, and it is not on the cluster. */
const nowhere = "";

/**
 * What the deployments of one cluster rest on, packed. Most objects of a cluster are no deployment's: they stand
 * in the store and nowhere else. What a fold asks for and is not here it finds missing; whoever folds gets it
 * from the store (`learn`) and folds again. From then on news of it is taken in as it comes. While a first list
 * comes in, folds are about to ask for what has just gone by: that is at hand as it was written, until all `settle`,
 * and as long as none of it was let go the store need not be asked for the rest either.
 */
export class Known implements Lookup {
  private readonly packed = new Map<string, string>();
  private readonly recent = new Recent();
  /** Kinds of which the store may hold what never went by here. */
  private readonly stored: ReadonlySet<ObservedKind>;
  /** Whether all that went by is here. */
  private whole = true;
  /** Pods by the workload that they belong to, where they were asked for, and the way back. */
  private readonly pods = new Map<string, Set<string>>();
  private readonly owners = new Map<string, string>();
  private flux: Set<string> | undefined;
  private readonly listed = new Set<ObservedKind>();
  private missing = nothingMissing();

  constructor(stored: Iterable<ObservedKind> = observedKinds) {
    this.stored = new Set(stored);
  }

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
    this.recent.take(key);
    this.hold(key, written, owner ? siblings !== undefined : isFlux ? this.flux !== undefined : this.packed.has(key));
    const first = owner ?? key;
    const keys = before && before !== first ? [first, before] : [first];
    return isFlux || wasFlux ? [...keys, controllersKey] : keys;
  }

  /** Gives the keys of what may have to be folded again. */
  remove(key: string): string[] {
    const isFlux = this.flux?.delete(key);
    const owner = this.disown(key);
    this.recent.take(key);
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
    this.whole = false;
  }

  /** Forgets what no deployment rests on any more. */
  retain(looked: ReadonlySet<string>): void {
    for (const [owner, pods] of this.pods) {
      if (looked.has(owner)) continue;
      for (const pod of pods) {
        this.owners.delete(pod);
        this.drop(pod);
      }
      this.pods.delete(owner);
    }
    for (const key of this.packed.keys())
      if (!looked.has(key) && !this.owners.has(key) && !this.flux?.has(key)) this.drop(key);
  }

  get(ref: ObjectRef): Observation | undefined {
    const key = keyOf(ref);
    if (this.packed.has(key)) return this.read(key);
    const recent = this.recent.get(key);
    if (!recent) {
      if (this.isAllHere(ref.kind as ObservedKind)) this.packed.set(key, nowhere);
      else this.missing.objects.add(key);
      return undefined;
    }
    const observation = read(recent);
    // What has an owner is kept for whoever asks for all that this one has.
    if (recent.owner === undefined) {
      this.recent.take(key);
      this.packed.set(key, pack(observation));
    }
    return observation;
  }

  podsOf(workload: ObjectRef): readonly Observation[] {
    const owner = keyOf(workload);
    if (!this.pods.has(owner) && this.isAllHere("Pod")) {
      this.pods.set(owner, new Set());
      for (const written of this.recent.takeOwned(owner)) this.put(written);
    }
    const keys = this.pods.get(owner);
    if (!keys) this.missing.owners.add(owner);
    return keys ? this.readAll(keys) : [];
  }

  controllers(): readonly Observation[] {
    if (!this.flux && workloadKinds.every((kind) => this.isAllHere(kind))) {
      this.flux = new Set();
      for (const written of this.recent.takeOwned(controllersKey)) this.put(written);
    }
    if (!this.flux) this.missing.controllers = true;
    return this.flux ? this.readAll(this.flux) : [];
  }

  complete(kind: ObservedKind): boolean {
    return this.listed.has(kind);
  }

  /** What is not here is not on the cluster: all of this kind went by here, and is here still. */
  private isAllHere(kind: ObservedKind): boolean {
    return this.whole && (this.listed.has(kind) || !this.stored.has(kind));
  }

  private hold(key: string, written: Written, isAskedFor: boolean): void {
    if (isAskedFor) this.packed.set(key, pack(read(written)));
    else {
      this.packed.delete(key);
      if (!this.recent.keep(key, written)) this.whole = false;
    }
  }

  private drop(key: string): void {
    if (this.packed.get(key) !== nowhere) this.whole = false;
    this.packed.delete(key);
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
