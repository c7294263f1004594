/*
 * What the cluster knows: the objects of now, and the events of the last minutes that led there. Every write has the next
 * resource version. A watch is a cursor over the events; a list at an older version is the list of now with the events
 * since undone, so neither pages nor watches keep copies.
 */
import type { KubeObject } from "../objects.ts";

/** One version of one object, with its JSON made at most once however many lists and watches send it. */
export class Stored {
  readonly object: KubeObject;
  readonly key: string;
  readonly revision: number;
  #json: string | undefined;

  constructor(object: KubeObject, revision: number) {
    this.object = object;
    this.key = keyOf(object.metadata.namespace, object.metadata.name);
    this.revision = revision;
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.object);
    return this.#json;
  }
}

export type Change = "ADDED" | "MODIFIED" | "DELETED";

export interface Event {
  type: Change;
  revision: number;
  /** Milliseconds since 1970, for forgetting. */
  at: number;
  now: Stored;
  before: Stored | undefined;
}

export function keyOf(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

class Shelf {
  readonly objects = new Map<string, Stored>();
  events: Event[] = [];
  #sorted: Stored[] | undefined;

  /** In key order, as etcd keeps them. */
  sorted(): readonly Stored[] {
    this.#sorted ??= [...this.objects.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    return this.#sorted;
  }

  take(event: Event): void {
    if (event.type === "DELETED") this.objects.delete(event.now.key);
    else this.objects.set(event.now.key, event.now);
    this.#sorted = undefined;
    this.events.push(event);
  }

  load(stored: Stored): void {
    this.objects.set(stored.key, stored);
    this.#sorted = undefined;
  }

  at(revision: number): readonly Stored[] {
    const past = new Map(this.objects);
    for (let i = this.events.length - 1; i >= 0; i--) {
      const event = this.events[i];
      if (!event || event.revision <= revision) break;
      if (event.before) past.set(event.before.key, event.before);
      else past.delete(event.now.key);
    }
    return [...past.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

export type Listener = (shelf: string, event: Event) => void;

export class Store {
  revision: number;
  /** Events up to this version are forgotten. */
  compacted: number;
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners = new Set<Listener>();
  readonly #clock: () => Date;
  #kept = 0;

  constructor(revision: number, clock: () => Date) {
    this.revision = revision;
    this.compacted = revision;
    this.#clock = clock;
  }

  #shelf(name: string): Shelf {
    const known = this.#shelves.get(name);
    if (known) return known;
    const made = new Shelf();
    this.#shelves.set(name, made);
    return made;
  }

  shelves(): string[] {
    return [...this.#shelves.keys()];
  }

  get(shelf: string, namespace: string | undefined, name: string): Stored | undefined {
    return this.#shelf(shelf).objects.get(keyOf(namespace, name));
  }

  /** In key order; of one namespace or of all. */
  list(shelf: string, namespace?: string): readonly Stored[] {
    return within(this.#shelf(shelf).sorted(), namespace);
  }

  /** As it was at `revision`; undefined when that is forgotten. */
  listAt(shelf: string, revision: number, namespace?: string): readonly Stored[] | undefined {
    if (revision < this.compacted) return undefined;
    const events = this.#shelf(shelf).events;
    const last = events[events.length - 1];
    if (!last || last.revision <= revision) return this.list(shelf, namespace);
    return within(this.#shelf(shelf).at(revision), namespace);
  }

  /** Events after `revision`, oldest first. The array is the store's own: do not keep it across a turn. */
  since(shelf: string, revision: number): Event[] {
    const { events } = this.#shelf(shelf);
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? events : events.slice(low);
  }

  /** Stores what `build` makes of the next version. */
  put(shelf: string, build: (revision: number) => KubeObject): Stored {
    const revision = this.revision + 1;
    const now = new Stored(build(revision), revision);
    const before = this.#shelf(shelf).objects.get(now.key);
    this.#happened(shelf, { type: before ? "MODIFIED" : "ADDED", revision, at: this.#clock().getTime(), now, before });
    return now;
  }

  /** Removes it; the event carries the object as it last was, with the version of its removal. */
  remove(shelf: string, before: Stored): Stored {
    const revision = this.revision + 1;
    const { object } = before;
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    const now = new Stored(last, revision);
    this.#happened(shelf, { type: "DELETED", revision, at: this.#clock().getTime(), now, before });
    return now;
  }

  #happened(shelf: string, event: Event): void {
    this.revision = event.revision;
    this.#shelf(shelf).take(event);
    this.#kept++;
    for (const listener of this.#listeners) listener(shelf, event);
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From a snapshot: no event. */
  load(shelf: string, object: KubeObject): void {
    this.#shelf(shelf).load(new Stored(object, Number(object.metadata.resourceVersion ?? 0)));
  }

  /** Forgets events older than `before` (milliseconds since 1970), and the oldest beyond `most`. */
  forget(before: number, most: number): void {
    if (this.#kept === 0) return;
    let spare = this.#kept - most;
    for (const shelf of this.#shelves.values()) {
      const cut = shelf.events.findIndex((event) => event.at >= before);
      const old = cut < 0 ? shelf.events.length : cut;
      const drop = Math.min(shelf.events.length, Math.max(old, spare));
      if (drop <= 0) continue;
      this.compacted = Math.max(this.compacted, shelf.events[drop - 1]?.revision ?? 0);
      shelf.events = shelf.events.slice(drop);
      this.#kept -= drop;
      spare -= drop;
    }
  }

  /** Forgets everything that led here: whoever watches from before starts anew. */
  compact(): void {
    for (const shelf of this.#shelves.values()) shelf.events = [];
    this.#kept = 0;
    this.compacted = this.revision;
  }
}

function within(sorted: readonly Stored[], namespace: string | undefined): readonly Stored[] {
  return namespace ? sorted.filter((stored) => stored.object.metadata.namespace === namespace) : sorted;
}
