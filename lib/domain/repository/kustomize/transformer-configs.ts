import { brokenness, documentsOf } from "../documents.ts";
import { baseName, filesIn, isDirectory, pathFrom, sourceOf } from "../files.ts";
import { entriesOf, isNothing, itemsOf, madeMapping, scalarText, textAt } from "../tree.ts";
import type { Mapping, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { fromFile, generatedBy, noteTransformation } from "./build-metadata.ts";
import type { Build } from "./context.ts";
import type { FieldSpec } from "./field-specs.ts";
import { absorb, generate } from "./generators.ts";
import { transformImages } from "./images.ts";
import { addPairs, fieldSpecOf } from "./labels.ts";
import { transformNames } from "./names.ts";
import { transformNamespace } from "./namespace.ts";
import { embedded, transformMergePatches, transformPatches } from "./patches.ts";
import { transformReplacements } from "./replacements.ts";
import { transformReplicas } from "./replicas.ts";
import { gvkOf } from "./resource.ts";
import { afterMeeting } from "./schemas.ts";

/** `transformers:` and `generators:` name files that configure kustomize's own; others would be programs, which nobody runs. */
export function runConfigured(
  build: Build,
  said: readonly Tree[],
  use: "transformers" | "generators" | "validators",
  nested: (directory: string, said: Tree) => Mapping[],
): void {
  // kustomize gathers what is written in the kustomization itself before it reads any file.
  const inline = said.filter(isInline);
  for (const node of [...inline, ...said.filter((each) => !inline.includes(each))]) {
    for (const config of configsOf(build, node, nested)) HOW[use](build, config);
  }
}

function isInline(node: Tree): boolean {
  return node.is === "scalar" && documentsOf(embedded(node)).some(({ root }) => root.is === "mapping");
}

/** Validators look and change nothing; that they are programs is the usual case. */
const HOW = {
  transformers: (build: Build, config: Mapping): void => {
    transform(build, config);
    noteTransformation(build, { kind: textAt(config, "kind") ?? "", config });
  },
  generators: produce,
  validators: transform,
} as const;

function configsOf(build: Build, node: Tree, nested: (directory: string, said: Tree) => Mapping[]): Mapping[] {
  const text = node.is === "scalar" ? scalarText(node) : "";
  const path = pathFrom(build.kustomization.directory, text);
  const file = path === undefined ? undefined : sourceOf(build.repository, path);
  if (
    !file &&
    path !== undefined &&
    !isInline(node) &&
    isDirectory(build.repository, path) &&
    filesIn(build.repository, path).length > 0
  ) {
    return nested(path, node);
  }
  const source = file ?? (isInline(node) ? embedded(node as Scalar) : undefined);
  const place = file ? text : baseName(build.kustomization.file);
  if (!source) throw new DoesNotBuild("missing-file", `${text} does not exist.`, node);
  const broken = brokenness(source);
  if (broken) throw new DoesNotBuild("broken-yaml", broken.sentence, broken.at);
  const configs = documentsOf(source).flatMap(({ root }) => (root.is === "mapping" ? [root] : []));
  for (const config of configs) build.schemas = afterMeeting(build.schemas, gvkOf(config));
  return configs.map((config) => fromFile(build, config, place));
}

function produce(build: Build, config: Mapping): void {
  const kind = textAt(config, "kind");
  if (textAt(config, "apiVersion") !== "builtin" || (kind !== "ConfigMapGenerator" && kind !== "SecretGenerator"))
    throw foreign(config);
  const said = madeMapping([...config.entries, ...own(config, "name"), ...own(config, "namespace")], config);
  const made = generate(build, said, kind === "SecretGenerator" ? "Secret" : "ConfigMap", undefined);
  made.tree = generatedBy(build, made.tree, { kind, config });
  absorb(build, made, config);
}

/** What a configuration does not say itself is taken from its metadata. */
function own(config: Mapping, field: "name" | "namespace"): [string, Tree][] {
  const called = entriesOf(config.entries.get("metadata")).get(field);
  return called && !textAt(config, field) ? [[field, called]] : [];
}

function foreign(config: Mapping): DoesNotBuild {
  return new DoesNotBuild(
    "plugin",
    `${textAt(config, "kind") ?? "A plugin"} is not one of kustomize's own; it would be a program to run.`,
    config,
  );
}

type Transformer = (build: Build, config: Mapping, specs: readonly FieldSpec[] | undefined) => void;

const TRANSFORMERS: Readonly<Record<string, Transformer>> = {
  ImageTagTransformer: (build, { entries }, specs) =>
    transformImages(build, listOf(entries.get("imageTag")), specs ?? []),
  PatchTransformer: (build, config) => transformPatches(build, [config]),
  PatchJson6902Transformer: (build, config) => transformPatches(build, [withPatch(config)]),
  PatchStrategicMergeTransformer: mergePatches,
  NamespaceTransformer: intoNamespace,
  PrefixTransformer: (build, { entries }, specs) => transformNames(build, "prefix", entries.get("prefix"), specs),
  SuffixTransformer: (build, { entries }, specs) => transformNames(build, "suffix", entries.get("suffix"), specs),
  PrefixSuffixTransformer: (build, { entries }, specs) => {
    transformNames(build, "prefix", entries.get("prefix"), specs);
    transformNames(build, "suffix", entries.get("suffix"), specs);
  },
  LabelTransformer: (build, { entries }, specs) => addPairs(build, entries.get("labels"), specs ?? [], "labels"),
  AnnotationsTransformer: (build, { entries }, specs) =>
    addPairs(build, entries.get("annotations"), specs ?? [], "annotations"),
  ReplicaCountTransformer: (build, { entries }, specs) =>
    transformReplicas(build, listOf(entries.get("replica")), specs),
  ReplacementTransformer: (build, { entries }) => transformReplacements(build, itemsOf(entries.get("replacements"))),
};

function transform(build: Build, config: Mapping): void {
  const kind = textAt(config, "kind") ?? "";
  const transformer = Object.hasOwn(TRANSFORMERS, kind) ? TRANSFORMERS[kind] : undefined;
  if (textAt(config, "apiVersion") !== "builtin" || !transformer) throw foreign(config);
  const specs = config.entries.get("fieldSpecs");
  transformer(build, config, isNothing(specs) ? undefined : itemsOf(specs).map(fieldSpecOf));
}

function intoNamespace(build: Build, config: Mapping, specs: readonly FieldSpec[] | undefined): void {
  const subjects = textAt(config, "setRoleBindingSubjects");
  transformNamespace(build, entriesOf(config.entries.get("metadata")).get("namespace"), {
    unsetOnly: textAt(config, "unsetOnly") === "true",
    ...(subjects ? { subjects: subjects === "allServiceAccounts" ? "all" : subjects } : {}),
    ...(specs ? { fieldSpecs: specs } : {}),
  });
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
  transformMergePatches(build, itemsOf(config.entries.get("paths")));
  transformMergePatches(build, listOf(config.entries.get("patches")));
}
