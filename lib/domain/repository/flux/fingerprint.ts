import { type itemsOf, nodeAt } from "../tree.ts";
import type { ManifestObject, Repository, Scalar } from "../types.ts";

/** The variables that a Flux Kustomization is given, and whether they are all that it asks for. */
export type Given = { values: Map<string, Scalar | string>; complete: boolean };

const SOURCE_NUMBERS = new WeakMap<Repository, number>();
let sourceNumber = 0;

/** What a build depends on, so that it is only repeated when that changed. */
export function fingerprint(object: ManifestObject, variables: Given, source: Repository | undefined): string {
  if (source && !SOURCE_NUMBERS.has(source)) SOURCE_NUMBERS.set(source, ++sourceNumber);
  const given = [...variables.values].map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : value.text}`,
  );
  return `${source ? SOURCE_NUMBERS.get(source) : "-"}|${variables.complete}|${given.join("\u0000")}|${specText(object)}`;
}

const SPEC_TEXTS = new WeakMap<ManifestObject["tree"], string>();

function specText({ tree }: ManifestObject): string {
  const known = SPEC_TEXTS.get(tree);
  if (known !== undefined) return known;
  const text = textOf(nodeAt(tree, ["spec"]));
  SPEC_TEXTS.set(tree, text);
  return text;
}

function textOf(node: Parameters<typeof itemsOf>[0]): string {
  if (!node) return "";
  if (node.is === "scalar") return JSON.stringify(node.value);
  if (node.is === "sequence") return `[${node.items.map(textOf).join(",")}]`;
  return `{${[...node.entries].map(([key, value]) => `${key}:${textOf(value)}`).join(",")}}`;
}
