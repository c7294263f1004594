import { pathFrom, sourceOf } from "../files.ts";
import { positionIn } from "../positions.ts";
import type { Layer, LayerKind, Repository, Source, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import type { Provenance } from "./build-metadata.ts";
import type { FieldSpec } from "./field-specs.ts";
import type { Kustomization } from "./kustomization-file.ts";
import { gvkOf, type Resource } from "./resource.ts";
import { afterMeeting, isClusterScopedIn, NOTHING_SAID, type Schemas } from "./schemas.ts";

/** What one kustomization works on. `resources` are this build's own copies. */
export type Build = {
  readonly repository: Repository;
  readonly kustomization: Kustomization;
  resources: Resource[];
  readonly settings: Settings;
  variables: Variable[];
  schemas: Schemas;
  /** Where this is, as the outermost kustomization sees it, if that has it noted. */
  readonly provenance?: Provenance | undefined;
};

export function newBuild(
  repository: Repository,
  kustomization: Kustomization,
  schemas: Schemas = NOTHING_SAID,
  provenance?: Provenance,
): Build {
  return { repository, kustomization, resources: [], settings: noSettings(), variables: [], schemas, provenance };
}

/** Field specs beside the built-in ones, from `configurations`; they travel outwards with the resources. */
export type Settings = {
  images: FieldSpec[];
  namePrefix: FieldSpec[];
  nameSuffix: FieldSpec[];
  namespace: FieldSpec[];
  commonLabels: FieldSpec[];
  labels: FieldSpec[];
  templateLabels: FieldSpec[];
  commonAnnotations: FieldSpec[];
  replicas: FieldSpec[];
  varReference: FieldSpec[];
  nameReference: { group?: string; version?: string; kind?: string; fieldSpecs: FieldSpec[] }[];
};

export type Variable = { name: string; node: Tree };

export function noSettings(): Settings {
  return {
    images: [],
    namePrefix: [],
    nameSuffix: [],
    namespace: [],
    commonLabels: [],
    labels: [],
    templateLabels: [],
    commonAnnotations: [],
    replicas: [],
    varReference: [],
    nameReference: [],
  };
}

export function mergeSettings(into: Settings, more: Settings): void {
  for (const key of Object.keys(more) as (keyof Settings)[]) {
    const list = into[key] as unknown[];
    const known = new Set(list.map((spec) => JSON.stringify(spec)));
    for (const spec of more[key]) if (!known.has(JSON.stringify(spec))) list.push(spec);
  }
}

/** A layer at the line of `node`, or of the kustomization that works. */
export function layerAt(kind: LayerKind, node: Tree | undefined, sentence: string, file = ""): Layer {
  let source: Source | undefined = node?.source;
  let start = node?.start ?? 0;
  while (source?.host) {
    start = source.host.start;
    source = source.host.source;
  }
  if (!source || source.file === "") return { kind, file, sentence };
  return { kind, file: source.file, ...positionIn(source, start), sentence };
}

/**
 * How an object is listed. Of a Flux Kustomization only the file is told, and not the line: nobody is shown it, and each
 * line that is written above would make another one of it.
 */
export function listedBy(layer: Layer): (resource: Pick<Resource, "tree">) => Layer {
  const { kind, file, sentence } = layer;
  const bare = { kind, file, sentence };
  return ({ tree }) => (isListedByFile(tree) ? bare : layer);
}

export function isListedByFile(tree: Resource["tree"]): boolean {
  const { group, kind } = gvkOf(tree);
  return kind === "Kustomization" && group === "kustomize.toolkit.fluxcd.io";
}

/** A file that the kustomization names, relative to its directory. */
export function fileOf(build: Build, path: string, at: Tree): Source {
  const full = pathFrom(build.kustomization.directory, path);
  const source = full === undefined ? undefined : sourceOf(build.repository, full);
  if (!source) throw new DoesNotBuild("missing-file", `${path} does not exist.`, at);
  return source;
}

/** New resources, of kinds that kustomize may not know. */
export function meet(build: Pick<Build, "schemas">, resources: readonly Resource[]): void {
  for (const resource of resources) {
    const gvk = gvkOf(resource.tree);
    build.schemas = afterMeeting(build.schemas, gvk);
    if (isClusterScopedIn(build.schemas, gvk)) resource.isClusterScoped = true;
  }
}

/** Replaces a resource's tree, and notes the layer when that changed anything. */
export function change(resource: Resource, tree: Resource["tree"], layer: Layer): void {
  if (tree === resource.tree) return;
  resource.tree = tree;
  if (!resource.layers.includes(layer)) resource.layers.push(layer);
}
