import { documentsOf } from "../documents.ts";
import { meaningOf } from "../scalars.ts";
import { entriesOf, isNothing, itemsOf, scalarText, textAt } from "../tree.ts";
import type { Layer, Mapping, Part, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Build, change, fileOf, layerAt } from "./context.ts";
import { nodeAtPath, replaceNodes, splitFieldPath } from "./field-paths.ts";
import { inPlaceOf, type NodesWritten, withNodes } from "./one-node.ts";
import { mayBeFetched } from "./remote-base.ts";
import { currentId, labelsOf, namespaceOf, previousIds, type Resource, type ResourceId } from "./resource.ts";
import { matchesLabels, type Selector, selectorOf } from "./selectors.ts";

/** `replacements:` copies a value of one object into fields of others. */
export function transformReplacements(build: Build, replacements: readonly Tree[]): void {
  for (const said of replacements) {
    const path = textAt(said, "path");
    if (path) for (const inner of fromFile(build, path, said)) replaceOne(build, inner);
    else replaceOne(build, said);
  }
}

function fromFile(build: Build, path: string, said: Tree): Tree[] {
  if (!isNothing(entriesOf(said).get("source")) || itemsOf(entriesOf(said).get("targets")).length > 0)
    throw new DoesNotBuild("replacement", "A replacement has both a path and a source or targets.", said);
  const root = documentsOf(fileOf(build, path, said))[0]?.root;
  if (root === undefined || root.is === "scalar")
    throw new DoesNotBuild("replacement", `${path} holds no replacements.`, said);
  return root.is === "sequence" ? [...root.items] : [root];
}

function replaceOne(build: Build, said: Tree): void {
  const source = entriesOf(said).get("source");
  const literal = entriesOf(said).get("sourceValue");
  const targets = entriesOf(said).get("targets");
  if ((isNothing(source) && isNothing(literal)) || isNothing(targets)) {
    throw new DoesNotBuild("replacement", "A replacement must have a source and targets.", said);
  }
  const value = literal?.is === "scalar" && isNothing(source) ? () => literal : sourceOf(build, source as Tree);
  const layer = layerAt(
    "replacement",
    said,
    `A replacement of ${build.kustomization.file} copies a value here`,
    build.kustomization.file,
  );
  for (const target of itemsOf(targets)) replaceIn(build, target, value, layer);
}

/** The value as it is whenever it is asked for: a replacement may change its own source, unless that is cut out of a text. */
function sourceOf(build: Build, source: Tree): () => Tree {
  const selector = selectorOf(source);
  const found = build.resources.filter((resource) => isCalled(resource, selector));
  const [only] = found;
  if (!only)
    throw new DoesNotBuild(
      mayBeFetched(build.resources) ? "remote-base" : "replacement-source",
      `Nothing is called ${selector.kind} ${selector.name}, from which a replacement takes its value.`,
      source,
    );
  if (found.length > 1)
    throw new DoesNotBuild(
      "replacement-source",
      `More than one object is a ${selector.kind} ${selector.name}.`,
      source,
    );
  const path = textAt(source, "fieldPath") || "metadata.name";
  const parts = splitFieldPath(path);
  const node = nodeAtPath(only.tree, parts);
  if (!node || isEmpty(node))
    throw new DoesNotBuild("replacement-field", `${selector.kind} ${selector.name} has no ${path}.`, source);
  const value = refined(node, entriesOf(source).get("options"));
  return () => (value === node ? (nodeAtPath(only.tree, parts) ?? node) : value);
}

/** An empty text is a value, an empty map or list is none. */
function isEmpty(node: Tree): boolean {
  if (node.is === "scalar") return isNothing(node);
  return (node.is === "mapping" ? node.entries.size : node.items.length) === 0;
}

/** The source is named exactly, by any name that it has had; what is not said fits all. */
function selectedById(id: ResourceId, selector: Selector): boolean {
  return (
    (["group", "version", "kind", "name"] as const).every(
      (field) => selector[field] === "" || selector[field] === id[field],
    ) &&
    (selector.namespace === "" || selector.namespace === id.namespace)
  );
}

function idsOf(resource: Resource): ResourceId[] {
  return [
    ...previousIds(resource),
    { ...currentId(resource), namespace: namespaceOf(resource.tree) || currentId(resource).namespace },
  ];
}

function refined(node: Tree, options: Tree | undefined): Tree {
  const delimiter = textAt(options, "delimiter") ?? "";
  if (delimiter === "") return node;
  if (node.is !== "scalar")
    throw new DoesNotBuild("replacement-delimiter", "Only a plain value can be cut at a delimiter.", options);
  const pieces = scalarText(node).split(delimiter);
  const index = Number(textAt(options, "index") ?? 0);
  const text = pieces[index];
  if (text === undefined || index < 0)
    throw new DoesNotBuild("replacement-index", `The value has no part ${index}.`, options);
  const from = pieces.slice(0, index).reduce((length, piece) => length + piece.length + delimiter.length, 0);
  return { ...node, value: text, text, style: "made", parts: [{ text, of: node, from }] };
}

function replaceIn(build: Build, target: Tree, value: () => Tree, layer: Layer): void {
  const select = entriesOf(target).get("select");
  if (isNothing(select))
    throw new DoesNotBuild("replacement-target", "A target of a replacement must say what it selects.", target);
  const selector = selectorOf(select);
  const rejects = itemsOf(entriesOf(target).get("reject")).map(selectorOf);
  const said = itemsOf(entriesOf(target).get("fieldPaths"));
  const paths =
    said.length === 0 ? ["metadata.name"] : said.map((node) => (node.is === "scalar" ? scalarText(node) : ""));
  for (const resource of build.resources) {
    const isMeant = hasLabels(resource, selector, target) && isCalled(resource, selector);
    if (!isMeant || rejects.some((reject) => isRejected(resource, reject, target))) continue;
    for (const path of paths) change(resource, replacedAt(resource.tree, path, target, value(), layer), layer);
  }
}

