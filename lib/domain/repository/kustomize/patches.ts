import { brokenness } from "../documents.ts";
import { embedded, rootsIn, trimmed } from "../embedded.ts";
import { pathFrom, sourceOf } from "../files.ts";
import { entriesOf, isNothing, madeMapping, mapScalars, scalarText, textAt, withEntry, withoutEntry } from "../tree.ts";
import type { Layer, Mapping, Repository, Scalar, Sequence, Source, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Build, fileOf, layerAt, newBuild } from "./context.ts";
import { type Kustomization, readAsOld } from "./kustomization-file.ts";
import { checkUnique } from "./names.ts";
import { objectsIn } from "./objects-in.ts";
import { applyJsonPatch } from "./patch-json.ts";
import { printedAnew } from "./patch-marks.ts";
import { mergeStrategic } from "./patch-strategic.ts";
import { Targets, uniqueTarget } from "./patch-targets.ts";
import { patchedOnce } from "./patched-once.ts";
import { mayBeFetched } from "./remote-base.ts";
import { currentId, gvkOf, keyOfId, type Resource, rememberName, withMetadata } from "./resource.ts";
import { afterMerge, isClusterScopedIn } from "./schemas.ts";
import { selectorOf, selectResources } from "./selectors.ts";

/** One entry of `patches`: documents to merge, or operations of a JSON patch. */
type Patch = {
  readonly merges: readonly Mapping[];
  readonly operations?: readonly Tree[];
  readonly target: Tree | undefined;
  readonly nameChange: boolean;
  readonly kindChange: boolean;
  readonly said: Tree;
  readonly layer: Layer;
};

/** `patches:`, in order. */
export function transformPatches(build: Build, patches: readonly Tree[]): void {
  const targets = new Targets();
  for (const said of patches) applyPatch(build, readPatch(build, said), targets);
}

/** `patchesJson6902:`, which do not note what an object was called. */
export function transformJsonPatches(build: Build, patches: readonly Tree[]): void {
  for (const said of patches) {
    const patch = readPatch(build, said, embedded);
    if (!patch.operations)
      throw new DoesNotBuild("patch-unreadable", "What stands in patchesJson6902 must be a JSON patch.", said);
    applyOperations(build, patch, patch.operations, hasNotes);
  }
}

/** kustomize keeps what an object was called in its annotations, and that its name will get a hash. */
function hasNotes({ previous, prefixes, suffixes, hashed }: Resource): boolean {
  return previous.length > 0 || prefixes.length > 0 || suffixes.length > 0 || hashed;
}

/** `patchesStrategicMerge:` names a file, or is the patch itself. */
export function transformMergePatches(build: Build, patches: readonly Tree[]): void {
  const targets = new Targets();
  for (const said of patches) {
    if (said.is !== "scalar") continue;
    const path = pathFrom(build.kustomization.directory, scalarText(said));
    const file = path === undefined ? undefined : sourceOf(build.repository, path);
    const source = file ?? embedded(said);
    const layer = patchLayer(build, said, file);
    const merges = mergesOf(rootsOf(source, said), said).map(withTextLabels);
    applyPatch(build, { merges, target: undefined, nameChange: false, kindChange: false, said, layer }, targets);
  }
}

function patchLayer(build: Build, said: Tree, file: Source | undefined): Layer {
  if (file) return { kind: "patch", file: file.file, line: 1, column: 1, sentence: `The patch ${file.file}` };
  const { file: home } = build.kustomization;
  // Flux adds its own patches to the kustomization that it builds; they stand where the Flux Kustomization does.
  const where = said.source.file === home ? home : "the Flux Kustomization";
  return layerAt("patch", said, `A patch written in ${where || "the Flux Kustomization"}`, home);
}

function rootsOf(source: Source, said: Tree, as: "patch" | "settings" = "patch"): readonly Tree[] {
  const broken = brokenness(source, as);
  if (broken) throw new DoesNotBuild("broken-patch", broken.sentence, source.host ? said : broken.at);
  return rootsIn(source);
}

/** Objects that are patches; a patch may be a List of them. */
function mergesOf(roots: readonly Tree[], said: Tree): Mapping[] {
  const merges = objectsIn(roots, "patch").map((merge) => firstSaid(merge) as Mapping);
  if (merges.length === 0) throw new DoesNotBuild("empty-patch", "The patch is empty.", said);
  for (const merge of merges) {
    if (isNothing(merge.entries.get("kind")) || !textAt(merge, "metadata", "name"))
      throw new DoesNotBuild(
        "patch-unreadable",
        "The patch is neither an object with kind and name nor a JSON patch.",
        said,
      );
  }
  return merges;
}

