import { isNothing, textAt, withItems } from "../tree.ts";
import type { Layer, Mapping, Scalar, Sequence, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { schemaSaidBy } from "./custom-schema.ts";
import type { Schema } from "./merge-keys.ts";
import { inPlaceOf, type NodesWritten, withNodes } from "./one-node.ts";
import { mergeByKeys, mergeSets } from "./patch-lists.ts";
import { DIRECTIVE, type Directed, directed, markedBy, writtenBy } from "./patch-marks.ts";
import { NOTHING_SAID, type Schemas, schemaIn } from "./schemas.ts";

/**
 * Strategic merge as kustomize does it (kyaml's walk and merge2), with what is
 * peculiar to it: the walk goes through the whole object, also where the patch says
 * nothing; what is added is walked over itself, so that its own `null`s and
 * directives act; lists of kinds without schema are taken as they are.
 */
export function mergeStrategic(target: Mapping, patch: Mapping, layer: Layer, schemas?: Schemas): Mapping | undefined {
  const merge = new Merge(layer, schemas ?? NOTHING_SAID);
  // kustomize goes on with what it had, where it is given another object for the whole.
  if (directed(patch).directive === "replace") return target;
  const merged = merge.mapping(target, patch, merge.ownSchema(target));
  return merged && withNodes(merged, merge.written);
}

export class Merge {
  readonly layer: Layer;
  readonly schemas: Schemas;
  readonly written: NodesWritten = new Map();

  constructor(layer: Layer, schemas: Schemas) {
    this.layer = layer;
    this.schemas = schemas;
  }

  /** Where nothing is known of a field, an object in it is merged by its own kind. */
  ownSchema(...nodes: readonly (Tree | undefined)[]): Schema | undefined {
    for (const node of nodes) {
      const [apiVersion, kind] = [textAt(node, "apiVersion"), textAt(node, "kind")];
      const schema = apiVersion && kind ? schemaIn(this.schemas, apiVersion, kind) : undefined;
      if (schema) return schema;
    }
    return undefined;
  }

  /** Undefined where nothing is left. */
  walk(target: Tree | undefined, patch: Tree | undefined, schema: Schema | undefined): Tree | undefined {
    if (isNothing(target) && isNothing(patch)) return patch === undefined && saysNull(target) ? target : undefined;
    const shape = isNothing(target) ? (patch as Tree).is : (target as Tree).is;
    if (patch !== undefined && !isNothing(patch) && patch.is !== shape) throw wrongShape(patch, target as Tree);
    if (shape === "scalar") return this.scalar(target, patch);
    const said = schemaSaid(target) ?? schemaSaid(patch) ?? schema;
    if (shape === "mapping") {
      const known = said ?? this.ownSchema(target, patch);
      return this.mapping(target as Mapping | undefined, patch as Mapping | undefined, known);
    }
    return this.sequence(target as Sequence | undefined, patch as Sequence | undefined, said);
  }

  scalar(target: Tree | undefined, patch: Tree | undefined): Tree | undefined {
    if (patch === undefined) return target;
    if (isNothing(patch)) return undefined;
    const scalar = writtenBy(patch as Scalar, target, this.layer);
    return target?.is === "scalar" ? inPlaceOf(target, scalar, this.written) : scalar;
  }

  mapping(target: Mapping | undefined, patch: Mapping | undefined, schema: Schema | undefined): Mapping | undefined {
    if (patch === undefined) return this.fields(target as Mapping, undefined, schema);
    if (isNothing(patch)) return undefined;
    const { directive, rest } = directed(patch);
    if (directive === "delete") return undefined;
    if (directive === "replace" || isNothing(target)) return this.itself(rest, schema) as Mapping;
    return this.fields(target as Mapping, rest, schema);
  }

  fields(target: Mapping, patch: Mapping | undefined, schema: Schema | undefined): Mapping {
    let entries: Map<string, Tree> | undefined;
    const names = patch ? new Set([...target.entries.keys(), ...patch.entries.keys()]) : target.entries.keys();
    for (const key of [...names]) {
      const old = target.entries.get(key);
      const next = this.walk(old, patch?.entries.get(key), fieldOf(schema, key));
      if (next === old) continue;
      entries ??= new Map(target.entries);
      if (next === undefined) entries.delete(key);
      else entries.set(key, next);
    }
    return entries ? { ...target, entries } : target;
  }

  /** What is added is walked with itself as its patch. */
  itself(node: Tree, schema: Schema | undefined): Tree | undefined {
    if (isNothing(node)) return undefined;
    if (node.is === "scalar") return { ...node, by: this.layer };
    if (node.is === "sequence") return this.listItself(node, schemaSaid(node) ?? schema);
    if (node.doubled) refuseDoubled(node);
    const { directive, rest } = directed(node);
    if (directive === "delete") return undefined;
    const known = schemaSaid(node) ?? schema ?? this.ownSchema(node);
    const entries = new Map<string, Tree>();
    for (const [key, value] of rest.entries) {
      const next = this.itself(value, fieldOf(known, key));
      if (next !== undefined) entries.set(key, next);
    }
    return { ...rest, entries };
  }

  sequence(
    target: Sequence | undefined,
    patch: Sequence | undefined,
    schema: Schema | undefined,
  ): Sequence | undefined {
    const keys = schema?.keys;
    if (!keys) {
      if (patch === undefined) return target;
      return isNothing(patch) ? undefined : this.taken(patch);
    }
    if (isNothing(target)) return this.listItself(patch as Sequence, schema);
    if (patch !== undefined && isNothing(patch)) return undefined;
    const { directive, rest } = patch ? listDirected(patch) : { directive: "merge", rest: undefined };
    if (directive === "delete") return undefined;
    if (directive === "replace") return this.listItself(rest as Sequence, schema);
    if (keys.length === 0) return mergeSets(target as Sequence, rest, this.layer);
    const items = mergeByKeys((target as Sequence).items, rest?.items ?? [], keys, schema.items, this);
    return sameItems(items, target as Sequence) ? target : withItems(target as Sequence, items);
  }

  /** As it is. */
  taken(list: Sequence): Sequence {
    if (list.source.doubled) refuseDoubled(list);
    return markedBy(list, this.layer) as Sequence;
  }

  listItself(list: Sequence, schema: Schema | undefined): Sequence {
    if (!schema?.keys || schema.keys.length === 0) return this.taken(list);
    return withItems(list, mergeByKeys(list.items, list.items, schema.keys, schema.items, this));
  }
}

/** It is printed as it is, and then cannot be read. */
function refuseDoubled(node: Tree): void {
  if (node.is === "scalar") return;
  const [twice] = node.is === "mapping" ? (node.doubled ?? []) : [];
  if (twice)
    throw new DoesNotBuild("broken-patch", `The key "${twice[0]}" is written twice in the same map.`, twice[1]);
  for (const child of node.is === "mapping" ? node.entries.values() : node.items) refuseDoubled(child);
}

function schemaSaid(node: Tree | undefined): Schema | undefined {
  return node !== undefined && node.is !== "scalar" && node.schemaSaid !== undefined
    ? schemaSaidBy(node.schemaSaid)
    : undefined;
}

function sameItems(items: readonly Tree[], list: Sequence): boolean {
  return items.length === list.items.length && items.every((item, index) => item === list.items[index]);
}

/** `null` or `~` in so many letters stays through a merge; a field with nothing behind it goes. */
function saysNull(node: Tree | undefined): boolean {
  return node?.is === "scalar" && node.text !== "";
}

function wrongShape(patch: Tree, target: Tree): DoesNotBuild {
  return new DoesNotBuild(
    "patch-shape",
    `The patch has a ${word(patch)} where the object has a ${word(target)}.`,
    patch,
  );
}

function word(node: Tree): string {
  return node.is === "mapping" ? "map" : node.is === "sequence" ? "list" : "plain value";
}

function fieldOf(schema: Schema | undefined, key: string): Schema | undefined {
  return schema?.fields?.[key] ?? schema?.values;
}

/** The first item with a directive speaks for the list if it says nothing else; all that say the same go with it. */
function listDirected(patch: Sequence): Directed<Sequence> {
  const first = patch.items.find((item) => item.is === "mapping" && item.entries.has(DIRECTIVE));
  if (first?.is !== "mapping" || first.entries.size > 1) return { directive: "merge", rest: patch };
  const { directive } = directed(first);
  return {
    directive,
    rest: withItems(
      patch,
      patch.items.filter((item) => textAt(item, DIRECTIVE) !== directive),
    ),
  };
}
