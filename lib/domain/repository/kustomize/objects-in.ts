import { foldedAgain } from "../folded-text.ts";
import { itemsOf, madeMapping, mapScalars, textAt, withEntry } from "../tree.ts";
import type { Mapping, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";

/** The objects among some documents, what is empty left out. The items of a List come behind everything else, as kustomize has it. */
export function objectsIn(roots: readonly Tree[], as: "object" | "patch" = "object"): Mapping[] {
  const objects: Mapping[] = [];
  const waiting = [...roots];
  for (let root = waiting.shift(); root !== undefined; root = waiting.shift()) {
    if (isEmpty(root)) continue;
    if (root.is !== "mapping")
      throw new DoesNotBuild("not-an-object", "There is something that is not an object.", root);
    const items = root.entries.get("items");
    if (items === undefined || !(textAt(root, "kind") ?? "").endsWith("List"))
      objects.push(withSomeMetadata(asPrinted(root, as)));
    else waiting.push(...itemsOf(items));
  }
  return objects;
}

const PRINTED = { object: new WeakMap<Mapping, Mapping>(), patch: new WeakMap<Mapping, Mapping>() };

function asPrinted(root: Mapping, as: "object" | "patch"): Mapping {
  if (!root.source.isReprinted) return root;
  let printed = PRINTED[as].get(root);
  if (!printed) {
    printed = mapScalars(root, (scalar) => scalarPrinted(scalar, as)) as Mapping;
    PRINTED[as].set(root, printed);
  }
  return printed;
}

/** In a patch a null between brackets takes something away, and is not printed. */
function scalarPrinted(scalar: Scalar, as: "object" | "patch"): Scalar {
  if (scalar.style === "folded") return { ...scalar, value: foldedAgain(scalar.text) };
  return scalar.value === null && scalar.style === "single" && as === "object" ? { ...scalar, value: "" } : scalar;
}

function isEmpty(node: Tree): boolean {
  if (node.is === "scalar") return node.value === null || node.value === "";
  return (node.is === "mapping" ? node.entries.size : node.items.length) === 0;
}

function withSomeMetadata(root: Mapping): Mapping {
  const isList = (textAt(root, "kind") ?? "").endsWith("List");
  return !isList || root.entries.has("metadata") ? root : withEntry(root, "metadata", madeMapping([]));
}
