/** Some of a repository's files. Their texts are only asked for when someone asks here. */
export class PartOfFiles implements ReadonlyMap<string, string> {
  readonly whole: ReadonlyMap<string, string>;
  readonly kept: ReadonlySet<string>;

  constructor(whole: ReadonlyMap<string, string>, kept: ReadonlySet<string>) {
    this.whole = whole;
    this.kept = kept;
  }

  get size(): number {
    return this.kept.size;
  }

  get(file: string): string | undefined {
    return this.kept.has(file) ? this.whole.get(file) : undefined;
  }

  has(file: string): boolean {
    return this.kept.has(file);
  }

  keys(): MapIterator<string> {
    return this.kept.values() as MapIterator<string>;
  }

  values(): MapIterator<string> {
    return new Map(this.entries()).values();
  }

  entries(): MapIterator<[string, string]> {
    return new Map([...this.kept].map((file): [string, string] => [file, this.whole.get(file) ?? ""])).entries();
  }

  forEach(visit: (text: string, file: string, files: ReadonlyMap<string, string>) => void): void {
    for (const file of this.kept) visit(this.whole.get(file) ?? "", file, this);
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }
}
