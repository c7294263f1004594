import { baseName, byName, filesIn, foldersIn, kustomizationFilesIn, sourceOf } from "../files.ts";
import type { Kustomization } from "../kustomize/kustomization-file.ts";
import { resourcesOf } from "../kustomize/resources-in.ts";
import { madeMapping, madeScalar, madeSequence } from "../tree.ts";
import type { Repository } from "../types.ts";

/**
 * The kustomization that Flux makes up for a directory without one: every YAML
 * file below it, and a sub-directory with a kustomization of its own as a whole.
 * One file that is no Kubernetes object, and nothing of it builds.
 */
export function generateKustomization(repository: Repository, directory: string): Kustomization {
  const resources = walk(repository, directory).map((path) =>
    madeScalar(path.slice(directory === "" ? 0 : directory.length + 1)),
  );
  const fields = madeMapping([
    ["kind", madeScalar("Kustomization")],
    ["resources", madeSequence(resources)],
  ]);
  return { directory, file: "", kind: "Kustomization", fields };
}

function walk(repository: Repository, directory: string): string[] {
  const found: string[] = [];
  const entries = [
    ...filesIn(repository, directory).map((path) => ({ path, folder: false })),
    ...foldersIn(repository, directory).map((path) => ({ path, folder: true })),
  ];
  entries.sort((a, b) => byName(baseName(a.path), baseName(b.path)));
  for (const { path, folder } of entries) {
    if (!folder) {
      if (!/\.ya?ml$/.test(path)) continue;
      const source = sourceOf(repository, path);
      // Read here, so that the reason names the file and not the generated list.
      if (source) resourcesOf(source, undefined, "");
      found.push(path);
    } else if (kustomizationFilesIn(repository, path).length > 0) found.push(path);
    else found.push(...walk(repository, path));
  }
  return found;
}
