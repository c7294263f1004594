import { ok, type Result, refuse } from "../../result.ts";
import { isDirectory, kustomizationFilesIn, pathFrom } from "../files.ts";
import { hunksBetween, withHunks } from "../hunks.ts";
import { isRemote } from "../kustomize/accumulate.ts";
import { DoesNotBuild, refusalOf } from "../kustomize/broken.ts";
import { composeLoaded } from "../kustomize/build.ts";
import { layerAt } from "../kustomize/context.ts";
import { type Kustomization, loadKustomization } from "../kustomize/kustomization-file.ts";
import { isSameLayer, withFormerOnes } from "../same-tree.ts";
import { entriesOf, isNothing, itemsOf, madeScalar, madeSequence, nodeAt, scalarText, textAt } from "../tree.ts";
import type { Layer, ManifestObject, Repository, Scalar, Tree } from "../types.ts";
import { fileOfObject, folderInSource, sourceKindOf } from "./artifact-root.ts";
import { addMetadata } from "./common-metadata.ts";
import { generateKustomization } from "./generate.ts";
import { type SubstitutionOptions, substitute, type Variables } from "./substitute.ts";

/**
 * What kustomize-controller would apply for one Flux Kustomization whose source is
 * `repository`: kustomize over its path with its own settings on top, then
 * `postBuild`. `vars` are the values of its `substituteFrom` objects; those of
 * `postBuild.substitute` are taken from the object itself and win over them.
 * What is as it was is the very object of `former`, so that whoever remembers something of it still does.
 */
export function buildFluxKustomization(
  repository: Repository,
  kustomization: ManifestObject,
  vars: Variables = new Map(),
  options: { missing?: SubstitutionOptions["missing"]; former?: readonly ManifestObject[] } = {},
): Result<ManifestObject[]> {
  const spec = nodeAt(kustomization.tree, ["spec"]);
  const { former = [] } = options;
  try {
    const directory = directoryOfSpec(repository, kustomization);
    const base = baseKustomization(repository, directory);
    const own = withSpec(base, spec, repository);
    const built = composeLoaded(repository, own);
    const layer = fluxLayer(kustomization);
    const common = nodeAt(spec, ["commonMetadata"]);
    if (common === undefined && isNothing(nodeAt(spec, ["postBuild"]))) return ok(layered(built, layer, former));
    const applied = built.map((object) => withLayer(object, layer));
    const result = substituteAll(applied, kustomization, vars, options.missing ?? "empty");
    if (!result.ok) return result;
    // It is added to what is applied in the end, so neither are its own variables set, nor does it say which ones are.
    const named = result.value.map((object) => addMetadata(object, common));
    return ok(withFormerOnes(named, former));
  } catch (error) {
    return refusalOf(error);
  }
}

function withLayer(object: ManifestObject, layer: Layer): ManifestObject {
  return { ...object, layers: [...object.layers, layer] };
}

const LAYERED = new WeakMap<readonly ManifestObject[], { built: readonly ManifestObject[]; layer: Layer }>();

/** Of thousands that are as they were built before, none is made anew. */
function layered(built: readonly ManifestObject[], layer: Layer, former: readonly ManifestObject[]): ManifestObject[] {
  const make = (object: ManifestObject) => withLayer(object, layer);
  const before = LAYERED.get(former);
  const hunks = before && isSameLayer(before.layer, layer) ? hunksBetween(before.built, built) : undefined;
  const known = hunks?.map(({ at, gone, come }) => ({
    at,
    gone: former.slice(at, at + gone.length),
    come: come.map(make),
  }));
  const all = withFormerOnes(known ? withHunks(former, known) : built.map(make), former);
  LAYERED.set(all, { built, layer });
  return all;
}

function directoryOfSpec(repository: Repository, kustomization: ManifestObject): string {
  const said = nodeAt(kustomization.tree, ["spec", "path"]);
  const path = said?.is === "scalar" ? scalarText(said) : "";
  const directory = folderInSource(repository, path, fileOfObject(kustomization), sourceKindOf(kustomization));
  if (!isDirectory(repository, directory)) {
    const at = said ?? nodeAt(kustomization.tree, ["spec"]);
    throw new DoesNotBuild("path-missing", `The path ${path || "."} does not exist in the source.`, at);
  }
  return directory;
}

