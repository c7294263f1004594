import { documentsOf } from "../documents.ts";
import { filesIn, foldersIn, isDirectory, kustomizationFilesIn, pathFrom, sourceOf } from "../files.ts";
import { entriesOf, itemsOf, scalarText, textAt } from "../tree.ts";
import type { Repository, Tree } from "../types.ts";

/** Files that a kustomization takes in, from its path on. */
export function readFrom(repository: Repository, path: string): ReadonlySet<string> {
  const read = new Set<string>();
  const seen = new Set<string>();
  const todo = [path];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (repository.files.has(at)) read.add(at);
    const [kustomization] = kustomizationFilesIn(repository, at);
    if (kustomization === undefined) {
      if (isDirectory(repository, at)) todo.push(...filesIn(repository, at), ...foldersIn(repository, at));
      continue;
    }
    const source = sourceOf(repository, kustomization);
    const root = source && documentsOf(source)[0]?.root;
    for (const said of pathsIn(root)) {
      const next = pathFrom(at, said);
      if (next !== undefined) todo.push(next);
    }
  }
  return read;
}

/** What a kustomization names: inline patches are no paths, and lead nowhere. */
function pathsIn(root: Tree | undefined): string[] {
  const lists = ["resources", "bases", "components", "patchesStrategicMerge"].flatMap((field) =>
    itemsOf(entriesOf(root).get(field)),
  );
  const patches = ["patches", "patchesJson6902"].flatMap((field) => itemsOf(entriesOf(root).get(field)));
  return [
    ...lists.flatMap((node) => (node.is === "scalar" ? [scalarText(node)] : [])),
    ...patches.flatMap((node) => textAt(node, "path") ?? []),
  ];
}
