import { foldedAgain } from "../folded-text.ts";
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
  return { ...scalar, value: valuePrinted(scalar, printed), printed, by: layer, before };
}

function valuePrinted(scalar: Scalar, printed: Printed): Scalar["value"] {
  if (printed !== "plain" && (typeof scalar.value !== "string" || isInstant(scalar))) return scalar.text;
  if (typeof scalar.value !== "string") return scalar.value;
  const value = scalar.style === "folded" ? scalar.text : scalar.value;
  return printed === "folded" ? foldedAgain(value) : value;
}

/** A date is read as the instant that it begins with, unless it is in quotes. */
function isInstant(scalar: Scalar): boolean {
  return scalar.style === "plain" && typeof scalar.value === "string" && scalar.value !== scalar.text;
}

type Printed = NonNullable<Scalar["printed"]>;

export function printedAs({ printed, style }: Scalar): Printed {
  return printed ?? (style === "plain" || style === "made" ? "plain" : style === "folded" ? "folded" : "quoted");
}

/** As a JSON patch leaves it, which prints the whole object afresh: in quotes only what needs them. */
export function printedAnew(said: Scalar): Scalar {
  const scalar = withoutNode(said);
  const printed = typeof scalar.value === "string" && !printsPlain(scalar.value) ? "quoted" : "plain";
  const text = textAnew(scalar);
  return printed === printedAs(scalar) && text === scalar.text ? scalar : { ...scalar, text, printed };
}

function textAnew({ value, text }: Scalar): string {
  if (typeof value === "string") return value;
  return typeof value === "number" && value !== 0 ? numberText(value) : value === 0 ? text : String(value);
}

/** As Go prints what JSON has read: `1e+06`. */
function numberText(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const size = Number(exponent);
  if (size >= -4 && size < 6) return String(value);
  return `${digits}e${size < 0 ? "-" : "+"}${String(Math.abs(size)).padStart(2, "0")}`;
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
