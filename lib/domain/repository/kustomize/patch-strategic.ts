import { entriesOf, isNothing, mapScalars, scalarText, textAt, withEntry, withItems, withoutEntry } from "../tree.ts";
import type { Layer, Mapping, Scalar, Sequence, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Schema, schemaOf } from "./merge-keys.ts";

/**
 * Strategic merge as kustomize does it (kyaml's merge2): maps are merged field by
 * field, `null` removes, lists are replaced, or merged by key where the kind's
 * schema says so; items of the patch then come before those that it does not name.
 */
export function mergeStrategic(target: Mapping, patch: Mapping, layer: Layer): Mapping | undefined {
  const schema = schemaOf(textAt(target, "apiVersion") ?? "", textAt(target, "kind") ?? "");
  const merged = merge(target, patch, schema, layer);
  return merged?.is === "mapping" ? merged : undefined;
}

const DIRECTIVE = "$patch";

/** Undefined removes the field. */
function merge(
  target: Tree | undefined,
  patch: Tree | undefined,
  schema: Schema | undefined,
  layer: Layer,
): Tree | undefined {
  if (patch === undefined) return target;
  if (isNothing(patch)) return undefined;
  const shape = isNothing(target) ? patch.is : target?.is;
  if (shape !== patch.is) {
    throw new DoesNotBuild(
      "patch-shape",
      `The patch has a ${word(patch)} where the object has a ${word(target as Tree)}.`,
      patch,
    );
  }
  if (patch.is === "mapping")
    return mergeMappings(isNothing(target) ? undefined : (target as Mapping), patch, schema, layer);
  if (patch.is === "sequence")
    return mergeLists(isNothing(target) ? undefined : (target as Sequence), patch, schema, layer);
  return writtenBy(patch, target, layer);
}

function word(node: Tree): string {
  return node.is === "mapping" ? "map" : node.is === "sequence" ? "list" : "plain value";
}

/** The patch's scalar, remembering what it replaces. */
export function writtenBy(scalar: Scalar, before: Tree | undefined, layer: Layer): Scalar {
  return before === undefined ? { ...scalar, by: layer } : { ...scalar, by: layer, before };
}

/** A new subtree: every scalar in it was written by this layer. */
export function markedBy(tree: Tree, layer: Layer): Tree {
  return mapScalars(tree, (scalar) => ({ ...scalar, by: layer }));
}

function mergeMappings(
  target: Mapping | undefined,
  patch: Mapping,
  schema: Schema | undefined,
  layer: Layer,
): Mapping | undefined {
  const directive = textAt(patch, DIRECTIVE);
  const bare = directive === undefined ? patch : withoutEntry(patch, DIRECTIVE);
  if (directive === "delete") return undefined;
  if (directive === "replace") return markedBy(bare, layer) as Mapping;
  if (directive !== undefined && directive !== "merge") {
    throw new DoesNotBuild(
      "patch-directive",
      `The patch says $patch: ${directive}; it can be merge, replace or delete.`,
      patch,
    );
  }
  const entries = new Map(target?.entries ?? []);
  for (const [key, value] of bare.entries) {
    const merged = merge(entries.get(key), value, fieldOf(schema, key), layer);
    if (merged === undefined) entries.delete(key);
    else entries.set(key, merged);
  }
  return { ...(target ?? bare), entries };
}

function fieldOf(schema: Schema | undefined, key: string): Schema | undefined {
  return schema?.fields?.[key] ?? schema?.values;
}

function mergeLists(
  target: Sequence | undefined,
  patch: Sequence,
  schema: Schema | undefined,
  layer: Layer,
): Sequence | undefined {
  if (!schema?.keys) return markedBy(patch, layer) as Sequence;
  const directive = listDirective(patch);
  const items = directive === undefined ? patch.items : patch.items.filter((item) => !isDirective(item));
  if (directive === "delete") return undefined;
  if (directive === "replace") return markedBy(withItems(patch, items), layer) as Sequence;
  if (schema.keys.length === 0) return mergeSets(target, withItems(patch, items), layer);
  return withItems(target ?? patch, mergeByKeys(target?.items ?? [], items, schema.keys, schema.items, layer));
}

function isDirective(item: Tree): boolean {
  return item.is === "mapping" && item.entries.size === 1 && item.entries.has(DIRECTIVE);
}

function listDirective(patch: Sequence): string | undefined {
  const found = patch.items.find(isDirective);
  return found && textAt(found, DIRECTIVE);
}

function mergeSets(target: Sequence | undefined, patch: Sequence, layer: Layer): Sequence {
  const seen = new Set(patch.items.map(keyText));
  const rest = (target?.items ?? []).filter((item) => !seen.has(keyText(item)));
  return withItems(target ?? patch, [...(markedBy(patch, layer) as Sequence).items, ...rest]);
}

function keyText(node: Tree | undefined): string {
  return node?.is === "scalar" ? scalarText(node) : "";
}

/**
 * An item without one of several keys (a port without protocol) is looked for by
 * the keys that it has, as kyaml does.
 */
function mergeByKeys(
  target: readonly Tree[],
  patch: readonly Tree[],
  keys: readonly string[],
  schema: Schema | undefined,
  layer: Layer,
): Tree[] {
  const left: Tree[] = [...target];
  const merged: Tree[] = [];
  for (const item of patch) {
    const match = matcher(item, keys);
    const index = match ? left.findIndex(match) : -1;
    const result = merge(index === -1 ? undefined : left[index], item, schema, layer);
    if (index !== -1) left.splice(index, 1);
    if (result === undefined) continue;
    const again = match ? merged.findIndex(match) : -1;
    if (again === -1) merged.push(result);
    else merged[again] = merge(merged[again], item, schema, layer) as Tree;
  }
  return [...merged, ...left];
}

function matcher(item: Tree, keys: readonly string[]): ((other: Tree) => boolean) | undefined {
  const wanted = keys
    .map((key) => [key, keyText(entriesOf(item).get(key))] as const)
    .filter(([, value]) => value !== "");
  if (wanted.length === 0) return undefined;
  return (other) => wanted.every(([key, value]) => keyText(entriesOf(other).get(key)) === value);
}

export function withKind(tree: Mapping, kind: Tree | undefined): Mapping {
  return kind ? withEntry(tree, "kind", kind) : tree;
}
