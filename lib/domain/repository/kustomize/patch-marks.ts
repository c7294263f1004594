import { printsPlain } from "../plain-text.ts";
import { mapScalars, textAt, withoutEntry } from "../tree.ts";
import type { Layer, Mapping, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { withoutNode } from "./one-node.ts";

export const DIRECTIVE = "$patch";

/** The patch's scalar, remembering what it replaces, whose quotes it keeps: `5` over `"1"` is `"5"`. */
export function writtenBy(scalar: Scalar, before: Tree | undefined, layer: Layer): Scalar {
  if (before === undefined) return { ...scalar, by: layer };
  const printed = before.is === "scalar" ? printedAs(before) : "plain";
  const value = printed === "quoted" && typeof scalar.value !== "string" ? scalar.text : scalar.value;
  return {
    ...scalar,
    value: isInstant(scalar) && printed === "quoted" ? scalar.text : value,
    printed,
    by: layer,
    before,
  };
}

/** A date is read as the instant that it begins with, unless it is in quotes. */
function isInstant(scalar: Scalar): boolean {
  return scalar.style === "plain" && typeof scalar.value === "string" && scalar.value !== scalar.text;
}

export function printedAs(scalar: Scalar): "quoted" | "plain" {
  return scalar.printed ?? (scalar.style === "plain" || scalar.style === "made" ? "plain" : "quoted");
}

/** As a JSON patch leaves it, which prints the whole object afresh: in quotes only what needs them. */
export function printedAnew(said: Scalar): Scalar {
  const scalar = withoutNode(said);
  const printed = typeof scalar.value === "string" && !printsPlain(scalar.value) ? "quoted" : "plain";
  return printed === printedAs(scalar) ? scalar : { ...scalar, printed };
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
