import { clampedPath, directoryOf, isDirectory } from "../files.ts";
import { textAt } from "../tree.ts";
import type { ManifestObject, Repository } from "../types.ts";

/**
 * The folder that a path of a Flux object leads to. A Git source holds the whole repository; an artifact often holds
 * one folder of it (`flux push artifact --path=./deploy`), and its paths begin there. Which one is written down nowhere
 * but in the pipeline that pushes it, so of the folders that the object lies in the outermost is taken that has such a path.
 */
export function folderInSource(repository: Repository, path: string, file: string, kind: string | undefined): string {
  const said = clampedPath(path);
  if ((kind !== "OCIRepository" && kind !== "Bucket") || isDirectory(repository, said)) return said;
  return (
    foldersAbove(file)
      .map((folder) => `${folder}/${said}`.replace(/\/$/, ""))
      .find((folder) => isDirectory(repository, folder)) ?? said
  );
}

/** From the outside in, without the repository's root. */
function foldersAbove(file: string): string[] {
  const parts = directoryOf(file).split("/");
  return parts.map((_, i) => parts.slice(0, i + 1).join("/")).filter((folder) => folder !== "");
}

/** The file that a Flux object is written in. */
export function fileOfObject({ layers: [written] }: ManifestObject): string {
  return written?.file ?? "";
}

export function sourceKindOf({ tree }: ManifestObject): string | undefined {
  return textAt(tree, "spec", "sourceRef", "kind");
}