/** By what it is called, or by its labels: either is enough. */
function isRejected(resource: Resource, reject: Selector, at: Tree): boolean {
  const { labelSelector, annotationSelector, ...id } = reject;
  return (
    (Object.values(id).some((value) => value !== "") && isCalled(resource, reject)) ||
    (labelSelector + annotationSelector !== "" && hasLabels(resource, reject, at))
  );
}

function hasLabels({ tree }: Resource, { labelSelector, annotationSelector }: Selector, at: Tree): boolean {
  return (
    matchesLabels(labelSelector, labelsOf(tree, "labels"), at) &&
    matchesLabels(annotationSelector, labelsOf(tree, "annotations"), at)
  );
}

function isCalled(resource: Resource, selector: Selector): boolean {
  return idsOf(resource).some((id) => selectedById(id, selector));
}

function replacedAt(tree: Mapping, path: string, target: Tree, value: Tree, layer: Layer): Mapping {
  const options = entriesOf(target).get("options");
  const create = textAt(options, "create") === "true";
  const nodes: NodesWritten = new Map();
  const change = (old: Tree | undefined) => {
    const next = written(old, value, options, layer, path);
    return next.is === "scalar" && old?.is === "scalar" ? inPlaceOf(old, next, nodes) : next;
  };
  const changed = replaceNodes(tree, splitFieldPath(path), { create, change, at: target });
  if (changed === undefined)
    throw new DoesNotBuild(
      "replacement-field",
      `A replacement finds no ${path} in ${textAt(tree, "kind")} ${textAt(tree, "metadata", "name")}.`,
      target,
    );
  return withNodes(changed as Mapping, nodes);
}

function written(old: Tree | undefined, value: Tree, options: Tree | undefined, layer: Layer, path: string): Tree {
  const delimiter = textAt(options, "delimiter") ?? "";
  if (delimiter === "") {
    if (old !== undefined && old.is !== "scalar") return value;
    if (value.is === "scalar") {
      const parts = value.parts ?? [{ text: ownText(value), of: value }];
      return { ...placed(old, parts, value, layer, path), style: value.style };
    }
    // kustomize copies the text of what it finds, which a map or a list has none of.
    return old ? placed(old, [{ text: "" }], old, layer, path) : value;
  }
  if (old === undefined ? value.is !== "scalar" : old.is !== "scalar")
    throw new DoesNotBuild(
      "replacement-delimiter",
      "Only into a plain value can anything be put between delimiters.",
      options,
    );
  const own: Part = value.is === "scalar" ? { text: ownText(value), of: value } : { text: "" };
  const [before, like] = [old as Scalar | undefined, (old ?? value) as Scalar];
  return placed(before, spliced(before, own, delimiter, Number(textAt(options, "index") ?? 0)), like, layer, path);
}

/** As it is written: a date is a text like any other. */
function ownText(value: Scalar): string {
  return typeof value.value === "string" && value.style !== "plain" ? value.value : value.text;
}

function placed(old: Scalar | undefined, parts: readonly Part[], like: Scalar, layer: Layer, path: string): Scalar {
  const text = parts.map((part) => part.text).join("");
  const value = old ? typedLike(old, text, layer) : isLabel(path) ? text : meaningOf(text);
  return { ...like, value, text, parts, style: "made", by: layer, ...(old ? { before: old } : {}) };
}

function isLabel(path: string): boolean {
  return /^\.?metadata\.(?:labels|annotations)\./.test(path);
}

/** The text goes over, the type is that of what was there; where the text is nothing of that type, it does not build. */
function typedLike(old: Scalar, text: string, layer: Layer): Scalar["value"] {
  // What an image is changed to has no type of its own: where it stands without quotes, it is read as YAML.
  if (old.by?.kind === "images" && old.printed === "plain") return meaningOf(text);
  const wanted = typeOf(old.value, old.text, old.style === "plain");
  if (wanted === "text" || (wanted === "null" && text === "")) return text;
  const value = meaningOf(text);
  const got = typeOf(value, text, true);
  if (got === wanted || (wanted === "float" && got === "int")) return value;
  throw new DoesNotBuild("replacement-type", `A replacement puts "${text}" where there is ${old.text || "nothing"}.`, {
    file: layer.file,
    line: layer.line,
  });
}

function typeOf(value: Scalar["value"], text: string, isPlain: boolean): string {
  if (typeof value === "number") return /^[-+]?\d[\d_]*$|^[-+]?0[box]/i.test(text) ? "int" : "float";
  if (typeof value !== "string") return String(value === null ? "null" : "boolean");
  return isPlain && value !== text ? "date" : "text";
}

function spliced(old: Scalar | undefined, own: Part, delimiter: string, index: number): Part[] {
  const pieces: Part[] = [];
  let from = 0;
  for (const text of (old ? scalarText(old) : "").split(delimiter)) {
    pieces.push(old ? { text, of: old, from } : { text });
    from += text.length + delimiter.length;
  }
  if (index < 0) pieces.unshift(own);
  else if (index >= pieces.length) pieces.push(own);
  else pieces[index] = own;
  return pieces.flatMap((piece, at) => (at === 0 ? [piece] : [{ text: delimiter }, piece]));
}
