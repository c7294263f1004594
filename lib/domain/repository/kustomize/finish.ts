import { entriesOf, madeScalar, textAt, withEntry, withoutEntry } from "../tree.ts";
import type { Mapping, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { finishNotes } from "./build-metadata.ts";
import type { Kustomization } from "./kustomization-file.ts";
import { labelsOf, nameOf, type Resource } from "./resource.ts";

const LOCAL = "config.kubernetes.io/local-config";

/** As they are printed, without those that are for kustomize alone. */
export function finished(resources: readonly Resource[], kustomization: Kustomization): Resource[] {
  for (const { tree } of resources) checkName(tree);
  const kept = resources.filter(({ tree }) => (labelsOf(tree, "annotations").get(LOCAL) ?? "false") === "false");
  finishNotes(kept, kustomization);
  for (const resource of kept) resource.tree = withTextAnnotations(resource.tree);
  return kept;
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
