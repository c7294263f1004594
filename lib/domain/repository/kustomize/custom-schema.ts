import { documentsOf } from "../documents.ts";
import { entriesOf, itemsOf, scalarText, textAt } from "../tree.ts";
import type { Source, Tree } from "../types.ts";
import type { Schema } from "./merge-keys.ts";

/** Schemas by `apiVersion kind`. */
export type Schemas = ReadonlyMap<string, Schema>;

/** Those of the Kubernetes that kustomize carries, asked for by their version. */
export const BUILT_IN: Schemas = new Map();

/** Deeper than any API; a definition may name itself. */
const DEEPEST = 24;

/**
 * The merge keys in an OpenAPI document that a kustomization names (`openapi.path`).
 * It takes the place of what kustomize has built in, for all kinds.
 */
export function schemasIn(source: Source): Schemas {
  const root = documentsOf(source)[0]?.root;
  const definitions = entriesOf(entriesOf(root).get("definitions"));
  const found = new Map<string, Schema>();
  for (const definition of definitions.values()) {
    for (const gvk of itemsOf(entriesOf(definition).get("x-kubernetes-group-version-kind"))) {
      const group = textAt(gvk, "group") ?? "";
      const apiVersion = `${group === "" ? "" : `${group}/`}${textAt(gvk, "version") ?? ""}`;
      const schema = schemaFrom(definition, definitions, 0);
      if (schema) found.set(`${apiVersion} ${textAt(gvk, "kind") ?? ""}`, schema);
    }
  }
  return found;
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
