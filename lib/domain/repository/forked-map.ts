/** More than this of one's own is made common: by then it costs more to copy than to join. */
const MOST_OWN = 200;

const GONE = Symbol("taken away");

/**
 * A map that another one is made from at the cost of what will be different: both share what was there, and neither
 * sees what the other says from then on. To copy a map of ten thousand entries takes a millisecond and a half, more
 * than everything else that a push of one file needs.
 */
export class ForkedMap<K, V extends {}> {
  private shared: ReadonlyMap<K, V>;
  private own: Map<K, V | typeof GONE>;

  constructor(shared: ReadonlyMap<K, V> = new Map(), own: Map<K, V | typeof GONE> = new Map()) {
    this.shared = shared;
    this.own = own;
  }

  get(key: K): V | undefined {
    const own = this.own.get(key);
    if (own === undefined) return this.shared.get(key);
    return own === GONE ? undefined : own;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  set(key: K, value: V): void {
    this.own.set(key, value);
  }

  delete(key: K): void {
    if (this.shared.has(key)) this.own.set(key, GONE);
    else this.own.delete(key);
  }

  /** In no order that means anything. */
  *entries(): Iterable<[K, V]> {
    for (const [key, value] of this.own) if (value !== GONE) yield [key, value];
    for (const entry of this.shared) if (!this.own.has(entry[0])) yield entry;
  }

  fork(): ForkedMap<K, V> {
    if (this.own.size > MOST_OWN) {
      this.shared = new Map(this.entries());
      this.own = new Map();
    }
    return new ForkedMap(this.shared, new Map(this.own));
  }
}
