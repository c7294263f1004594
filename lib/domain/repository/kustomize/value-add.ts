import { documentsOf } from "../documents.ts";
import { baseName } from "../files.ts";
import { meaningOf } from "../scalars.ts";
import {
  entriesOf,
  isNothing,
  itemsOf,
  madeMapping,
  madeScalar,
  madeSequence,
  scalarText,
  textAt,
  withEntry,
  withItems,
} from "../tree.ts";
import type { Layer, Mapping, Scalar, Sequence, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Build, change, fileOf, layerAt } from "./context.ts";
import { splitPath } from "./field-specs.ts";
import { putIntoNamespace } from "./namespace.ts";
import { keyText } from "./patch-lists.ts";
import { writtenBy } from "./patch-marks.ts";
import { selectorOf, selectResources } from "./selectors.ts";

/**
 * The ValueAddTransformer writes one value into fields of many objects, or into a path that a field holds. No field of a
 * kustomization does the same. https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/valueadd/valueadd.go
 */
export function addValue(build: Build, config: Mapping): void {
  const said = config.entries.get("value");
  const text = said?.is === "scalar" ? scalarText(said).trim() : "";
  const value = madeScalar(text || baseName(build.kustomization.directory));
  if (value.text === "")
    throw new DoesNotBuild("value", "A ValueAddTransformer at the root of the repository must say its value.", config);
  const targets = targetsOf(build, config);
  if (targets.length === 0) throw new DoesNotBuild("value-target", "A ValueAddTransformer has no targets.", config);
  const own = said?.is === "scalar" && text !== "" ? said : undefined;
  const layer = layerAt("replacement", own ?? config, `A ValueAddTransformer writes ${value.text} here`);
  for (const target of targets) addTo(build, target, own ? { ...value, parts: [{ text, of: own }] } : value, layer);
}

function targetsOf(build: Build, config: Mapping): readonly Tree[] {
  const file = config.entries.get("targetFilePath");
  const shared = file?.is === "scalar" && scalarText(file) !== "" ? fileOf(build, scalarText(file), file) : undefined;
  const targets = [
    ...itemsOf(config.entries.get("targets")),
    ...itemsOf(entriesOf(shared && documentsOf(shared)[0]?.root).get("targets")),
  ];
  for (const target of targets) {
    if (!textAt(target, "fieldPath") || positionOf(target) < 0)
      throw new DoesNotBuild(
        "value-target",
        "A target of a ValueAddTransformer needs a fieldPath, and no negative place.",
        target,
      );
  }
  return targets;
}

function positionOf(target: Tree): number {
  return Number(textAt(target, "filePathPosition") ?? 0);
}

function addTo(build: Build, target: Tree, value: Scalar, layer: Layer): void {
  const selector = entriesOf(target).get("selector");
  const meant = isNothing(selector) ? build.resources : selectResources(build.resources, selectorOf(selector), target);
  const path = textAt(target, "fieldPath") ?? "";
  const parts = splitPath(path).map((part) => part.trim());
  const write = (old: Scalar): Scalar => written(old, value, positionOf(target), layer);
  for (const resource of meant) {
    const tree =
      path === "metadata/namespace"
        ? putIntoNamespace(resource, value, layer)
        : addAt(
            resource.tree,
            parts.filter((part) => part !== ""),
            write,
          );
    change(resource, tree as Mapping, layer);
  }
}

/** It has no type of its own: where it stands without quotes, it is read as YAML. */
function written(old: Scalar, value: Scalar, position: number, layer: Layer): Scalar {
  const text =
    position > 0 ? inPath(old.value === null ? old.text : scalarText(old), position - 1, value.text) : value.text;
  const scalar = { ...value, value: meaningOf(text), text, parts: text === value.text ? value.parts : [{ text }] };
  return writtenBy(scalar, old, layer);
}

/** Into a path as one more part of it, which stays relative or absolute. */
function inPath(path: string, position: number, part: string): string {
  const parts = path.split("/").filter((each) => each !== "");
  const added = parts.toSpliced(Math.min(position, parts.length), 0, part);
  return `${path.startsWith("/") ? "/" : ""}${added.join("/")}`;
}

/** Fields and named items are made where they are missing, items at a place are not; below a null there is nothing. */
function addAt(node: Tree, [part, ...rest]: readonly string[], write: (old: Scalar) => Scalar): Tree {
  if (part === undefined && node.is === "scalar") return write(node);
  if (part === undefined || part === "*")
    throw new DoesNotBuild("value-field", "A ValueAddTransformer can only write into one plain value.", node);
  if (isNothing(node)) return node;
  const add = (item: Tree): Tree => addAt(item, rest, write);
  const isItem = /^(?:[-+]?\d+|-|\[.*\])$/s.test(part);
  if (isItem && node.is === "sequence") return inList(node, part, add);
  if (!isItem && node.is === "mapping") return withEntry(node, part, add(node.entries.get(part) ?? made(rest[0])));
  throw new DoesNotBuild("value-field", `A ValueAddTransformer looks for ${part} in what has no such thing.`, node);
}

function inList(list: Sequence, part: string, add: (item: Tree) => Tree): Tree {
  const { items } = list;
  const [, field, wanted = ""] = /^\[([^=]*)=(.*)\]$/s.exec(part) ?? [];
  const told = (item: Tree) => keyText(field ? entriesOf(item).get(field) : item);
  const at =
    field !== undefined
      ? items.findIndex((item) => told(item) === wanted)
      : part === "-"
        ? items.length - 1
        : Number(part);
  const item = items[at];
  if (item) return withItems(list, items.with(at, add(item)));
  if (field === undefined) return list;
  const text = madeScalar(meaningOf(wanted), { text: wanted });
  return withItems(list, [...items, add(field === "" ? text : madeMapping([[field, text]]))]);
}

function made(next: string | undefined): Tree {
  if (next === undefined) return madeScalar("");
  return /^(?:\+?\d+|\[.*\])$/s.test(next) ? madeSequence([]) : madeMapping([]);
}