function baseKustomization(repository: Repository, directory: string): Kustomization {
  if (kustomizationFilesIn(repository, directory).length > 0) return loadKustomization(repository, directory, true);
  return generateKustomization(repository, directory);
}

/** The settings of the Flux Kustomization, as it writes them into the kustomization.yaml before it builds. */
function withSpec(base: Kustomization, spec: Tree | undefined, repository: Repository): Kustomization {
  const fields = new Map(base.fields.entries);
  const extend = (field: string, more: readonly Tree[]): void => {
    if (more.length > 0) fields.set(field, madeSequence([...itemsOf(fields.get(field)), ...more], fields.get(field)));
  };
  const set = (field: string, from: string): void => {
    const node = nodeAt(spec, [from]);
    if (node?.is === "scalar" && scalarText(node) !== "") fields.set(field, node);
  };
  set("namespace", "targetNamespace");
  set("namePrefix", "namePrefix");
  set("nameSuffix", "nameSuffix");
  extend("patches", itemsOf(nodeAt(spec, ["patches"])));
  extend("patchesStrategicMerge", itemsOf(nodeAt(spec, ["patchesStrategicMerge"])));
  extend("patchesJson6902", itemsOf(nodeAt(spec, ["patchesJson6902"])));
  extend("components", componentsOf(base, spec, repository));
  mergeImages(fields, itemsOf(nodeAt(spec, ["images"])));
  if (fields.size === base.fields.entries.size && !fields.has("kind")) fields.set("kind", madeScalar("Kustomization"));
  return { ...base, fields: { ...base.fields, entries: fields } };
}

function componentsOf(base: Kustomization, spec: Tree | undefined, repository: Repository): Tree[] {
  const tolerant = textAt(spec, "ignoreMissingComponents") === "true";
  return itemsOf(nodeAt(spec, ["components"])).filter((said) => {
    const path = said.is === "scalar" ? scalarText(said) : "";
    if (isRemote(path))
      throw new DoesNotBuild(
        "remote-component",
        `The component ${path} is outside the repository; Flux does not allow that.`,
        said,
      );
    const full = pathFrom(base.directory, path);
    const there = full !== undefined && isDirectory(repository, full);
    if (!there && !tolerant) throw new DoesNotBuild("missing-file", `The component ${path} does not exist.`, said);
    return there;
  });
}

/** An image of the Flux Kustomization replaces the kustomization's own of that name. */
function mergeImages(fields: Map<string, Tree>, more: readonly Tree[]): void {
  if (more.length === 0) return;
  const images = [...itemsOf(fields.get("images"))];
  for (const image of more) {
    const index = images.findIndex((other) => textAt(other, "name") === textAt(image, "name"));
    if (index === -1) images.push(image);
    else images[index] = image;
  }
  fields.set("images", madeSequence(images, fields.get("images")));
}

export function fluxLayer(kustomization: ManifestObject): Layer {
  return layerAt(
    "flux",
    nodeAt(kustomization.tree, ["spec", "path"]) ?? kustomization.tree,
    `Applied by the Flux Kustomization ${kustomization.namespace}/${kustomization.name}`,
  );
}

/** Variables that the object itself sets. */
export function ownVariables(kustomization: ManifestObject): Map<string, Scalar> {
  const found = new Map<string, Scalar>();
  for (const [name, value] of entriesOf(nodeAt(kustomization.tree, ["spec", "postBuild", "substitute"]))) {
    if (value.is === "scalar") found.set(name, value);
  }
  return found;
}

function substituteAll(
  objects: readonly ManifestObject[],
  kustomization: ManifestObject,
  vars: Variables,
  missing: SubstitutionOptions["missing"],
): Result<ManifestObject[]> {
  const postBuild = nodeAt(kustomization.tree, ["spec", "postBuild"]);
  if (isNothing(postBuild)) return ok([...objects]);
  const layer = layerAt(
    "substitution",
    postBuild,
    `postBuild of the Flux Kustomization ${kustomization.namespace}/${kustomization.name} sets its variables`,
  );
  const variables = new Map([...vars, ...ownVariables(kustomization)]);
  const always = textAt(postBuild, "substituteStrategy") === "Always";
  const done: ManifestObject[] = [];
  for (const object of objects) {
    const result = substitute(object, variables, { missing, always, layer });
    if (!result.ok)
      return refuse(result.reason, result.sentence, layer.file ? { file: layer.file, line: layer.line } : undefined);
    done.push(result.value);
  }
  return ok(done);
}
