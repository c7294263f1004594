import { entriesOf, isNothing, scalarText, withItems } from "../tree.ts";
import type { Layer, Sequence, Tree } from "../types.ts";
import type { Schema } from "./merge-keys.ts";
import { directed, markedBy } from "./patch-marks.ts";
import type { Merge } from "./patch-strategic.ts";

/**
 * Lists that are merged item by item, in the steps of kyaml's associative walk
 * (kyaml/yaml/walk/associative_sequence.go), because its results follow from them:
 * items of the patch come first; ports that differ only in a protocol that one of
 * them leaves out are the same; an item without the only key takes away all that
 * have it; one that replaces by `$patch: replace` is itself replaced by what was there.
 */
export function mergeByKeys(
  target: readonly Tree[],
  patch: readonly Tree[],
  keys: readonly string[],
  schema: Schema | undefined,
  merge: Merge,
): Tree[] {
  const self = target === patch;
  let there = [...target];
  let added: Tree[] = [];
  const all = identities([...patch, ...target], keys);
  const values = keys.length > 1 ? withoutGaps(all) : all;
  const valid = usableKeys(values, keys);
  for (const value of values) {
    const wanted = valid.map((key) => [key, value[keys.indexOf(key)] ?? ""] as const);
    const said = wanted.filter(([, text]) => text !== "");
    const exact = said.length > 0 ? said : wanted;
    const at = there.findIndex((item) => isExactly(item, exact));
    const old = there[at];
    const patched = self ? old : patch.find((item) => isExactly(item, exact));
    const next = self ? old && merge.itself(old, schema) : merge.walk(old, patched, schema);
    if (next === undefined || isEmpty(next)) {
      there = there.filter((item) => !isEmpty(item) && !isLike(item, wanted));
      continue;
    }
    if (at !== -1 && (self || !replaces(patched))) there[at] = next;
    added = put(added, wanted, next);
  }
  return values.length > 0 ? follow(added, there, valid) : added;
}

type Wanted = readonly (readonly [key: string, value: string])[];

function isEmpty(node: Tree): boolean {
  return isNothing(node) || (node.is === "mapping" && node.entries.size === 0);
}

function replaces(said: Tree | undefined): boolean {
  return said?.is === "mapping" && directed(said).directive === "replace";
}

/** The values of the keys of every item, each combination once. */
function identities(items: readonly Tree[], keys: readonly string[]): string[][] {
  const seen = new Map<string, string[]>();
  for (const item of items) {
    const value = keys.map((key) => keyText(entriesOf(item).get(key)));
    const id = JSON.stringify(value);
    if (!seen.has(id)) seen.set(id, value);
  }
  return [...seen.values()];
}

export function keyText(node: Tree | undefined): string {
  return node?.is === "scalar" ? scalarText(node) : "";
}

/** `80, -` and `80, TCP` mean the same port. Each is held against the others as it was when its turn came. */
function withoutGaps(values: readonly string[][]): string[][] {
  const merged = [...values];
  for (const [i, one] of merged.entries()) {
    for (const j of merged.keys()) {
      const both = joined(one, merged[j] as string[]);
      if (!both) continue;
      merged[i] = both;
      merged[j] = both;
    }
  }
  return merged;
}

function joined(one: readonly string[], other: readonly string[]): string[] | undefined {
  if (one.some((text, index) => text !== other[index] && text !== "" && other[index] !== "")) return undefined;
  if (!one.some((text, index) => text === other[index])) return undefined;
  return one.map((text, index) => text || (other[index] as string));
}

/** Keys that any item has a value for. */
function usableKeys(values: readonly string[][], keys: readonly string[]): readonly string[] {
  const said = keys.filter((_, index) => values.some((value) => value[index] !== ""));
  return said.length > 0 ? said : keys;
}

function isExactly(item: Tree, wanted: Wanted): boolean {
  return wanted.every(([key, value]) => entriesOf(item).has(key) && keyText(entriesOf(item).get(key)) === value);
}

/** Where no value is wanted, having the key is enough. */
function isLike(item: Tree, wanted: Wanted): boolean {
  return wanted.every(
    ([key, value]) => entriesOf(item).has(key) && (value === "" || keyText(entriesOf(item).get(key)) === value),
  );
}

function put(list: readonly Tree[], wanted: Wanted, item: Tree): Tree[] {
  const found = list.some((other) => isLike(other, wanted));
  const next = list.map((other) => (isLike(other, wanted) ? item : other));
  return found ? next : [...next, item];
}

/** What the target has goes behind what was added, or over it where the key is the same. */
function follow(added: readonly Tree[], there: readonly Tree[], keys: readonly string[]): Tree[] {
  let list = [...added];
  for (const item of there) {
    const wanted = keys
      .filter((key) => entriesOf(item).has(key))
      .map((key) => [key, keyText(entriesOf(item).get(key))] as const);
    if (keys.length > 1) list = list.filter((other) => !isLike(other, wanted));
    list = put(list, wanted, item);
  }
  return list;
}

/** Lists of plain values: those of the patch, then those that it does not have. */
export function mergeSets(target: Sequence, patch: Sequence | undefined, layer: Layer): Sequence {
  if (!patch) return target;
  const seen = new Set(patch.items.map(keyText));
  const rest = target.items.filter((item) => !seen.has(keyText(item)));
  return withItems(target, [...(markedBy(patch, layer) as Sequence).items, ...rest]);
}
