import { documentsOf } from "../documents.ts";
import { entriesOf, itemsOf, scalarText, textAt } from "../tree.ts";
import type { Source, Tree } from "../types.ts";
import type { Schema } from "./merge-keys.ts";
import type { OwnSchemas } from "./schemas.ts";

/** Deeper than any API; a definition may name itself. */
const DEEPEST = 24;

/** The merge keys in an OpenAPI document that a kustomization names (`openapi.path`), and what it says of scopes. */
export function schemasIn(source: Source): OwnSchemas {
  const root = documentsOf(source)[0]?.root;
  return { byKind: mergeKeysIn(root), clusterScoped: clusterScopedIn(root) };
}

const SAID = new Map<string, Schema>();

/** A schema that a comment says, by itself. */
export function schemaSaidBy(text: string): Schema {
  let schema = SAID.get(text);
  if (!schema) {
    if (SAID.size > 500) SAID.clear();
    schema = schemaFrom(documentsOf({ file: "", text })[0]?.root, new Map(), 0) ?? {};
    SAID.set(text, schema);
  }
  return schema;
}

function mergeKeysIn(root: Tree | undefined): Map<string, Schema> {
  const definitions = entriesOf(entriesOf(root).get("definitions"));
  const found = new Map<string, Schema>();
  for (const definition of definitions.values()) {
    for (const gvk of itemsOf(entriesOf(definition).get("x-kubernetes-group-version-kind"))) {
      const schema = schemaFrom(definition, definitions, 0);
      if (schema) found.set(kindSaid(gvk), schema);
    }
  }
  return found;
}

/** Kinds that are listed at no path with a namespace in it. */
function clusterScopedIn(root: Tree | undefined): Set<string> {
  const [listed, namespaced] = [new Set<string>(), new Set<string>()];
  for (const [path, methods] of entriesOf(entriesOf(root).get("paths"))) {
    const gvk = entriesOf(entriesOf(methods).get("get")).get("x-kubernetes-group-version-kind");
    if (gvk) (path.includes("namespaces/{namespace}") ? namespaced : listed).add(kindSaid(gvk));
  }
  return new Set([...listed].filter((kind) => !namespaced.has(kind)));
}

function kindSaid(gvk: Tree): string {
  const group = textAt(gvk, "group") ?? "";
  return `${group === "" ? "" : `${group}/`}${textAt(gvk, "version") ?? ""} ${textAt(gvk, "kind") ?? ""}`;
}

function schemaFrom(said: Tree | undefined, definitions: ReadonlyMap<string, Tree>, depth: number): Schema | undefined {
  const reference = textAt(said, "$ref");
  const node = reference ? definitions.get(reference.replace(/^#\/definitions\//, "")) : said;
  if (!node || depth > DEEPEST) return undefined;
  const entries = entriesOf(node);
  const fields: Record<string, Schema> = {};
  for (const [name, property] of entriesOf(entries.get("properties"))) {
    const schema = schemaFrom(property, definitions, depth + 1);
    if (schema) fields[name] = schema;
  }
  const values = schemaFrom(entries.get("additionalProperties"), definitions, depth + 1);
  const items = schemaFrom(entries.get("items"), definitions, depth + 1);
  const keys = mergeKeys(said, node);
  if (!keys && !values && Object.keys(fields).length === 0) return undefined;
  return { fields, ...(values ? { values } : {}), ...(keys ? { keys, ...(items ? { items } : {}) } : {}) };
}

function mergeKeys(said: Tree | undefined, node: Tree): string[] | undefined {
  for (const tree of [said, node]) {
    const strategy = textAt(tree, "x-kubernetes-patch-strategy");
    if (!strategy?.split(",").includes("merge")) continue;
    const list = itemsOf(entriesOf(tree).get("x-kubernetes-list-map-keys"));
    if (list.length > 0) return list.map((key) => (key.is === "scalar" ? scalarText(key) : ""));
    const key = textAt(tree, "x-kubernetes-patch-merge-key");
    return key ? [key] : [];
  }
  return undefined;
}
