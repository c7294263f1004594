import { controllersKey } from "./lookup.ts";
import { keyOf, type ObjectRef, type Observation, type ObservedKind } from "./observation.ts";
import { pack, unpack } from "./pack.ts";
import type { Lookup } from "./types.ts";

/**
 * All observations of one cluster as they are now, packed, and the lookup over them.
 * A change costs what it changes, not a new index of everything.
 */
export class Known implements Lookup {
  private readonly packed = new Map<string, string>();
  /** Pods by the workload that they belong to, and the way back. */
  private readonly pods = new Map<string, Set<string>>();
  private readonly owners = new Map<string, string>();
  private readonly flux = new Set<string>();
  private readonly listed = new Set<ObservedKind>();

  get size(): number {
    return this.packed.size;
  }

  /** Gives the keys (see `touchesOf`) of what may have to be folded again. */
  put(observation: Observation): string[] {
    const key = keyOf(observation);
    this.packed.set(key, pack(observation));
    if (observation.workload?.flux) this.flux.add(key);
    else this.flux.delete(key);
    const before = this.disown(key);
    const owner = observation.pod?.owner && keyOf(observation.pod.owner);
    if (owner) {
      this.owners.set(key, owner);
      const siblings = this.pods.get(owner);
      if (siblings) siblings.add(key);
      else this.pods.set(owner, new Set([key]));
    }
    return this.touched(key, owner ?? key, before);
  }

  /** Empty where it was not known. */
  remove(key: string): string[] {
    if (!this.packed.delete(key)) return [];
    const isFlux = this.flux.delete(key);
    const owner = this.disown(key);
    return isFlux ? [owner ?? key, controllersKey] : [owner ?? key];
  }

  setComplete(kind: ObservedKind): void {
    this.listed.add(kind);
  }

  keys(kind: ObservedKind): string[] {
    return [...this.packed.keys()].filter((key) => key.startsWith(`${kind}/`));
  }

  get(ref: ObjectRef): Observation | undefined {
    return this.read(keyOf(ref));
  }

  podsOf(workload: ObjectRef): readonly Observation[] {
    const keys = this.pods.get(keyOf(workload));
    return keys ? this.readAll(keys) : [];
  }

  controllers(): readonly Observation[] {
    return this.readAll(this.flux);
  }

  complete(kind: ObservedKind): boolean {
    return this.listed.has(kind);
  }

  private touched(key: string, first: string, before: string | undefined): string[] {
    const keys = before && before !== first ? [first, before] : [first];
    return this.flux.has(key) ? [...keys, controllersKey] : keys;
  }

  private disown(key: string): string | undefined {
    const owner = this.owners.get(key);
    if (owner === undefined) return undefined;
    this.owners.delete(key);
    const siblings = this.pods.get(owner);
    siblings?.delete(key);
    if (siblings?.size === 0) this.pods.delete(owner);
    return owner;
  }

  private read(key: string): Observation | undefined {
    const packed = this.packed.get(key);
    return packed === undefined ? undefined : (unpack(packed) as Observation);
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
