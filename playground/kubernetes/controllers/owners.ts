import type { Event, Store, Stored } from "../store/store.ts";

/** Who owns what, and which uids live: kept beside the store so that nobody searches it. */
export class Owners {
  readonly #store: Store;
  readonly #dependents = new Map<string, Map<string, Stored>>();
  readonly #living = new Map<string, { shelf: string; stored: Stored }>();

  constructor(store: Store) {
    this.#store = store;
    for (const shelf of store.shelves()) for (const stored of store.list(shelf)) this.#add(shelf, stored);
  }

  take(shelf: string, event: Event): void {
    if (event.before) this.#drop(shelf, event.before);
    if (event.type !== "DELETED") this.#add(shelf, event.now);
  }

  lives(uid: string): boolean {
    return this.#living.has(uid);
  }

  /** The living object of a uid. */
  find(uid: string): { shelf: string; stored: Stored } | undefined {
    return this.#living.get(uid);
  }

  /** What a uid owns, of one shelf; as it is now. */
  of(uid: string, shelf: string): Stored[] {
    const prefix = `${shelf} `;
    return [...(this.#dependents.get(uid) ?? [])].filter(([id]) => id.startsWith(prefix)).map(([, stored]) => stored);
  }

  /** What a uid owns, with the shelf each is on. */
  all(uid: string): { shelf: string; stored: Stored }[] {
    return [...(this.#dependents.get(uid) ?? [])].map(([id, stored]) => ({
      shelf: id.slice(0, id.indexOf(" ")),
      stored,
    }));
  }

  /** Shelves that have anything of a namespace. */
  inNamespace(namespace: string): { shelf: string; stored: Stored }[] {
    return this.#store.shelves().flatMap((shelf) => {
      return this.#store.list(shelf, namespace).map((stored) => ({ shelf, stored }));
    });
  }

  #add(shelf: string, stored: Stored): void {
    const { uid, ownerReferences = [] } = stored.object.metadata;
    if (uid) this.#living.set(uid, { shelf, stored });
    for (const owner of ownerReferences) {
      const known = this.#dependents.get(owner.uid) ?? new Map<string, Stored>();
      this.#dependents.set(owner.uid, known.set(`${shelf} ${stored.key}`, stored));
    }
  }

  #drop(shelf: string, stored: Stored): void {
    const { uid, ownerReferences = [] } = stored.object.metadata;
    if (uid) this.#living.delete(uid);
    for (const owner of ownerReferences) {
      const known = this.#dependents.get(owner.uid);
      known?.delete(`${shelf} ${stored.key}`);
      if (known?.size === 0) this.#dependents.delete(owner.uid);
    }
  }
}
