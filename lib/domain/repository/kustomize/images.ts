import { isNothing, scalarText, textAt } from "../tree.ts";
import type { Layer, Mapping, Part, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Build, change, layerAt } from "./context.ts";
import { changeAt, type FieldSpec, specs } from "./field-specs.ts";
import { printedAs } from "./patch-marks.ts";
import { regularExpression } from "./selectors.ts";

const LISTS = ["containers[]/image", "initContainers[]/image"];
const IMAGE_SPECS: readonly FieldSpec[] = specs(
  "*",
  LISTS.flatMap((list) => [`spec/${list}`, `spec/template/spec/${list}`]),
);

/** `images:` of a kustomization: the name is a regular expression; tag and digest replace both. */
export function transformImages(
  build: Build,
  images: readonly Tree[],
  fieldSpecs: readonly FieldSpec[] = build.settings.images,
): void {
  for (const image of images) {
    const name = textAt(image, "name") ?? "";
    const layer = layerAt("images", image, `images: of the kustomization sets ${name}`, build.kustomization.file);
    for (const resource of build.resources) {
      let tree = resource.tree;
      if (textAt(tree, "kind") === "CustomResourceDefinition") continue;
      tree = inContainers(tree, image, layer) as Mapping;
      for (const spec of [...IMAGE_SPECS, ...fieldSpecs]) {
        tree = changeAt(tree, spec, (node) => withImage(imageText(node as Tree), image, layer));
      }
      change(resource, tree, layer);
    }
  }
}

/** Anything in a list called containers or initContainers, wherever it is: custom resources too. */
function inContainers(node: Tree, image: Tree, layer: Layer): Tree {
  if (node.is === "scalar") return node;
  if (node.is === "sequence") {
    const items = node.items.map((item) => inContainers(item, image, layer));
    return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
  }
  let entries: Map<string, Tree> | undefined;
  for (const [key, value] of node.entries) {
    let next = inContainers(value, image, layer);
    if ((key === "containers" || key === "initContainers") && next.is === "sequence") next = inList(next, image, layer);
    if (next !== value) {
      entries ??= new Map(node.entries);
      entries.set(key, next);
    }
  }
  return entries ? { ...node, entries } : node;
}

function inList(list: Tree, image: Tree, layer: Layer): Tree {
  if (list.is !== "sequence") return list;
  const items = list.items.map((item): Tree => {
    if (item.is !== "mapping") throw notAnImage("An item of containers", item);
    const found = item.entries.get("image");
    if (found === undefined || isNothing(found)) return item;
    const said = imageText(found);
    const next = withImage(said, image, layer);
    return next === said ? item : { ...item, entries: new Map(item.entries).set("image", next) };
  });
  return items.some((item, index) => item !== list.items[index]) ? { ...list, items } : list;
}

function imageText(node: Tree): Scalar {
  if (node.is !== "scalar") throw notAnImage("An image", node);
  return node;
}

/** Where images are set, kustomize wants every container to be one, whatever the kind. */
function notAnImage(what: string, node: Tree): DoesNotBuild {
  return new DoesNotBuild("image-shape", `${what} has a shape that images: of a kustomization cannot change.`, node);
}

/** `[[host[:port]/]path/]name[:tag][@digest]`, as kustomize cuts it. */
export function splitImage(image: string): { name: string; tag: string; digest: string } {
  const slash = image.indexOf("/");
  const from = Math.max(slash, 0);
  const at = image.indexOf("@", from);
  const colon = image.indexOf(":", from);
  if (at === -1 && colon === -1) return { name: image, tag: "", digest: "" };
  if (at !== -1 && (colon === -1 || at < colon))
    return { name: image.slice(0, at), tag: "", digest: image.slice(at + 1) };
  if (at !== -1) return { name: image.slice(0, colon), tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
  return { name: image.slice(0, colon), tag: image.slice(colon + 1), digest: "" };
}

function withImage(said: Scalar, image: Tree, layer: Layer): Scalar {
  const value = scalarText(said);
  const pattern = textAt(image, "name") ?? "";
  const expression = regularExpression(`^${pattern}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`, image);
  if (!expression.test(value)) return said;
  const { name, tag, digest } = splitImage(value);
  const parts: Part[] = [fieldPart(image, "newName") ?? cut(said, 0, name)];
  const newTag = fieldPart(image, "newTag");
  const newDigest = fieldPart(image, "digest");
  const suffix = fieldPart(image, "tagSuffix");
  if (newTag) parts.push({ text: ":" }, newTag);
  else if (!newDigest && tag !== "") parts.push({ text: ":" }, cut(said, name.length + 1, tag));
  if (!newTag && !newDigest && suffix) parts.push(...(tag === "" ? [{ text: ":" }] : []), suffix);
  if (newDigest) parts.push({ text: "@" }, newDigest);
  else if (!newTag && !suffix && digest !== "")
    parts.push({ text: "@" }, cut(said, value.length - digest.length, digest));
  const text = parts.map((part) => part.text).join("");
  // Who says the same again decides as well: what it says is what moves. An image is met by several rules, and counts once.
  const isSaidHere = parts.some((part) => part.of !== undefined && part.of !== said);
  if (text === value && (said.by === layer || !isSaidHere)) return said;
  return { ...said, value: text, text, style: "made", printed: printedAs(said), parts, by: layer, before: said };
}

function cut(said: Scalar, from: number, text: string): Part {
  return { text, of: said, from };
}

function fieldPart(image: Tree, field: string): Part | undefined {
  const node = image.is === "mapping" ? image.entries.get(field) : undefined;
  if (node?.is !== "scalar" || node.value === null || node.value === "") return undefined;
  return { text: scalarText(node), of: node };
}
