import type { Mapping, Tree } from "../types.ts";
import type { Build } from "./context.ts";
import { transformImages } from "./images.ts";
import { listField } from "./kustomization-file.ts";
import { transformAnnotations, transformLabels } from "./labels.ts";
import { transformNames } from "./names.ts";
import { transformNamespace } from "./namespace.ts";
import { transformMergePatches, transformPatches } from "./patches.ts";
import { transformReplacements } from "./replacements.ts";
import { transformReplicas } from "./replicas.ts";
import { runConfigured } from "./transformer-configs.ts";

/** Everything that changes what is there, in kustomize's fixed order; the file's own order does not matter. */
export function runTransformers(build: Build, nested: (directory: string, said: Tree) => Mapping[]): void {
  const { fields } = build.kustomization;
  transformMergePatches(build, listField(build.kustomization, "patchesStrategicMerge"));
  transformPatches(build, listField(build.kustomization, "patches"));
  transformNamespace(build, fields.entries.get("namespace"));
  transformNames(build, "prefix", fields.entries.get("namePrefix"));
  transformNames(build, "suffix", fields.entries.get("nameSuffix"));
  transformLabels(build);
  transformAnnotations(build);
  transformPatches(build, listField(build.kustomization, "patchesJson6902"));
  transformReplicas(build, listField(build.kustomization, "replicas"));
  transformImages(build, [...listField(build.kustomization, "images"), ...listField(build.kustomization, "imageTags")]);
  transformReplacements(build, listField(build.kustomization, "replacements"));
  runConfigured(build, listField(build.kustomization, "transformers"), "transformers", nested);
  runConfigured(build, listField(build.kustomization, "validators"), "validators", nested);
}
