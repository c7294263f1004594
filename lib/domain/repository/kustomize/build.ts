import { ok, type Result } from "../../result.ts";
import { normalPath } from "../files.ts";
import { withScope } from "../memo.ts";
import { entriesOf, madeScalar, textAt, withEntry, withoutEntry } from "../tree.ts";
import type { ManifestObject, Mapping, Repository, Tree } from "../types.ts";
import { accumulate } from "./accumulate.ts";
import { DoesNotBuild, refusalOf } from "./broken.ts";
import { finishNotes, provenanceOf } from "./build-metadata.ts";
import { addHashes } from "./hash.ts";
import { type Kustomization, loadKustomization } from "./kustomization-file.ts";
import { fixReferences } from "./name-references.ts";
import { inOrder } from "./order.ts";
import { labelsOf, nameOf, toObject } from "./resource.ts";
import { resolveVariables } from "./variables.ts";

/**
 * What `kustomize build DIRECTORY` prints, each object with where it comes from;
 * or why it does not build. Files outside the directory may be read, as Flux allows.
 */
export function composeKustomization(repository: Repository, directory: string): Result<ManifestObject[]> {
  const path = normalPath(directory);
  try {
    if (path === undefined) throw new DoesNotBuild("outside", `${directory} is outside the repository.`);
    return ok(composeLoaded(repository, loadKustomization(repository, path)));
  } catch (error) {
    return refusalOf(error);
  }
}

const LOCAL = "config.kubernetes.io/local-config";

/** Builds a kustomization that is already read (or made up by Flux). Throws DoesNotBuild. */
export function composeLoaded(repository: Repository, kustomization: Kustomization): ManifestObject[] {
  const provenance = provenanceOf(kustomization);
  const built = accumulate(withScope(repository), kustomization, [], undefined, provenance);
  addHashes({ resources: built.resources, kustomization });
  fixReferences(built.resources, built.settings);
  resolveVariables(built.resources, built.variables, built.settings);
  for (const { tree } of built.resources) checkName(tree);
  const kept = built.resources.filter(
    (resource) => (labelsOf(resource.tree, "annotations").get(LOCAL) ?? "false") === "false",
  );
  finishNotes(kept, kustomization);
  for (const resource of kept) resource.tree = withTextAnnotations(resource.tree);
  return inOrder(kept, kustomization.fields).map(toObject);
}

/** A replacement can take it away. */
function checkName(tree: Mapping): void {
  if (nameOf(tree) === "" && !textAt(tree, "kind")?.endsWith("List"))
    throw new DoesNotBuild("no-name", `A ${textAt(tree, "kind")} has no name when it is built.`, tree);
}

/** kustomize keeps notes among the annotations, and leaves only texts behind when it takes them out. */
function withTextAnnotations(tree: Mapping): Mapping {
  const metadata = tree.entries.get("metadata");
  const said = entriesOf(metadata).get("annotations");
  if (said === undefined || metadata?.is !== "mapping") return tree;
  if (said.is !== "mapping" || said.entries.size === 0)
    return withEntry(tree, "metadata", withoutEntry(metadata, "annotations"));
  if ([...said.entries.values()].every((value) => value.is === "scalar" && value.value === value.text)) return tree;
  const texts = [...said.entries].map(([key, value]): [string, Tree] => [
    key,
    value.is !== "scalar"
      ? madeScalar("")
      : typeof value.value === "string" && value.style !== "plain"
        ? value
        : { ...value, value: value.text },
  ]);
  return withEntry(tree, "metadata", withEntry(metadata, "annotations", { ...said, entries: new Map(texts) }));
}
