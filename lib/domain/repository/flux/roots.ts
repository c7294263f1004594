import { documentsOf } from "../documents.ts";
import { allFolders, baseName, byName, directoryOf, sourceOf } from "../files.ts";
import { DoesNotBuild } from "../kustomize/broken.ts";
import { layerAt, newBuild } from "../kustomize/context.ts";
import { transformPatches } from "../kustomize/patches.ts";
import { resourceOf, toObject } from "../kustomize/resource.ts";
import { objectOf } from "../objects.ts";
import { itemsOf, madeMapping, madeScalar, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository, Scalar, Tree } from "../types.ts";
import { fileOfObject, folderInSource, sourceKindOf } from "./artifact-root.ts";
import { isFluxKustomization, keyOf } from "./kinds.ts";
import { readFrom } from "./read-from.ts";

/** Where Flux may begin to read, as far as nothing in the repository says so. */
export type UnsaidRoot = {
  readonly name: string;
  readonly path: string;
  readonly root: ManifestObject;
  readonly reason: string;
  /** It applies itself, so it is no guess that Flux begins there. */
  readonly appliesItself?: true;
};

/** The Kustomization that flux-operator makes for `sync`. */
export function instanceRoot(instance: ManifestObject): ManifestObject {
  const sync = nodeAt(instance.tree, ["spec", "sync"]);
  const name = textAt(sync, "name") ?? instance.namespace;
  const root = rootObject(
    instance.namespace,
    name,
    nodeAt(sync, ["path"]) ?? madeScalar("./"),
    textAt(sync, "kind") ?? "GitRepository",
    instance.layers,
  );
  return itemsOf(nodeAt(instance.tree, ["spec", "kustomize", "patches"])).reduce(patchedBy, root);
}

/** The patches of an instance are for all that flux-operator makes, controllers above all: what does not fit the root is for others. */
function patchedBy(root: ManifestObject, patch: Tree): ManifestObject {
  const nowhere = { directory: "", file: "", kind: "Kustomization" as const, fields: madeMapping([]) };
  const build = newBuild({ files: new Map() }, nowhere);
  build.resources = [resourceOf(root.tree, root.layers)];
  try {
    transformPatches(build, [patch]);
  } catch (error) {
    if (error instanceof DoesNotBuild) return root;
    throw error;
  }
  const [patched] = build.resources;
  return patched ? toObject(patched) : root;
}

function rootObject(
  namespace: string,
  name: string,
  path: Tree,
  sourceKind: string,
  layers: ManifestObject["layers"],
  source = name,
): ManifestObject {
  const text = (value: string): Scalar => madeScalar(value);
  const tree = madeMapping([
    ["apiVersion", text("kustomize.toolkit.fluxcd.io/v1")],
    ["kind", text("Kustomization")],
    [
      "metadata",
      madeMapping([
        ["name", text(name)],
        ["namespace", text(namespace)],
      ]),
    ],
    [
      "spec",
      madeMapping([
        ["path", path],
        [
          "sourceRef",
          madeMapping([
            ["kind", text(sourceKind)],
            ["name", text(source)],
          ]),
        ],
      ]),
    ],
  ]);
  return objectOf(tree, layers);
}

type Written = { readonly file: string; readonly object: ManifestObject };

/**
 * One that takes its own file in and that nobody else applies is what bootstrap leaves, by whatever name. Else a
 * directory whose files hold Flux Kustomizations that no other one reads begins a cluster.
 */
export function unsaidRoots(repository: Repository): UnsaidRoot[] {
  const all = [...repository.files.keys()].flatMap((file) => writtenIn(repository, file));
  const readers = readersOf(repository, all);
  const themselves = all.filter((each) => appliesItself(each, readers.get(each.file) ?? []));
  if (themselves.length > 0) return themselves.flatMap((each) => ownRoot(repository, each, all));
  const unread = all.filter(({ file }) => !readers.get(file)?.some((reader) => reader.file !== file));
  const byFolder = Map.groupBy(unread, ({ file }) => directoryOf(file));
  return outermost([...byFolder.keys()]).map((path) => ({
    name: baseName(path),
    path,
    root: folderRoot(
      path,
      (byFolder.get(path) ?? []).map(({ object }) => object),
    ),
    reason: `No other Flux Kustomization reads the ones in ${path || "the root"}.`,
  }));
}

