import { documentsOf } from "../documents.ts";
import { baseName, directoryOf, normalPath, sourceOf } from "../files.ts";
import { layerAt } from "../kustomize/context.ts";
import { objectOf } from "../objects.ts";
import { madeMapping, madeScalar, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository, Scalar, Tree } from "../types.ts";
import { isFluxKustomization } from "./kinds.ts";

/** A cluster as the repository shows it: where Flux begins to read. */
export type ClusterRoot = {
  readonly name: string;
  readonly path: string;
  readonly roots: readonly ManifestObject[];
  readonly reason: string;
};

/**
 * The clusters of a repository: a `gotk-sync.yaml` of `flux bootstrap`, or a
 * FluxInstance with `sync`, else the directories whose Flux Kustomizations nobody
 * else's path contains.
 */
export function clustersOf(repository: Repository): ClusterRoot[] {
  const synced = fromSyncFiles(repository);
  if (synced.length > 0) return synced;
  const instances = fromInstances(repository);
  if (instances.length > 0) return instances;
  return fromFolders(repository);
}

/** Objects as the files say them, without any composition. */
export function rawObjects(repository: Repository, file: string): ManifestObject[] {
  const source = sourceOf(repository, file);
  if (!source || !/\.ya?ml$/.test(file)) return [];
  return documentsOf(source).flatMap(({ root }) =>
    root.is === "mapping" ? [objectOf(root, [layerAt("resource", root, `Written in ${file}`)])] : [],
  );
}

function fromSyncFiles(repository: Repository): ClusterRoot[] {
  const found: ClusterRoot[] = [];
  for (const file of repository.files.keys()) {
    if (baseName(file) !== "gotk-sync.yaml") continue;
    const roots = rawObjects(repository, file).filter(isFluxKustomization);
    if (roots.length === 0) continue;
    const path = directoryOf(directoryOf(file));
    found.push({ name: baseName(path), path, roots, reason: `${file} was written by flux bootstrap.` });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function fromInstances(repository: Repository): ClusterRoot[] {
  const found: ClusterRoot[] = [];
  for (const file of repository.files.keys()) {
    if (!mentions(repository, file, "kind: FluxInstance")) continue;
    for (const object of rawObjects(repository, file)) {
      const path = textAt(object.tree, "spec", "sync", "path");
      if (object.kind !== "FluxInstance" || path === undefined) continue;
      const clean = normalPath(path) ?? "";
      found.push({
        name: baseName(clean),
        path: clean,
        roots: [instanceRoot(object)],
        reason: `The FluxInstance in ${file} reads ${path}.`,
      });
    }
  }
  return found;
}

function mentions(repository: Repository, file: string, text: string): boolean {
  return repository.files.get(file)?.includes(text) ?? false;
}

/** The Kustomization that flux-operator makes for `sync`. */
export function instanceRoot(instance: ManifestObject): ManifestObject {
  const sync = nodeAt(instance.tree, ["spec", "sync"]);
  const name = textAt(sync, "name") ?? instance.namespace;
  return rootObject(
    instance.namespace,
    name,
    nodeAt(sync, ["path"]) ?? madeScalar("./"),
    textAt(sync, "kind") ?? "GitRepository",
    instance.layers,
  );
}

export function rootObject(
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

/** A directory whose files hold Flux Kustomizations that lie in nobody's path begins a cluster. */
function fromFolders(repository: Repository): ClusterRoot[] {
  const all = [...repository.files.keys()].flatMap((file) =>
    mentions(repository, file, "kustomize.toolkit.fluxcd.io")
      ? rawObjects(repository, file)
          .filter(isFluxKustomization)
          .map((object) => ({ file, object }))
      : [],
  );
  const paths = all
    .map(({ object }) => normalPath(textAt(object.tree, "spec", "path") ?? ""))
    .filter((path): path is string => path !== undefined);
  const reached = (file: string): boolean => paths.some((path) => path !== "" && file.startsWith(`${path}/`));
  const found = new Map<string, ManifestObject[]>();
  for (const { file, object } of all) {
    if (reached(file)) continue;
    const directory = directoryOf(file);
    found.set(directory, [...(found.get(directory) ?? []), object]);
  }
  return [...found].map(([path, objects]) => ({
    name: baseName(path),
    path,
    roots: [folderRoot(path, objects)],
    reason: `No other Flux Kustomization reads the ones in ${path || "the root"}.`,
  }));
}

/** Whoever bootstrapped Flux elsewhere gave it this directory to read, under the source that its objects name. */
function folderRoot(path: string, objects: readonly ManifestObject[]): ManifestObject {
  const [first] = objects;
  const ref = first && nodeAt(first.tree, ["spec", "sourceRef"]);
  const name = textAt(ref, "name") ?? "flux-system";
  const namespace = textAt(ref, "namespace") ?? (first?.namespace || "flux-system");
  return rootObject(
    namespace,
    "flux-system",
    madeScalar(`./${path}`),
    textAt(ref, "kind") ?? "GitRepository",
    first?.layers ?? [],
    name,
  );
}
