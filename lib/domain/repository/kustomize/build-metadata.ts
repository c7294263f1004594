import { documentsOf } from "../documents.ts";
import { baseName, KUSTOMIZATION_FILES } from "../files.ts";
import { printsPlain } from "../plain-text.ts";
import { entriesOf, isNothing, itemsOf, madeMapping, madeScalar, textAt, withEntry, withoutEntry } from "../tree.ts";
import type { Mapping, Tree } from "../types.ts";
import { type Build, layerAt } from "./context.ts";
import type { Kustomization } from "./kustomization-file.ts";
import { addPairs } from "./labels.ts";
import { withoutNotedNodes } from "./one-node.ts";
import type { Resource } from "./resource.ts";

/**
 * `buildMetadata:` of the outermost kustomization has kustomize write down where objects come from and what worked on
 * them, whichever of the two it asks for. It does so in their annotations while it builds, where patches find them, and
 * takes out at the end what was not asked for. An object without an origin is taken for the work of whoever comes next.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/resource/origin.go
 */
export type Provenance = { readonly path: string; readonly at: Tree };

const ORIGIN = "config.kubernetes.io/origin";
const TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations";

/** Annotations that kustomize keeps its own notes in, and takes out whoever wrote them. */
const NOTES = [
  ...["path", "index", "seqindent", "id", "annotations-migration-resource-id"].map(
    (name) => `internal.config.kubernetes.io/${name}`,
  ),
  "config.kubernetes.io/path",
  "config.kubernetes.io/index",
  "config.k8s.io/id",
];

export function provenanceOf({ fields }: Kustomization): Provenance | undefined {
  const said = fields.entries.get("buildMetadata");
  return said && itemsOf(said).length > 0 ? { path: "", at: said } : undefined;
}

export function provenanceBelow(provenance: Provenance | undefined, path: string): Provenance | undefined {
  return provenance && { ...provenance, path: joined(provenance.path, path) };
}

/** Paths are told from where the outermost kustomization is, as they are spelled on the way. */
function joined(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/") || ".";
}

/** An object of a file. */
export function fromFile({ provenance }: Build, tree: Mapping, path: string): Mapping {
  return provenance ? noted(tree, ORIGIN, `path: ${spell(joined(provenance.path, path))}\n`, provenance) : tree;
}

/** What a field of the kustomization does (`builtin`), or a configuration that it names. */
export type Doer = { readonly kind: string; readonly config?: Mapping };

export function generatedBy(build: Build, tree: Mapping, doer: Doer): Mapping {
  const { provenance } = build;
  return provenance && origin(tree) === undefined ? noted(tree, ORIGIN, textOf(build, doer), provenance) : tree;
}

/** After each transformer, whether it changed anything or not. */
export function noteTransformation(build: Build, doer: Doer): void {
  const { provenance } = build;
  if (!provenance) return;
  const text = textOf(build, doer);
  const item = `- ${text.replace(/\n(?!$)/g, "\n  ")}`;
  for (const resource of build.resources) {
    const { tree } = resource;
    resource.tree =
      origin(tree) === undefined
        ? noted(tree, ORIGIN, text, provenance)
        : noted(tree, TRANSFORMATIONS, `${annotation(tree, TRANSFORMATIONS) ?? ""}${item}`, provenance);
  }
}

function textOf(build: Build, { kind, config }: Doer): string {
  const { file } = build.kustomization;
  const own = joined(build.provenance?.path ?? "", file === "" ? KUSTOMIZATION_FILES[0] : baseName(file));
  const where = config ? pathIn(config) : own;
  const by = config
    ? [
        ["apiVersion", textAt(config, "apiVersion")],
        ["kind", kind],
        ["name", textAt(config, "metadata", "name")],
        ["namespace", textAt(config, "metadata", "namespace")],
      ]
    : [
        ["apiVersion", "builtin"],
        ["kind", kind],
      ];
  const lines = by.flatMap(([key, value]) => (value ? [`  ${key}: ${spell(value)}\n`] : []));
  return `${where ? `configuredIn: ${spell(where)}\n` : ""}configuredBy:\n${lines.join("")}`;
}

function pathIn(config: Mapping): string | undefined {
  const text = origin(config);
  return text === undefined ? undefined : textAt(documentsOf({ file: "", text })[0]?.root, "path");
}

function spell(text: string): string {
  return printsPlain(text) ? text : JSON.stringify(text);
}

function origin(tree: Mapping): string | undefined {
  return annotation(tree, ORIGIN);
}

function annotation(tree: Mapping, key: string): string | undefined {
  return textAt(tree, "metadata", "annotations", key);
}

function noted(said: Mapping, key: string, text: string, { at }: Provenance): Mapping {
  const tree = withoutNotedNodes(said);
  const metadata = tree.entries.get("metadata");
  const map = metadata?.is === "mapping" ? metadata : madeMapping([], tree);
  const old = map.entries.get("annotations");
  const annotations = old?.is === "mapping" ? old : madeMapping([], tree);
  const layer = layerAt("annotations", at, "buildMetadata of the kustomization has this noted");
  const note = withEntry(annotations, key, madeScalar(text, { by: layer }));
  return withEntry(tree, "metadata", withEntry(map, "annotations", note));
}

/** What a generator is merged into keeps the origin that it has. */
export function originKept(old: Mapping): [string, Tree][] {
  const kept = entriesOf(entriesOf(old.entries.get("metadata")).get("annotations")).get(ORIGIN);
  return kept ? [[ORIGIN, kept]] : [];
}

const MANAGED_BY = "app.kubernetes.io/managed-by";

/** kustomize knows its own version only where its project released it; in kubectl and in Flux it says this. */
const UNRELEASED = "kustomize-(devel)";

/** What the outermost kustomization asks for, once everything else is done. */
export function finishNotes(resources: readonly Resource[], { fields }: Kustomization): void {
  const said = fields.entries.get("buildMetadata");
  const wanted = new Set(itemsOf(said).map((option) => textAt(option)));
  if (wanted.has("managedByLabel")) {
    const pairs = madeMapping([[MANAGED_BY, madeScalar(UNRELEASED)]], said);
    addPairs({ resources }, pairs, [{ path: "metadata/labels", create: true }], "labels");
  }
  const unwanted = [
    ...NOTES,
    ...(wanted.has("originAnnotations") ? [] : [ORIGIN]),
    ...(wanted.has("transformerAnnotations") ? [] : [TRANSFORMATIONS]),
  ];
  for (const resource of resources) takeOut(resource, unwanted);
}

function takeOut(resource: Resource, keys: readonly string[]): void {
  const metadata = resource.tree.entries.get("metadata");
  let annotations = entriesOf(metadata).get("annotations");
  if (metadata?.is !== "mapping" || isNothing(annotations) || annotations?.is !== "mapping") return;
  for (const key of keys) if (annotations.entries.has(key)) annotations = withoutEntry(annotations, key);
  if (annotations !== metadata.entries.get("annotations"))
    resource.tree = withEntry(resource.tree, "metadata", withEntry(metadata, "annotations", annotations));
}