/** Of keys that are written twice, kustomize takes what is said first while it merges. */
function firstSaid(node: Tree): Tree {
  if (!node.source.doubled || node.is === "scalar") return node;
  if (node.is === "sequence") return { ...node, items: node.items.map(firstSaid) };
  const entries = [...node.entries].map(([key, value]) => [key, firstSaid(node.doubled?.get(key) ?? value)] as const);
  return { ...node, entries: new Map(entries) };
}

function readPatch(build: Build, said: Tree, inside: (scalar: Scalar) => Source = trimmed): Patch {
  const inline = entriesOf(said).get("patch");
  const path = entriesOf(said).get("path");
  const hasInline = inline?.is === "scalar" && scalarText(inline).trim() !== "";
  const hasPath = path?.is === "scalar" && scalarText(path) !== "";
  if (hasInline === hasPath) {
    throw new DoesNotBuild(
      "patch-or-path",
      hasPath ? "A patch has both patch: and path:." : "A patch has neither patch: nor path:.",
      said,
    );
  }
  const file = hasPath ? fileOf(build, scalarText(path as Scalar), path as Scalar) : undefined;
  const source = file ?? inside(inline as Scalar);
  const layer = patchLayer(build, (inline ?? said) as Tree, file);
  const options = entriesOf(said).get("options");
  const flag = (name: string) => textAt(options, name) === "true";
  const common = {
    target: entriesOf(said).get("target"),
    nameChange: flag("allowNameChange"),
    kindChange: flag("allowKindChange"),
    said,
    layer,
  };
  const [first] = rootsOf(source, said, "settings");
  if (first?.is === "sequence" && first.items.length > 0)
    return { ...common, merges: [], operations: operationsOf(source, first, said) };
  // A file without a byte is a JSON patch that does nothing.
  if (source.text === "") return { ...common, merges: [], operations: [] };
  const merges = mergesOf(rootsOf(source, said), said);
  if (merges.length > 1 && !isNothing(common.target)) {
    throw new DoesNotBuild("patch-target", "A patch of several documents cannot have a target.", said);
  }
  return { ...common, merges };
}

