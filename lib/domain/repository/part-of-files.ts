/** Some of a repository's files. Which they are, and what they say, is only asked for when someone asks here. */
export class PartOfFiles implements ReadonlyMap<string, string> {
  readonly whole: ReadonlyMap<string, string>;
  private readonly isKept: (file: string) => boolean;
  private names: ReadonlySet<string> | undefined;

  constructor(whole: ReadonlyMap<string, string>, isKept: (file: string) => boolean) {
    this.whole = whole;
    this.isKept = isKept;
  }

  private get kept(): ReadonlySet<string> {
    this.names ??= new Set([...this.whole.keys()].filter(this.isKept));
    return this.names;
  }

  get size(): number {
    return this.kept.size;
  }

  get(file: string): string | undefined {
    const text = this.whole.get(file);
    return text !== undefined && this.isKept(file) ? text : undefined;
  }

  has(file: string): boolean {
    return this.whole.has(file) && this.isKept(file);
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
