import { foldedAgain } from "../folded-text.ts";
import { itemsOf, madeMapping, mapScalars, textAt, withEntry } from "../tree.ts";
import type { Mapping, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";

/** The objects among some documents, what is empty left out. The items of a List come behind everything else, as kustomize has it. */
export function objectsIn(roots: readonly Tree[]): Mapping[] {
  const objects: Mapping[] = [];
  const waiting = [...roots];
  for (let root = waiting.shift(); root !== undefined; root = waiting.shift()) {
    if (isEmpty(root)) continue;
    if (root.is !== "mapping")
      throw new DoesNotBuild("not-an-object", "There is something that is not an object.", root);
    const items = root.entries.get("items");
    if (items === undefined || !(textAt(root, "kind") ?? "").endsWith("List"))
      objects.push(withSomeMetadata(asPrinted(root)));
    else waiting.push(...itemsOf(items));
  }
  return objects;
}

const PRINTED = new WeakMap<Mapping, Mapping>();

function asPrinted(root: Mapping): Mapping {
  if (!root.source.hasFolds) return root;
  let printed = PRINTED.get(root);
  if (!printed) {
    printed = mapScalars(root, (scalar) =>
      scalar.style === "folded" ? { ...scalar, value: foldedAgain(scalar.text) } : scalar,
    ) as Mapping;
    PRINTED.set(root, printed);
  }
  return printed;
}

function isEmpty(node: Tree): boolean {
  if (node.is === "scalar") return node.value === null || node.value === "";
  return (node.is === "mapping" ? node.entries.size : node.items.length) === 0;
}

function withSomeMetadata(root: Mapping): Mapping {
  const isList = (textAt(root, "kind") ?? "").endsWith("List");
  return !isList || root.entries.has("metadata") ? root : withEntry(root, "metadata", madeMapping([]));
}
