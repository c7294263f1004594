import { documentsOf } from "../documents.ts";
import { embedded } from "../embedded.ts";
import { baseName, filesIn, isDirectory, pathFrom, sourceOf } from "../files.ts";
import { sameData, scalarText, textAt } from "../tree.ts";
import type { Mapping, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { fromFile, noteTransformation } from "./build-metadata.ts";
import { type Build, meet } from "./context.ts";
import { produce } from "./generator-configs.ts";
import type { Resource } from "./resource.ts";
import { append, resourcesOf } from "./resources-in.ts";
import { transform } from "./transformer-configs.ts";

/** `transformers:` and `generators:` name files that configure kustomize's own; others would be programs, which nobody runs. */
export function runConfigured(
  build: Build,
  said: readonly Tree[],
  use: "transformers" | "generators" | "validators",
  nested: (directory: string, said: Tree) => Resource[],
): void {
  // kustomize gathers what is written in the kustomization itself before it reads any file.
  const inline = said.filter(isInline);
  const configs: { resources: Resource[] } = { resources: [] };
  for (const node of [...inline, ...said.filter((each) => !inline.includes(each))])
    append(configs, configsOf(build, node, nested), node);
  for (const { tree } of configs.resources) HOW[use](build, tree);
}

function isInline(node: Tree): boolean {
  if (node.is !== "scalar") return false;
  return scalarText(node) === "" || documentsOf(embedded(node)).some(({ root }) => root.is === "mapping");
}

const HOW = { transformers: transformNoted, generators: produce, validators: validate } as const;

function transformNoted(build: Build, config: Mapping): void {
  transform(build, config);
  noteTransformation(build, { kind: textAt(config, "kind") ?? "", config });
}

/** Validators look and may change nothing, not even what kustomize remembers; that they are programs is the usual case. */
function validate(build: Build, config: Mapping): void {
  const before = build.resources.map(({ tree, previous }) => ({ tree, names: previous.length }));
  transform(build, config);
  const isSame =
    build.resources.length === before.length &&
    build.resources.every(
      ({ tree, previous }, i) => previous.length === before[i]?.names && sameData(tree, before[i]?.tree),
    );
  if (!isSame) throw new DoesNotBuild("validator", "A validator changes objects, which it must not.", config);
}

function configsOf(build: Build, node: Tree, nested: (directory: string, said: Tree) => Resource[]): Resource[] {
  const text = node.is === "scalar" ? scalarText(node) : "";
  const path = pathFrom(build.kustomization.directory, text);
  const file = path === undefined || text === "" ? undefined : sourceOf(build.repository, path);
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
  const configs = resourcesOf(source, node, build.kustomization.file);
  meet(build, configs);
  for (const config of configs) config.tree = fromFile(build, config.tree, place);
  return configs;
}
