import { mapScalars, textAt, withoutEntry } from "../tree.ts";
import type { Layer, Mapping, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";

export const DIRECTIVE = "$patch";

/** The patch's scalar, remembering what it replaces. */
export function writtenBy(scalar: Scalar, before: Tree | undefined, layer: Layer): Scalar {
  return before === undefined ? { ...scalar, by: layer } : { ...scalar, by: layer, before };
}

/** A new subtree: every scalar in it was written by this layer. */
export function markedBy(tree: Tree, layer: Layer): Tree {
  return mapScalars(tree, (scalar) => ({ ...scalar, by: layer }));
}

/** What a part of the patch asks for, and that part without saying so. */
export type Directed<T> = { directive: "merge" | "replace" | "delete"; rest: T };

export function directed(patch: Mapping): Directed<Mapping> {
  if (!patch.entries.has(DIRECTIVE)) return { directive: "merge", rest: patch };
  const said = textAt(patch, DIRECTIVE);
  if (said !== "delete" && said !== "replace" && said !== "merge") {
    throw new DoesNotBuild(
      "patch-directive",
      `The patch says $patch: ${said}; it can be merge, replace or delete.`,
      patch,
    );
  }
  return { directive: said, rest: withoutEntry(patch, DIRECTIVE) };
}
