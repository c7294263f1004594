import type { Mapping, Path, Scalar, Sequence, Source, Tree } from "./types.ts";

/** Plain data as it appears in JSON. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

export function isMapping(node: Tree | undefined): node is Mapping {
  return node?.is === "mapping";
}

export function isScalar(node: Tree | undefined): node is Scalar {
  return node?.is === "scalar";
}

/** The child of a mapping by name, or of a sequence by index. */
export function childOf(node: Tree | undefined, key: string | number): Tree | undefined {
  if (node?.is === "mapping") return node.entries.get(String(key));
  if (node?.is === "sequence") return node.items[Number(key)];
  return undefined;
}

export function nodeAt(node: Tree | undefined, path: Path): Tree | undefined {
  let at = node;
  for (const key of path) at = childOf(at, key);
  return at;
}

/** The text at a path: a number or boolean as it was written; undefined for null, maps, lists and what is missing. */
export function textAt(node: Tree | undefined, ...path: Path): string | undefined {
  const at = nodeAt(node, path);
  return at?.is === "scalar" && at.value !== null ? scalarText(at) : undefined;
}

export function scalarText(node: Scalar): string {
  return typeof node.value === "string" ? node.value : node.value === null ? "" : String(node.value);
}

export function itemsOf(node: Tree | undefined): readonly Tree[] {
  return node?.is === "sequence" ? node.items : [];
}

export function entriesOf(node: Tree | undefined): ReadonlyMap<string, Tree> {
  return node?.is === "mapping" ? node.entries : NOTHING;
}

const NOTHING: ReadonlyMap<string, Tree> = new Map();

/** True for what is absent or says `null`. */
export function isNothing(node: Tree | undefined): boolean {
  return node === undefined || (node.is === "scalar" && node.value === null);
}

export function toData(node: Tree): Plain {
  if (node.is === "scalar") return node.value;
  if (node.is === "sequence") return node.items.map(toData);
  const data: { [key: string]: Plain } = {};
  for (const [key, value] of node.entries) {
    // A key of this name would set the prototype instead of a field.
    if (key === "__proto__")
      Object.defineProperty(data, key, { value: toData(value), enumerable: true, writable: true, configurable: true });
    else data[key] = toData(value);
  }
  return data;
}

export function withEntry(node: Mapping, key: string, value: Tree): Mapping {
  const entries = new Map(node.entries);
  entries.set(key, value);
  return { ...node, entries };
}

export function withoutEntry(node: Mapping, key: string): Mapping {
  const entries = new Map(node.entries);
  entries.delete(key);
  return { ...node, entries };
}

export function withItems(node: Sequence, items: readonly Tree[]): Sequence {
  return { ...node, items };
}

const NOWHERE: Source = { file: "", text: "" };

/** A scalar that no file says. */
export function madeScalar(value: Scalar["value"], more?: Partial<Scalar>): Scalar {
  return {
    is: "scalar",
    value,
    text: value === null ? "null" : String(value),
    style: "made",
    source: NOWHERE,
    start: 0,
    end: 0,
    ...more,
  };
}

export function madeMapping(entries: Iterable<[string, Tree]>, like?: Tree): Mapping {
  return {
    is: "mapping",
    entries: new Map(entries),
    source: like?.source ?? NOWHERE,
    start: like?.start ?? 0,
    end: like?.end ?? 0,
  };
}

export function madeSequence(items: readonly Tree[], like?: Tree): Sequence {
  return { is: "sequence", items, source: like?.source ?? NOWHERE, start: like?.start ?? 0, end: like?.end ?? 0 };
}

/** Trees for plain data that no file says (options handed in from outside). */
export function treeOf(data: unknown): Tree {
  if (Array.isArray(data)) return madeSequence(data.map(treeOf));
  if (typeof data === "object" && data !== null) {
    return madeMapping(Object.entries(data).map(([key, value]): [string, Tree] => [key, treeOf(value)]));
  }
  if (typeof data === "string" || typeof data === "number" || typeof data === "boolean") return madeScalar(data);
  return madeScalar(null);
}

/** Calls `visit` for every scalar, depth first. */
export function eachScalar(
  node: Tree,
  visit: (scalar: Scalar, path: (string | number)[]) => void,
  path: (string | number)[] = [],
): void {
  if (node.is === "scalar") visit(node, path);
  else if (node.is === "mapping") for (const [key, value] of node.entries) eachScalar(value, visit, [...path, key]);
  else
    node.items.forEach((item, index) => {
      eachScalar(item, visit, [...path, index]);
    });
}

/** A tree with every scalar replaced; what does not change keeps its identity. */
export function mapScalars(node: Tree, change: (scalar: Scalar) => Tree): Tree {
  if (node.is === "scalar") return change(node);
  if (node.is === "sequence") {
    let touched = false;
    const items = node.items.map((item) => {
      const next = mapScalars(item, change);
      if (next !== item) touched = true;
      return next;
    });
    return touched ? withItems(node, items) : node;
  }
  let entries: Map<string, Tree> | undefined;
  for (const [key, value] of node.entries) {
    const next = mapScalars(value, change);
    if (next !== value) {
      entries ??= new Map(node.entries);
      entries.set(key, next);
    }
  }
  return entries ? { ...node, entries } : node;
}

export function sameData(a: Tree | undefined, b: Tree | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.is !== b.is) return false;
  if (a.is === "scalar") return a.value === (b as Scalar).value;
  if (a.is === "sequence") {
    const other = (b as Sequence).items;
    return a.items.length === other.length && a.items.every((item, index) => sameData(item, other[index]));
  }
  const other = (b as Mapping).entries;
  if (a.entries.size !== other.size) return false;
  for (const [key, value] of a.entries) if (!sameData(value, other.get(key))) return false;
  return true;
}
