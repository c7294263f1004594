import {
  entriesOf,
  itemsOf,
  madeScalar,
  nodeAt,
  sameData,
  scalarText,
  textAt,
  withEntry,
  withItems,
  withoutEntry,
} from "../tree.ts";
import type { Layer, Mapping, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { markedBy } from "./patch-marks.ts";

/** JSON 6902 as github.com/evanphx/json-patch reads it: negative indices count from the end, a missing path ends the build. */
export function applyJsonPatch(target: Mapping, operations: readonly Tree[], layer: Layer): Mapping {
  let tree: Tree = target;
  for (const operation of operations) tree = apply(tree, operation, layer);
  return tree as Mapping;
}

function apply(tree: Tree, operation: Tree, layer: Layer): Tree {
  const op = textAt(operation, "op") ?? "";
  const path = pointer(operation, "path");
  if (path.length === 0 && op !== "replace" && op !== "test") throw missing(path, operation);
  const value = entriesOf(operation).get("value");
  switch (op) {
    case "add":
      return put(tree, path, 0, markOver(value ?? madeScalar(null), layer, undefined), "add", operation);
    case "replace": {
      // A field that is not there yet may be replaced, as long as there is an object to hold it.
      return put(tree, path, 0, markOver(value ?? madeScalar(null), layer, get(tree, path)), "replace", operation);
    }
    case "remove":
      return put(tree, path, 0, undefined, "remove", operation);
    case "move": {
      const from = pointer(operation, "from");
      const moved = get(tree, from);
      if (moved === undefined) throw missing(from, operation);
      return put(put(tree, from, 0, undefined, "remove", operation), path, 0, moved, "add", operation);
    }
    case "copy": {
      const from = pointer(operation, "from");
      if (from.length === 0) throw missing(from, operation);
      // A copy of nothing is a null, where there is an object that could have had it.
      const copied = get(tree, from);
      if (copied === undefined && get(tree, from.slice(0, -1))?.is !== "mapping") throw missing(from, operation);
      return put(tree, path, 0, copied ?? madeScalar(null), "add", operation);
    }
    case "test": {
      const found = get(tree, path);
      // What is not there is null, where there is an object that could have it.
      const isThere = found !== undefined || get(tree, path.slice(0, -1))?.is === "mapping";
      // Without a value kustomize ends in a panic.
      const same = value !== undefined && (sameData(found, value) || (isNull(found) && isNull(value)));
      if (!same || !isThere)
        throw new DoesNotBuild("patch-test", `The patch tests ${spell(path)}, which says something else.`, operation);
      return tree;
    }
    default:
      throw new DoesNotBuild("patch-operation", `A JSON patch cannot "${op}".`, operation);
  }
}

function isNull(node: Tree | undefined): boolean {
  return node === undefined || (node.is === "scalar" && node.value === null);
}

function markOver(value: Tree, layer: Layer, before: Tree | undefined): Tree {
  if (value.is === "scalar" && before !== undefined) return { ...value, by: layer, before } as Scalar;
  return markedBy(value, layer);
}

function pointer(operation: Tree, field: "path" | "from"): string[] {
  const node = nodeAt(operation, [field]);
  if (node?.is !== "scalar") throw new DoesNotBuild("patch-path", `The patch operation has no ${field}.`, operation);
  const text = scalarText(node);
  if (text === "") return [];
  // What stands before the first slash is passed over, but there must be one.
  if (!text.includes("/"))
    throw new DoesNotBuild("patch-path", `The path ${text} of a JSON patch must begin with a slash.`, node);
  return text
    .slice(text.indexOf("/") + 1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function get(tree: Tree, path: readonly string[]): Tree | undefined {
  let at: Tree | undefined = tree;
  for (const key of path) {
    if (at?.is === "mapping") at = at.entries.get(key);
    else if (at?.is === "sequence") {
      const index = indexIn(key, at.items.length);
      at = index === undefined ? undefined : at.items[index];
    } else return undefined;
  }
  return at;
}

function indexIn(key: string, length: number): number | undefined {
  if (!/^[-+]?\d+$/.test(key)) return undefined;
  const index = Number(key);
  if (index >= length || index < -length) return undefined;
  return index < 0 ? index + length : index;
}

function spell(path: readonly string[]): string {
  return `/${path.join("/")}`;
}

function missing(path: readonly string[], operation: Tree): DoesNotBuild {
  return new DoesNotBuild("patch-path-missing", `The object has no ${spell(path)}, which the patch names.`, operation);
}

type Mode = "add" | "replace" | "remove";

function put(
  node: Tree | undefined,
  path: readonly string[],
  depth: number,
  value: Tree | undefined,
  mode: Mode,
  operation: Tree,
): Tree {
  if (depth === path.length) {
    if (value === undefined) throw missing(path, operation);
    return value;
  }
  const key = path[depth] as string;
  const last = depth === path.length - 1;
  if (node?.is === "mapping") {
    const child = node.entries.get(key);
    if (!last) return withEntry(node, key, put(child, path, depth + 1, value, mode, operation));
    if (mode === "remove" && child === undefined) throw missing(path, operation);
    return value === undefined ? withoutEntry(node, key) : withEntry(node, key, value);
  }
  if (node?.is !== "sequence") throw missing(path, operation);
  const items = [...itemsOf(node)];
  if (last && mode === "add") {
    const at = key === "-" ? items.length : insertionIndex(key, items.length);
    if (at === undefined || value === undefined) throw missing(path, operation);
    items.splice(at, 0, value);
    return withItems(node, items);
  }
  const index = indexIn(key, items.length);
  if (index === undefined) throw missing(path, operation);
  if (!last) items[index] = put(items[index], path, depth + 1, value, mode, operation);
  else if (value === undefined) items.splice(index, 1);
  else items[index] = value;
  return withItems(node, items);
}

function insertionIndex(key: string, length: number): number | undefined {
  return key === String(length)
    ? length
    : key.startsWith("-") && key === String(-length - 1)
      ? 0
      : insertBefore(key, length);
}

function insertBefore(key: string, length: number): number | undefined {
  const index = indexIn(key, length + 1);
  return index;
}