/** The Flux Kustomizations of a file as it says them, without any composition. */
function writtenIn(repository: Repository, file: string): Written[] {
  if (!/\.ya?ml$/.test(file) || file.includes(".github/")) return [];
  const source = sourceOf(repository, file);
  if (!source?.text.includes("kustomize.toolkit.fluxcd.io")) return [];
  return documentsOf(source)
    .flatMap(({ root }) =>
      root.is === "mapping" ? objectOf(root, [layerAt("resource", root, `Written in ${file}`)]) : [],
    )
    .filter(isFluxKustomization)
    .map((object) => ({ file, object }));
}

/** Of each file with Flux Kustomizations, which of them read it. */
function readersOf(repository: Repository, all: readonly Written[]): ReadonlyMap<string, readonly Written[]> {
  const files = new Set(all.map(({ file }) => file));
  const readers = new Map<string, Written[]>();
  for (const each of all) {
    const read = new Set<string>();
    for (const path of pathsOf(repository, each.object)) for (const file of readFrom(repository, path)) read.add(file);
    for (const file of read) if (files.has(file)) readers.set(file, [...(readers.get(file) ?? []), each]);
  }
  return readers;
}

/** Which cluster's it is, is said by a path without variables. Others of its name are what it is patched together from. */
function appliesItself(each: Written, readers: readonly Written[]): boolean {
  const isItself = readers.includes(each) && !textAt(each.object.tree, "spec", "path")?.includes("${");
  return isItself && readers.every(({ object }) => keyOf(object) === keyOf(each.object));
}

function ownRoot(repository: Repository, { file, object }: Written, all: readonly Written[]): UnsaidRoot[] {
  const [path] = pathsOf(repository, object);
  if (path === undefined) return [];
  const namesakes = [object, ...all.map((other) => other.object).filter((other) => keyOf(other) === keyOf(object))];
  const ref = namesakes.map(({ tree }) => nodeAt(tree, ["spec", "sourceRef"])).find((each) => textAt(each, "name"));
  const root = rootObject(
    object.namespace,
    object.name,
    madeScalar(`./${path}`),
    textAt(ref, "kind") ?? "GitRepository",
    object.layers,
    textAt(ref, "name") ?? "flux-system",
  );
  const reason = `The Flux Kustomization ${object.name} in ${file} applies itself.`;
  return [{ name: baseName(path), path, root, reason, appliesItself: true }];
}

/** A path may hold variables, which stand for any one folder. */
function pathsOf(repository: Repository, object: ManifestObject): string[] {
  const said = textAt(object.tree, "spec", "path");
  if (said === undefined || said === "") return [];
  const path = folderInSource(repository, said, fileOfObject(object), sourceKindOf(object));
  if (!path.includes("${")) return path === "" ? [] : [path];
  const parts = path.split("/");
  return allFolders(repository).filter((folder) => {
    const own = folder.split("/");
    return own.length === parts.length && parts.every((part, index) => part.includes("${") || part === own[index]);
  });
}

/** A folder inside another one is read with it. */
function outermost(folders: readonly string[]): string[] {
  return folders
    .filter((folder) => !folders.some((other) => other !== folder && (other === "" || folder.startsWith(`${other}/`))))
    .sort(byName);
}

const FETCHED = new Set(["GitRepository", "OCIRepository", "Bucket"]);

/**
 * Whoever bootstrapped Flux elsewhere gave it this directory to read, under the
 * source that its objects name; one that they make themselves is another one.
 */
export function folderRoot(path: string, objects: readonly ManifestObject[]): ManifestObject {
  const [first] = objects;
  const refs = objects
    .map((object) => nodeAt(object.tree, ["spec", "sourceRef"]))
    .filter((ref) => FETCHED.has(textAt(ref, "kind") ?? ""));
  const ref = refs.find((candidate) => textAt(candidate, "name") === "flux-system") ?? refs[0];
  const name = textAt(ref, "name") ?? "flux-system";
  const namespace = textAt(ref, "namespace") ?? (first?.namespace || "flux-system");
  const layers = first?.layers ?? [];
  return rootObject(
    namespace,
    baseName(path) || "flux-system",
    madeScalar(`./${path}`),
    textAt(ref, "kind") ?? "GitRepository",
    layers,
    name,
  );
}
