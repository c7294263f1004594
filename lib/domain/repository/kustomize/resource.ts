import { objectOf } from "../objects.ts";
import { textAt, withEntry, withoutEntry } from "../tree.ts";
import type { Layer, ManifestObject, Mapping, Scalar } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { withoutNotedNodes } from "./one-node.ts";
import { isClusterScoped } from "./scopes.ts";

/**
 * An object while it is built. Its tree is shared and never changed in place; the
 * rest is kustomize's memory of what the object was called before, by which later
 * patches and references still find it.
 */
export type Resource = {
  tree: Mapping;
  layers: Layer[];
  previous: PreviousName[];
  prefixes: string[];
  suffixes: string[];
  /** A hash of its content goes behind its name at the end. */
  hashed: boolean;
  behavior: "create" | "merge" | "replace";
  /** Names of the `vars:` that speak of it. */
  variables: string[];
  /** Because a schema that the kustomization brings says so. */
  isClusterScoped?: true;
};

/** `namespace` is effective: `default` for none, NO_NAMESPACE for what has none. */
export type PreviousName = { kind: string; name: string; namespace: string };

export type Gvk = { group: string; version: string; kind: string };

export type ResourceId = Gvk & { name: string; namespace: string };

export const NO_NAMESPACE = "_non_namespaceable_";

export function resourceOf(tree: Mapping, layers: readonly Layer[]): Resource {
  return {
    tree,
    layers: [...layers],
    previous: [],
    prefixes: [],
    suffixes: [],
    hashed: false,
    behavior: "create",
    variables: [],
  };
}

/** A copy that can be built on without touching the one it was made from. */
export function copyOf(resource: Resource): Resource {
  return {
    ...resource,
    layers: [...resource.layers],
    previous: [...resource.previous],
    prefixes: [...resource.prefixes],
    suffixes: [...resource.suffixes],
    variables: [...resource.variables],
  };
}

export function toObject(resource: Resource): ManifestObject {
  return objectOf(resource.tree, resource.layers);
}

export function groupVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  if (slash !== -1) return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
  return apiVersion === "builtin" ? { group: apiVersion, version: "" } : { group: "", version: apiVersion };
}

const KINDS = new WeakMap<Mapping, Gvk>();
const IDS = new WeakMap<Mapping, ResourceId>();

export function gvkOf(tree: Mapping): Gvk {
  const known = KINDS.get(tree);
  if (known) return known;
  const gvk = { ...groupVersion(textAt(tree, "apiVersion") ?? ""), kind: textAt(tree, "kind") ?? "" };
  KINDS.set(tree, gvk);
  return gvk;
}

export function nameOf(tree: Mapping): string {
  return textAt(tree, "metadata", "name") ?? "";
}

export function namespaceOf(tree: Mapping): string {
  return textAt(tree, "metadata", "namespace") ?? "";
}

/** Asked for again and again while patches look for their objects; a tree is never changed, so it is worked out once. */
export function currentId({ tree, isClusterScoped }: Pick<Resource, "tree" | "isClusterScoped">): ResourceId {
  let id = IDS.get(tree);
  if (!id) {
    id = { ...gvkOf(tree), name: nameOf(tree), namespace: effectiveNamespace(tree) };
    IDS.set(tree, id);
  }
  return isClusterScoped ? { ...id, namespace: NO_NAMESPACE } : id;
}

export function originalId(resource: Resource): ResourceId {
  const [first] = resource.previous;
  return first ? { ...gvkOf(resource.tree), ...first } : currentId(resource);
}

export function previousIds(resource: Resource): ResourceId[] {
  const gvk = gvkOf(resource.tree);
  return resource.previous.map((previous) => ({ ...gvk, ...previous }));
}

export function effectiveNamespace(tree: Mapping): string {
  if (isClusterScoped(gvkOf(tree))) return NO_NAMESPACE;
  return namespaceOf(tree) || "default";
}

export function sameId(a: ResourceId, b: ResourceId): boolean {
  return (
    a.name === b.name &&
    a.kind === b.kind &&
    a.group === b.group &&
    a.version === b.version &&
    a.namespace === b.namespace
  );
}

/** The same for the same ids, as text. */
export function keyOfId(id: ResourceId): string {
  return `${id.group}/${id.version}/${id.kind}/${id.namespace}/${id.name}`;
}

/** As people say it: `HelmRelease apps/shop`. */
export function spoken(id: { kind: string; name: string; namespace: string }): string {
  const named = id.namespace === NO_NAMESPACE || id.namespace === "default" || id.namespace === "";
  return named ? `${id.kind} ${id.name}` : `${id.kind} ${id.namespace}/${id.name}`;
}

/** Remembers what the resource is called now, before that changes. */
export function rememberName(resource: Resource): void {
  const { kind, name, namespace } = currentId(resource);
  // kustomize keeps these in a list with commas, and panics when it reads it.
  if (name === "" || name.includes(","))
    throw new DoesNotBuild("name", `"${name}" is no name that a ${kind} can be remembered by.`, resource.tree);
  resource.previous.push({ kind, name, namespace });
  resource.tree = withoutNotedNodes(resource.tree);
}

export function withMetadata(tree: Mapping, field: string, value: Scalar | undefined): Mapping {
  const metadata = tree.entries.get("metadata");
  const map: Mapping =
    metadata?.is === "mapping"
      ? metadata
      : { is: "mapping", entries: new Map(), source: tree.source, start: tree.start, end: tree.start };
  return withEntry(tree, "metadata", value ? withEntry(map, field, value) : withoutEntry(map, field));
}

export function labelsOf(tree: Mapping, field: "labels" | "annotations"): Map<string, string> {
  const found = new Map<string, string>();
  const metadata = tree.entries.get("metadata");
  const map = metadata?.is === "mapping" ? metadata.entries.get(field) : undefined;
  if (map?.is !== "mapping") return found;
  for (const [key, value] of map.entries) {
    if (value.is === "scalar") found.set(key, value.value === null ? "" : String(value.value));
  }
  return found;
}
