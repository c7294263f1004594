import type { Written } from "../../domain/deployment/written.ts";

/** Per object two words each: the hash of its key, of what we read of it, of its version. */
const words = 6;

/**
 * All that a reflector remembers of an object: hashes, in a flat table with open
 * addressing. About 50 bytes an object (a Map of strings takes 300, the object itself
 * 7,000); enough to tell on a relist what is new and what changed in a field that we
 * read. What is gone is told by the list, which names all there is.
 */
export class Memory {
  private table = new Uint32Array(64 * words);
  private used = 0;

  get size(): number {
    return this.used;
  }

  isSame(key: string, resourceVersion: string): boolean {
    const at = this.find(hash(key));
    return this.table[at] !== 0 && this.isVersion(at, hash(resourceVersion));
  }

  /**
   * True where it is new or differs in what we read. Of what is new the content is not
   * looked into: that would be half the cost of a first list. The next news of it then
   * counts as a change, once, and the store finds that it is none.
   */
  take(key: string, { version: resourceVersion, data }: Pick<Written, "version" | "data">): boolean {
    const name = hash(key);
    let at = this.find(name);
    const known = this.table[at] !== 0;
    const version = hash(resourceVersion);
    if (known && this.isVersion(at, version)) return false;
    const content = known ? hash(data) : unread;
    const same = known && this.table[at + 2] === content.one && this.table[at + 3] === content.two;
    if (!known) {
      this.used += 1;
      if (this.used * words * 2 > this.table.length) {
        this.grow();
        at = this.find(name);
      }
    }
    this.table.set([name.one, name.two, content.one, content.two, version.one, version.two], at);
    return !same;
  }

  /** True where it was known. */
  forget(key: string): boolean {
    const at = this.find(hash(key));
    if (this.table[at] === 0) return false;
    this.used -= 1;
    this.closeHole(at);
    return true;
  }

  /** Forgets everything else. */
  retain(present: ReadonlySet<string>): void {
    const kept = new Set<number>();
    for (const key of present) kept.add(this.find(hash(key)));
    const old = this.table;
    this.table = new Uint32Array(old.length);
    this.used = 0;
    for (const at of kept) {
      if (old[at] === 0) continue;
      this.insert(old, at);
      this.used += 1;
    }
  }

  clear(): void {
    this.table = new Uint32Array(64 * words);
    this.used = 0;
  }

  private isVersion(at: number, version: Hash): boolean {
    return this.table[at + 4] === version.one && this.table[at + 5] === version.two;
  }

  /** Where the key is, or the free place where it would be. */
  private find({ one, two }: Hash): number {
    const { table } = this;
    const slots = table.length / words;
    for (let slot = one % slots; ; slot = slot + 1 === slots ? 0 : slot + 1) {
      const at = slot * words;
      if (table[at] === 0 || (table[at] === one && table[at + 1] === two)) return at;
    }
  }

  private insert(from: Uint32Array, at: number): void {
    const to = this.find({ one: from[at] as number, two: from[at + 1] as number });
    this.table.set(from.subarray(at, at + words), to);
  }

  private grow(): void {
    const old = this.table;
    this.table = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += words) if (old[at] !== 0) this.insert(old, at);
  }

  /** An empty place ends a search, so whoever follows in the same run is put anew. */
  private closeHole(hole: number): void {
    const { table } = this;
    table.fill(0, hole, hole + words);
    for (let at = (hole + words) % table.length; table[at] !== 0; at = (at + words) % table.length) {
      const entry = table.slice(at, at + words);
      table.fill(0, at, at + words);
      this.insert(entry, 0);
    }
  }
}

type Hash = { one: number; two: number };

const unread: Hash = { one: 0, two: 0 };

/** cyrb53 (public domain), its two halves apart; never 0, which marks a free place. */
function hash(text: string): Hash {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  const mixed = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  const other = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(mixed ^ (mixed >>> 13), 3266489909);
  return { one: mixed >>> 0 || 1, two: other >>> 0 };
}