/** What begins as JSON must be JSON. Anything else is read as YAML by the older library, to which `y` is true. */
function operationsOf(source: Source, list: Sequence, said: Tree): readonly Tree[] {
  if (source.text.startsWith("[")) {
    if (isJson(source.text)) return list.items;
    throw new DoesNotBuild("patch-unreadable", "The patch begins as JSON, but it is not JSON.", said);
  }
  return list.items.map((item) =>
    mapScalars(item, (scalar) => {
      if (typeof scalar.value !== "number" || Number.isFinite(scalar.value)) return readAsOld(scalar);
      throw new DoesNotBuild("patch-unreadable", `JSON has no word for ${scalar.text}.`, scalar);
    }),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The keys of those that a patch is for, where it names them itself. */
export function keysPatched(repository: Repository, kustomization: Kustomization, said: Tree): string[] | undefined {
  const { merges, operations, target, nameChange, kindChange } = readPatch(newBuild(repository, kustomization), said);
  if (operations || !isNothing(target) || nameChange || kindChange) return undefined;
  return merges.map((tree) => keyOfId(currentId({ tree })));
}

function applyPatch(build: Build, patch: Patch, targets: Targets): void {
  if (patch.operations) {
    const remembered = (resource: Resource) => {
      rememberName(resource);
      return true;
    };
    applyOperations(build, patch, patch.operations, remembered);
  }
  for (const merge of patch.merges) {
    if (isNothing(patch.target)) {
      const isClusterScoped = isClusterScopedIn(build.schemas, gvkOf(merge));
      const id = currentId({ tree: merge, ...(isClusterScoped ? { isClusterScoped } : {}) });
      const called = targets.called(build.resources, id);
      if (called.length === 0 && mayBeFetched(build.resources)) continue;
      mergeInto(build, uniqueTarget(called, id, patch.said), merge, patch);
    } else {
      const textual = withTextLabels(merge);
      for (const resource of selectResources(build.resources, selectorOf(patch.target), patch.said)) {
        mergeInto(build, resource, textual, patch);
      }
    }
  }
  if (patch.operations || patch.nameChange || patch.kindChange) targets.forget();
  // Only what patches its targets makes a new list of the objects, where no two may be called the same.
  const isChecked = (patch.nameChange || patch.kindChange) && !patch.operations && !isNothing(patch.target);
  if (isChecked) checkUnique(build.resources, "Renamed by a patch", patch.said);
}

function applyOperations(
  build: Build,
  patch: Patch,
  operations: readonly Tree[],
  isNoted: (resource: Resource) => boolean,
): void {
  if (isNothing(patch.target)) throw new DoesNotBuild("patch-target", "A JSON patch needs a target.", patch.said);
  for (const resource of selectResources(build.resources, selectorOf(patch.target), patch.said)) {
    const tree = isNoted(resource) ? withAnnotations(resource.tree) : resource.tree;
    const patched = applyJsonPatch(tree, operations, patch.layer);
    resource.tree = mapScalars(patched, printedAnew) as Mapping;
    checkIdentity(resource.tree, patch.said);
    resource.layers.push(patch.layer);
  }
}

/** kustomize keeps its notes in annotations while it builds, so a JSON patch always finds the field. */
function withAnnotations(tree: Mapping): Mapping {
  const metadata = tree.entries.get("metadata");
  if (metadata?.is !== "mapping" || !isNothing(metadata.entries.get("annotations"))) return tree;
  return withEntry(tree, "metadata", withEntry(metadata, "annotations", madeMapping([])));
}

function checkIdentity(tree: Mapping, said: Tree): void {
  if (!textAt(tree, "kind") || !textAt(tree, "metadata", "name"))
    throw new DoesNotBuild("patch-identity", "The patch takes the kind or the name of an object away.", said);
}

/**
 * With a target, or in patchesStrategicMerge, kustomize reads the patch's labels and annotations as texts first,
 * so that a `null` there does not remove a label but writes the word, and one for all of them says nothing.
 */
function withTextLabels(merge: Mapping): Mapping {
  const metadata = merge.entries.get("metadata");
  if (metadata?.is !== "mapping") return merge;
  let result = metadata;
  for (const field of ["labels", "annotations"]) {
    const pairs = metadata.entries.get(field);
    if (pairs === undefined) continue;
    if (pairs.is !== "mapping" || pairs.entries.size === 0) {
      result = withoutEntry(result, field);
      continue;
    }
    const texts = [...pairs.entries].map(([key, value]): [string, Tree] => [
      key,
      value.is === "scalar" ? { ...value, value: value.text } : value,
    ]);
    result = withEntry(result, field, { ...pairs, entries: new Map(texts) });
  }
  return withEntry(merge, "metadata", result);
}

function mergeInto(build: Build, resource: Resource, merge: Mapping, patch: Patch): void {
  const { tree } = resource;
  if (patch.nameChange || patch.kindChange) rememberName(resource);
  build.schemas = afterMerge(build.schemas);
  const schemas = build.schemas.own && build.schemas;
  const make = () => {
    const merged = mergeStrategic(tree, merge, patch.layer, schemas);
    return merged === undefined || merged.entries.size === 0 ? undefined : keepIdentity(merged, tree, patch);
  };
  const how = `${patch.nameChange} ${patch.kindChange} ${isNothing(patch.target)}`;
  const by = { merge, how, layer: patch.layer, schemas };
  // Of several in one patch all have to have the same layer.
  const patched = patch.merges.length === 1 ? patchedOnce(tree, by, make) : { tree: make(), layer: patch.layer };
  if (patched.tree === undefined) {
    build.resources = build.resources.filter((other) => other !== resource);
    return;
  }
  resource.tree = patched.tree;
  resource.layers.push(patched.layer);
}

/** A patch may not move an object; its name and kind only when its options say so. */
function keepIdentity(merged: Mapping, before: Mapping, patch: Patch): Mapping {
  const metadata = before.entries.get("metadata");
  const old = (field: string) => entriesOf(metadata).get(field) as Scalar | undefined;
  let tree = merged;
  const kind = before.entries.get("kind");
  const apiVersion = before.entries.get("apiVersion");
  if (!patch.kindChange && kind) tree = withEntry(tree, "kind", kind);
  if (!isNothing(patch.target) && apiVersion) tree = withEntry(tree, "apiVersion", apiVersion);
  if (!patch.nameChange) tree = withMetadata(tree, "name", old("name"));
  return withMetadata(tree, "namespace", old("namespace"));
}
