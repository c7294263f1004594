import { isNothing, madeMapping, madeScalar, madeSequence, scalarText, withEntry, withItems } from "../tree.ts";
import type { Mapping, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";

/**
 * Paths of replacements: `spec.containers.[name=web].image`, `list.0`, `list.-`, `list.*`, `metadata.annotations.a\.b`
 * or `[a.b]`, as kyaml's SmarterPathSplitter cuts them. A path may begin with a dot.
 */
export function splitFieldPath(path: string): string[] {
  const pieces = splitAtDots(path);
  const parts: string[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as string;
    if (!piece.startsWith("[") || piece.endsWith("]")) {
      parts.push(piece);
      continue;
    }
    const bracketed = [piece];
    while (at < pieces.length - 1 && !bracketed.at(-1)?.endsWith("]")) bracketed.push(pieces[++at] as string);
    const whole = bracketed.join(".");
    parts.push(whole.includes("=") ? whole : whole.replace(/^[[\]]+|[[\]]+$/g, ""));
  }
  return parts;
}

function splitAtDots(path: string): string[] {
  const [first = "", ...rest] = path.split(".").slice(/^\../.test(path) ? 1 : 0);
  const parts = [first];
  for (const piece of rest) {
    const last = parts.at(-1) as string;
    if (last.endsWith("\\")) parts[parts.length - 1] = `${last.slice(0, -1)}.${piece}`;
    else parts.push(piece);
  }
  return parts;
}

/** Every node at a path, wildcards unfolded. */
export function nodesAt(node: Tree | undefined, path: readonly string[]): Tree[] {
  if (node === undefined) return [];
  const [key, ...rest] = path;
  if (key === undefined) return [node];
  return childrenAt(node, key).flatMap((index) => nodesAt(childAt(node, index), rest));
}

function childAt(node: Tree, key: string | number): Tree | undefined {
  if (node.is === "mapping") return node.entries.get(String(key));
  return node.is === "sequence" ? node.items[Number(key)] : undefined;
}

/** Keys or indices of what is there under one part of a path. */
function childrenAt(node: Tree, key: string): (string | number)[] {
  if (node.is === "mapping") {
    if (key === "*") return [...node.entries.keys()];
    return node.entries.has(key) ? [key] : [];
  }
  if (node.is !== "sequence") return [];
  if (key === "*") return [...node.items.keys()];
  if (key === "-") return node.items.length > 0 ? [node.items.length - 1] : [];
  const match = /^\[([^=]*)=(.*)\]$/s.exec(key);
  if (match) {
    const [, field = "", value = ""] = match;
    return [...node.items.keys()].filter((index) => fits(node.items[index], field, value));
  }
  const index = /^\d+$/.test(key) ? Number(key) : -1;
  return index >= 0 && index < node.items.length ? [index] : [];
}

function fits(item: Tree | undefined, field: string, value: string): boolean {
  if (field === "") return item?.is === "scalar" && scalarText(item) === value;
  const found = nodesAt(item, field.split("."))[0];
  return found?.is === "scalar" && scalarText(found) === value;
}

/** Replaces every node at a path; `create` makes what is missing on the way. Undefined when nothing is there. */
export function replaceNodes(
  node: Tree,
  path: readonly string[],
  create: boolean,
  change: (old: Tree | undefined) => Tree,
  at: Tree,
): Tree | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return change(node);
  const children = childrenAt(node, key);
  if (children.length === 0) return create ? created(node, key, rest, change, at) : undefined;
  let result = node;
  let found = false;
  for (const child of children) {
    const next = replaceNodes(childAt(node, child) as Tree, rest, create, change, at);
    if (next === undefined) continue;
    found = true;
    result = put(result, child, next);
  }
  return found ? result : undefined;
}

function put(node: Tree, key: string | number, value: Tree): Tree {
  if (node.is === "mapping") return withEntry(node, String(key), value);
  if (node.is !== "sequence") return node;
  const items = [...node.items];
  items[Number(key)] = value;
  return withItems(node, items);
}

function created(
  node: Tree,
  key: string,
  rest: readonly string[],
  change: (old: Tree | undefined) => Tree,
  at: Tree,
): Tree | undefined {
  if (key === "*") throw new DoesNotBuild("wildcard", "A replacement cannot create what a * stands for.", at);
  const match = /^\[([^=]*)=(.*)\]$/s.exec(key);
  if (match && node.is === "mapping")
    throw new DoesNotBuild("replacement-field", `A replacement looks for the item ${key} of what is no list.`, at);
  const [, field = "", wanted = ""] = match ?? [];
  const empty = (): Tree => {
    if (field !== "") return madeMapping([[field, madeScalar(wanted)]]);
    return rest[0] !== undefined && /^(?:\[.*\]|\d+)$/.test(rest[0]) ? madeSequence([]) : madeMapping([]);
  };
  const value = rest.length === 0 ? change(undefined) : replaceNodes(empty(), rest, true, change, at);
  if (value === undefined) return undefined;
  if (node.is === "sequence" && (match || key === "-" || key === String(node.items.length))) {
    return withItems(node, [...node.items, value]);
  }
  const map: Mapping | undefined = node.is === "mapping" ? node : isNothing(node) ? madeMapping([]) : undefined;
  return map && withEntry(map, key, value);
}
