import { entriesOf, isNothing, itemsOf, madeMapping, mapScalars, scalarText, textAt } from "../tree.ts";
import type { Mapping, Tree } from "../types.ts";
import { DoesNotBuild, foreign } from "./broken.ts";
import type { Build } from "./context.ts";
import type { FieldSpec } from "./field-specs.ts";
import { addHashes } from "./hash.ts";
import { transformImages } from "./images.ts";
import { addPairs, fieldSpecOf } from "./labels.ts";
import { transformNames } from "./names.ts";
import { transformNamespace } from "./namespace.ts";
import { transformJsonPatches, transformMergePatches, transformPatches } from "./patches.ts";
import { transformReplacements } from "./replacements.ts";
import { transformReplicas } from "./replicas.ts";
import { addValue } from "./value-add.ts";

type Transformer = (build: Build, config: Mapping, specs: readonly FieldSpec[] | undefined) => void;

const TRANSFORMERS: Readonly<Record<string, Transformer>> = {
  ImageTagTransformer: (build, { entries }, specs) =>
    transformImages(build, listOf(entries.get("imageTag")), specs ?? []),
  PatchTransformer: (build, config) => transformPatches(build, [config]),
  PatchJson6902Transformer: (build, config) => transformJsonPatches(build, [withPatch(config)]),
  PatchStrategicMergeTransformer: mergePatches,
  NamespaceTransformer: intoNamespace,
  PrefixTransformer: (build, config, specs) => affix(build, config, ["prefix"], specs),
  SuffixTransformer: (build, config, specs) => affix(build, config, ["suffix"], specs),
  PrefixSuffixTransformer: (build, config, specs) => affix(build, config, ["prefix", "suffix"], specs),
  HashTransformer: addHashes,
  LabelTransformer: (build, { entries }, specs) =>
    addPairs(build, textsOf(entries.get("labels")), specs ?? [], "labels"),
  AnnotationsTransformer: (build, { entries }, specs) =>
    addPairs(build, textsOf(entries.get("annotations")), specs ?? [], "annotations"),
  ReplicaCountTransformer: (build, { entries }, specs) =>
    transformReplicas(build, listOf(entries.get("replica")), specs ?? []),
  ValueAddTransformer: addValue,
  ReplacementTransformer: (build, { entries }) => transformReplacements(build, itemsOf(entries.get("replacements"))),
};

/** `transformers:` of kustomize's own. */
export function transform(build: Build, config: Mapping): void {
  const kind = textAt(config, "kind") ?? "";
  const transformer = Object.hasOwn(TRANSFORMERS, kind) ? TRANSFORMERS[kind] : undefined;
  if (textAt(config, "apiVersion") !== "builtin" || !transformer) throw foreign(config);
  const specs = config.entries.get("fieldSpecs");
  transformer(build, config, isNothing(specs) ? undefined : itemsOf(specs).map(fieldSpecOf));
}

function affix(
  build: Build,
  config: Mapping,
  affixes: readonly ("prefix" | "suffix")[],
  specs: readonly FieldSpec[] | undefined,
): void {
  if (!specs) throw new DoesNotBuild("field-specs", "A transformer of names must say its fieldSpecs.", config);
  for (const each of affixes) transformNames(build, each, config.entries.get(each), specs);
}

function intoNamespace(build: Build, config: Mapping, specs: readonly FieldSpec[] | undefined): void {
  const subjects = textAt(config, "setRoleBindingSubjects");
  if (subjects && !["allServiceAccounts", "defaultOnly", "none"].includes(subjects))
    throw new DoesNotBuild("subjects", `setRoleBindingSubjects cannot be ${subjects}.`, config);
  transformNamespace(build, entriesOf(config.entries.get("metadata")).get("namespace"), {
    unsetOnly: textAt(config, "unsetOnly") === "true",
    ...(subjects ? { subjects: subjects === "allServiceAccounts" ? "all" : subjects } : {}),
    fieldSpecs: specs ?? [],
  });
}

/** Such a configuration is read into texts, whatever they look like. */
function textsOf(pairs: Tree | undefined): Tree | undefined {
  return pairs && mapScalars(pairs, (scalar) => ({ ...scalar, value: scalarText(scalar) }));
}

function listOf(node: Tree | undefined): Tree[] {
  return node === undefined || isNothing(node) ? [] : [node];
}

/** `jsonOp` is what `patch` is elsewhere. */
function withPatch(config: Mapping): Mapping {
  const operations = config.entries.get("jsonOp");
  return operations ? madeMapping([...config.entries, ["patch", operations]], config) : config;
}

function mergePatches(build: Build, config: Mapping): void {
  if (itemsOf(config.entries.get("paths")).length === 0 && !textAt(config, "patches"))
    throw new DoesNotBuild("empty-patch", "There is no patch.", config);
  transformMergePatches(build, itemsOf(config.entries.get("paths")));
  transformMergePatches(build, listOf(config.entries.get("patches")));
}
