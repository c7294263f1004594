import { byName } from "../files.ts";
import { madeMapping, withEntry, withItems } from "../tree.ts";
import type { Mapping, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { gvkOf } from "./resource.ts";

/** Where in which kinds a transformer acts. An empty group, version or kind stands for any. */
export type FieldSpec = { group?: string; version?: string; kind?: string; path: string; create?: boolean };

export function specs(
  kinds: string,
  paths: readonly string[],
  more: Omit<FieldSpec, "path" | "kind"> = {},
): FieldSpec[] {
  return kinds
    .split(" ")
    .flatMap((kind) => paths.map((path): FieldSpec => ({ ...more, ...(kind === "*" ? {} : { kind }), path })));
}

export function isSelected(
  gvk: { group: string; version: string; kind: string },
  selector: { group?: string; version?: string; kind?: string },
): boolean {
  return (
    (!selector.group || selector.group === gvk.group) &&
    (!selector.version || selector.version === gvk.version) &&
    (!selector.kind || selector.kind === gvk.kind)
  );
}

/**
 * Built-in field specs with more from `configurations`, as kustomize merges them: in the order of their kinds, and one
 * that an earlier one falls under is left out. So a spec for one kind can put the built-in one for all out of action.
 */
export function mergeSpecs(...lists: readonly (readonly FieldSpec[])[]): readonly FieldSpec[] {
  const [first = [], ...rest] = lists;
  if (rest.every((more) => more.length === 0)) return first;
  return mergeInOrder(
    [],
    lists.flat().sort((a, b) => byName(typeOf(a), typeOf(b))),
  );
}

/** The same without sorting first; the first list stays as it is, whatever it says. */
export function mergeInOrder(
  first: readonly FieldSpec[],
  ...lists: readonly (readonly FieldSpec[])[]
): readonly FieldSpec[] {
  const merged = [...first];
  for (const spec of lists.flat()) {
    const known = merged.find((other) => other.path === spec.path && isSelected(gvkOfSpec(other), spec));
    if (known && (known.create ?? false) !== (spec.create ?? false))
      throw new DoesNotBuild("field-specs", `The configurations contradict each other about ${spec.path}.`);
    if (!known) merged.push(spec);
  }
  return merged;
}

function gvkOfSpec({ group = "", version = "", kind = "" }: FieldSpec): {
  group: string;
  version: string;
  kind: string;
} {
  return { group, version, kind };
}

function typeOf({ group, version, kind }: FieldSpec): string {
  return `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;
}

const SPLIT = new Map<string, readonly string[]>();

/** Splits at `/`, except where it is escaped. */
export function splitPath(path: string): readonly string[] {
  const known = SPLIT.get(path);
  if (known) return known;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    const last = parts.at(-1);
    if (last?.endsWith("\\")) parts[parts.length - 1] = `${last.slice(0, -1)}/${part}`;
    else parts.push(part);
  }
  SPLIT.set(path, parts);
  return parts;
}

/** Applies `change` to every node that the spec points at; lists on the way are gone through. */
export function changeAt(
  tree: Mapping,
  spec: FieldSpec,
  change: (node: Tree | undefined) => Tree | undefined,
): Mapping {
  if (!isSelected(gvkOf(tree), spec)) return tree;
  return walk(tree, splitPath(spec.path), 0, spec.create === true, change) as Mapping;
}

function walk(
  node: Tree,
  path: readonly string[],
  depth: number,
  create: boolean,
  change: (node: Tree | undefined) => Tree | undefined,
): Tree {
  if (depth === path.length) return change(node) ?? node;
  if (node.is === "sequence") {
    const items = node.items.map((item) => walk(item, path, depth, create, change));
    return items.some((item, index) => item !== node.items[index]) ? withItems(node, items) : node;
  }
  if (node.is === "scalar") {
    if (node.value === null) return node;
    throw new DoesNotBuild("field-path", `${path.join("/")} leads through a plain value.`, node);
  }
  const raw = path[depth] as string;
  const isList = raw.endsWith("[]");
  const key = isList ? raw.slice(0, -2) : raw;
  const child = node.entries.get(key);
  const missing = child === undefined || (child.is === "scalar" && child.value === null);
  if (missing) {
    if (!create || isList) return node;
    const made =
      depth + 1 === path.length ? change(undefined) : walk(madeMapping([], node), path, depth + 1, create, change);
    return made ? withEntry(node, key, made) : node;
  }
  const next = walk(child, path, depth + 1, create, change);
  return next === child ? node : withEntry(node, key, next);
}
