import { entriesOf, textAt } from "../tree.ts";
import type { Tree } from "../types.ts";
import { noteTransformation } from "./build-metadata.ts";
import { runConfigured } from "./configured.ts";
import type { Build } from "./context.ts";
import { transformImages } from "./images.ts";
import { listField } from "./kustomization-file.ts";
import { transformAnnotations, transformCommonLabels, transformLabels } from "./labels.ts";
import { transformNames } from "./names.ts";
import { transformNamespace } from "./namespace.ts";
import { transformJsonPatches, transformMergePatches, transformPatches } from "./patches.ts";
import { transformReplacements } from "./replacements.ts";
import { transformReplicas } from "./replicas.ts";
import type { Resource } from "./resource.ts";

/** Everything that changes what is there, in kustomize's fixed order; the file's own order does not matter. */
export function runTransformers(build: Build, nested: (directory: string, said: Tree) => Resource[]): void {
  const { fields } = build.kustomization;
  const node = (field: string) => fields.entries.get(field);
  const list = (field: string) => listField(build.kustomization, field);
  const isSaid = (field: string) => (textAt(fields, field) ?? "") !== "";
  const hasPairs = (field: string) => entriesOf(node(field)).size > 0;
  one(build, "PatchStrategicMergeTransformer", list("patchesStrategicMerge").length > 0, () =>
    transformMergePatches(build, list("patchesStrategicMerge")),
  );
  each(build, "PatchTransformer", list("patches"), transformPatches);
  one(build, "NamespaceTransformer", isSaid("namespace"), () => transformNamespace(build, node("namespace")));
  one(build, "PrefixTransformer", isSaid("namePrefix"), () => transformNames(build, "prefix", node("namePrefix")));
  one(build, "SuffixTransformer", isSaid("nameSuffix"), () => transformNames(build, "suffix", node("nameSuffix")));
  each(build, "LabelTransformer", list("labels"), transformLabels);
  one(build, "LabelTransformer", hasPairs("commonLabels") || list("labels").length > 0, () =>
    transformCommonLabels(build),
  );
  one(build, "AnnotationsTransformer", hasPairs("commonAnnotations"), () => transformAnnotations(build));
  each(build, "PatchJson6902Transformer", list("patchesJson6902"), transformJsonPatches);
  each(build, "ReplicaCountTransformer", list("replicas"), transformReplicas);
  each(build, "ImageTagTransformer", [...list("images"), ...list("imageTags")], transformImages);
  one(build, "ReplacementTransformer", list("replacements").length > 0, () =>
    transformReplacements(build, list("replacements")),
  );
  runConfigured(build, list("transformers"), "transformers", nested);
  runConfigured(build, list("validators"), "validators", nested);
}

/** One transformer, where there is anything for it to do. */
function one(build: Build, kind: string, wanted: boolean, transform: () => void): void {
  if (!wanted) return;
  transform();
  noteTransformation(build, { kind });
}

/** A transformer for each item. Where nobody notes them they go together, and look things up together. */
function each(
  build: Build,
  kind: string,
  items: readonly Tree[],
  transform: (build: Build, items: readonly Tree[]) => void,
): void {
  if (!build.provenance) transform(build, items);
  else for (const item of items) one(build, kind, true, () => transform(build, [item]));
}
