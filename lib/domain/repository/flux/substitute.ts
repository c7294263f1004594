import { ok, type Result, refuse } from "../../result.ts";
import { documentsOf } from "../documents.ts";
import { labelsOf } from "../kustomize/resource.ts";
import { objectOf } from "../objects.ts";
import { printsPlain } from "../plain-text.ts";
import { oldMeaningOf } from "../scalars.ts";
import { entriesOf, madeScalar, mapScalars, scalarText } from "../tree.ts";
import type { Layer, ManifestObject, Mapping, Part, Scalar, Source, Tree } from "../types.ts";
import { expand, type TemplatePiece } from "./template.ts";

/** Variables by name; a value that the repository says is a scalar, one from outside is a text. */
export type Variables = ReadonlyMap<string, Scalar | string>;

export type SubstitutionOptions = {
  /** What becomes of variables that nobody sets. Flux makes them empty, unless told to be strict. */
  readonly missing: "empty" | "keep" | "strict";
  /** Defaults count where there is no variable at all, too. */
  readonly always?: boolean;
  readonly layer: Layer;
};

const NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;
const SWITCH = "kustomize.toolkit.fluxcd.io/substitute";

/** Flux's post-build substitution over one object. Nothing happens without any variable at all, unless that is asked for. */
export function substitute(
  object: ManifestObject,
  variables: Variables,
  options: SubstitutionOptions,
): Result<ManifestObject> {
  if (variables.size === 0 && options.missing !== "keep" && !options.always) return ok(object);
  for (const name of variables.keys()) {
    if (!NAME.test(name)) return refuse("variable-name", `"${name}" cannot be the name of a variable.`);
  }
  if (!isSubstituted(object)) return ok(object);
  const work = new Substitution(variables, options);
  const tree = work.keys(mapScalars(object.tree, (scalar) => work.scalar(scalar)));
  if (work.why) return refuse("substitution", `Variables in ${object.kind} ${object.name}: ${work.why}.`);
  if (tree === object.tree || tree.is !== "mapping") return ok(object);
  return ok(objectOf(tree, [...object.layers, options.layer]));
}

/** Not those that say of themselves that their dollar signs are their own. */
export function isSubstituted(object: ManifestObject): boolean {
  return !(["labels", "annotations"] as const).some((field) => labelsOf(object.tree, field).get(SWITCH) === "disabled");
}

class Substitution {
  readonly variables: Variables;
  readonly options: SubstitutionOptions;
  why: string | undefined;

  constructor(variables: Variables, options: SubstitutionOptions) {
    this.variables = variables;
    this.options = options;
  }

  /** Line breaks in values would break the text, so Flux takes them out. */
  lookup = (name: string): string | undefined => {
    const said = this.variables.get(name);
    if (said === undefined) return undefined;
    return (typeof said === "string" ? said : scalarText(said)).replaceAll("\n", "");
  };

  scalar(scalar: Scalar): Tree {
    const { value } = scalar;
    if (typeof value !== "string" || !value.includes("$")) return scalar;
    const expansion = expand(value, this.lookup, this.options.missing);
    if (!expansion.ok) {
      this.why ??= expansion.why;
      return scalar;
    }
    const text = expansion.pieces.map((piece) => piece.text).join("");
    if (text === value) return scalar;
    const parts = expansion.pieces.map((piece) => this.part(piece, scalar));
    const next = readAgain(value, text);
    if (next === UNREADABLE) {
      this.why ??= `${value} becomes ${text}, which is no YAML without quotes`;
      return scalar;
    }
    if (typeof next === "object" && next !== null) return next;
    return { ...scalar, value: next, text, style: "made", parts, by: this.options.layer, before: scalar };
  }

  part(piece: TemplatePiece, template: Scalar): Part {
    if (piece.variable === undefined) return { text: piece.text, of: template, from: piece.from ?? 0 };
    const said = this.variables.get(piece.variable);
    if (said === undefined || typeof said === "string") return { text: piece.text, variable: piece.variable };
    return { text: piece.text, of: said, variable: piece.variable };
  }

  keys(tree: Tree): Tree {
    if (tree.is === "scalar") return tree;
    if (tree.is === "sequence") {
      const items = tree.items.map((item) => this.keys(item));
      return items.some((item, index) => item !== tree.items[index]) ? { ...tree, items } : tree;
    }
    let touched = false;
    const entries = new Map<string, Tree>();
    for (const [key, value] of tree.entries) {
      const next = this.keys(value);
      const name = key.includes("$") ? this.key(key) : key;
      if (next !== value || name !== key) touched = true;
      entries.set(name, next);
    }
    return touched ? ({ ...tree, entries } satisfies Mapping) : tree;
  }

  key(key: string): string {
    const expansion = expand(key, this.lookup, this.options.missing);
    if (expansion.ok) return expansion.pieces.map((piece) => piece.text).join("");
    this.why ??= expansion.why;
    return key;
  }
}

/** What the substituted text says once it is read as YAML again. */
export function readAgain(template: string, text: string): Scalar["value"] | Tree | typeof UNREADABLE {
  if (template.includes("\n") || !printsPlain(template)) return text;
  if (printsPlain(text)) return text;
  if (!/[\s"'{}[\]#&*!|>%@`]/.test(text) || /^[\w.+-]*$/.test(text)) {
    // A word by itself: a number, a truth value or nothing.
    if (!/:$/.test(text)) return oldMeaningOf(text);
  }
  const source: Source = { file: "", text: `k: ${text}\n` };
  const value = entriesOf(documentsOf(source)[0]?.root).get("k");
  if (source.broken || !value) return UNREADABLE;
  if (value.is !== "scalar") return value;
  return value.style === "plain" && !value.tag ? oldMeaningOf(value.text) : value.value;
}

export const UNREADABLE = Symbol("no YAML");

/** A variable that someone outside sets. */
export function outsideValue(name: string, value: string): Scalar {
  return madeScalar(value, { text: value, parts: [{ text: value, variable: name }] });
}
