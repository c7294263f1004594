import { ok, type Result } from "../../result.ts";
import { normalPath } from "../files.ts";
import { withScope } from "../memo.ts";
import type { ManifestObject, Repository } from "../types.ts";
import { accumulate } from "./accumulate.ts";
import { DoesNotBuild, refusalOf } from "./broken.ts";
import { provenanceOf } from "./build-metadata.ts";
import { finished } from "./finish.ts";
import { addHashes } from "./hash.ts";
import { type Kustomization, loadKustomization } from "./kustomization-file.ts";
import { listedObjects } from "./listed.ts";
import { fixReferences } from "./name-references.ts";
import { inOrder } from "./order.ts";
import { toObject } from "./resource.ts";
import { resolveVariables } from "./variables.ts";

/**
 * What `kustomize build DIRECTORY` prints, each object with where it comes from;
 * or why it does not build. Files outside the directory may be read, as Flux allows.
 */
export function composeKustomization(repository: Repository, directory: string): Result<ManifestObject[]> {
  const path = normalPath(directory);
  try {
    if (path === undefined) throw new DoesNotBuild("outside", `${directory} is outside the repository.`);
    return ok([...composeLoaded(repository, loadKustomization(repository, path))]);
  } catch (error) {
    return refusalOf(error);
  }
}

/** Builds a kustomization that is already read (or made up by Flux). Throws DoesNotBuild. */
export function composeLoaded(given: Repository, kustomization: Kustomization): readonly ManifestObject[] {
  const repository = withScope(given);
  const listed = listedObjects(repository, kustomization);
  if (listed) return listed;
  const built = accumulate(repository, kustomization, [], undefined, provenanceOf(kustomization));
  addHashes({ resources: built.resources, kustomization });
  fixReferences(built.resources, built.settings);
  resolveVariables(built.resources, built.variables, built.settings);
  return inOrder(finished(built.resources, kustomization), kustomization.fields).map(toObject);
}
