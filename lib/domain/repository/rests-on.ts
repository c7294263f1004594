type Names = string | Set<string>;

/** Fewer are not worth looking through. */
const WORTHWHILE = 20_000;

/**
 * Which units rest on a file, a listing, or another unit, by name. It may say too much and never too little, since what
 * is forgotten needlessly costs time and nothing else. So all repositories that were made one from the other share it.
 */
export class RestsOn {
  private readonly names = new Map<string, Names>();
  private readonly sizeAtFirst: number;
  private size = 0;

  constructor(pairs: Iterable<[string, string]> = []) {
    for (const [on, name] of pairs) this.add(on, name);
    this.sizeAtFirst = this.size;
  }

  add(on: string, name: string): void {
    const known = this.names.get(on);
    if (known === name) return;
    // One is the rule, and a set of one takes ten times the room.
    if (known === undefined) this.names.set(on, name);
    else if (typeof known === "string") this.names.set(on, new Set([known, name]));
    else if (known.has(name)) return;
    else known.add(name);
    this.size += 1;
  }

  /** Every unit that rests on one of these, by whatever way. */
  reached(from: Iterable<string>): Set<string> {
    const found = new Set<string>();
    const todo = [...from];
    for (let on = todo.pop(); on !== undefined; on = todo.pop()) {
      for (const name of this.of(on)) {
        if (found.has(name)) continue;
        found.add(name);
        todo.push(name);
      }
    }
    return found;
  }

  /** Without the units that are known no more, once they are the most; what did not build is not known, and counts. */
  pruned(isKnown: (name: string) => boolean): RestsOn {
    if (this.size < WORTHWHILE + 2 * this.sizeAtFirst) return this;
    const verdicts = new Map<string, boolean>();
    const counts = (name: string): boolean => {
      const known = verdicts.get(name);
      if (known !== undefined) return known;
      verdicts.set(name, false);
      const verdict = isKnown(name) || [...this.of(name)].some(counts);
      verdicts.set(name, verdict);
      return verdict;
    };
    return new RestsOn(this.pairs(counts));
  }

  private *pairs(counts: (name: string) => boolean): Iterable<[string, string]> {
    for (const on of this.names.keys()) for (const name of this.of(on)) if (counts(name)) yield [on, name];
  }

  private of(on: string): Iterable<string> {
    const names = this.names.get(on);
    return names === undefined ? [] : typeof names === "string" ? [names] : names;
  }
}
