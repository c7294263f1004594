import { isDeepStrictEqual } from "node:util";
import { type Dict, dict, type FieldSet, isDict, type KubeObject, list } from "../objects.ts";
import { union } from "./field-set.ts";
import { byKey, type Shape } from "./shape.ts";

// Nobody owns these: the server keeps them.
const unowned = new Set([
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "selfLink",
  "managedFields",
]);

/** The part of an object whose fields have owners. */
export function ownable(object: KubeObject): Dict {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const kept = Object.entries(metadata).filter(([key, value]) => !unowned.has(key) && value !== undefined);
  return { metadata: Object.fromEntries(kept), ...rest };
}

/** Every leaf of a configuration: what a server-side apply of it owns. */
export function leaves(value: Dict, shape: Shape): FieldSet {
  const found: FieldSet = {};
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined || inner === null) continue;
    const node = leaf(inner, shape.field(name));
    if (node) found[`f:${name}`] = node;
  }
  return found;
}

function leaf(value: unknown, shape: Shape): FieldSet | undefined {
  if (isDict(value) && !shape.atomic) {
    const inside = leaves(value, shape);
    if (Object.keys(inside).length > 0) return inside;
    return shape.struct ? undefined : {};
  }
  if (!Array.isArray(value) || shape.list === "atomic") return {};
  if (shape.list === "set") return Object.fromEntries(value.map((item) => [`v:${JSON.stringify(item)}`, {}]));
  const items = [...byKey(value, shape.list)];
  const whole = shape.item().atomic;
  return Object.fromEntries(items.map(([key, item]) => [key, whole ? {} : { ".": {}, ...leaves(item, shape.item()) }]));
}

export interface Difference {
  /** Fields with another value than before, and new ones. */
  changed: FieldSet;
  /** Fields that are gone. */
  removed: FieldSet;
}

/** Which fields a write changed, as sets of paths. */
export function difference(before: Dict, after: Dict, shape: Shape): Difference {
  return {
    changed: changedIn(before, after, shape),
    removed: changedIn(after, before, shape, true),
  };
}

/** With `missing`, only what `before` has not got at all. */
function changedIn(before: Dict, after: Dict, shape: Shape, missing = false): FieldSet {
  const found: FieldSet = {};
  for (const [name, value] of Object.entries(after)) {
    if (value === undefined || value === null) continue;
    const node = changedValue(before[name] ?? undefined, value, shape.field(name), missing);
    if (node) found[`f:${name}`] = node;
  }
  return found;
}

function changedValue(before: unknown, after: unknown, shape: Shape, missing: boolean): FieldSet | undefined {
  const added = before === undefined;
  if (isDict(after) && !shape.atomic && (added || isDict(before))) {
    return node(added && !shape.struct, changedIn(dict(before), after, shape, missing));
  }
  if (Array.isArray(after) && shape.list !== "atomic" && (added || Array.isArray(before))) {
    return node(added && !shape.struct, changedItems(list(before), after, shape, missing));
  }
  if (added) return {};
  return missing || isDeepStrictEqual(before, after) ? undefined : {};
}

function node(member: boolean, inside: FieldSet): FieldSet | undefined {
  if (Object.keys(inside).length === 0) return member ? {} : undefined;
  return member ? { ".": {}, ...inside } : inside;
}

function changedItems(before: unknown[], after: unknown[], shape: Shape, missing: boolean): FieldSet {
  if (shape.list === "set") {
    const fresh = after.filter((item) => !before.includes(item));
    return Object.fromEntries(fresh.map((item) => [`v:${JSON.stringify(item)}`, {}]));
  }
  const keys = shape.list === "atomic" ? [] : shape.list;
  const old = byKey(before, keys);
  const found: FieldSet = {};
  for (const [key, item] of byKey(after, keys)) {
    const known = old.get(key);
    if (shape.item().atomic) {
      const same = missing ? known !== undefined : isDeepStrictEqual(known, item);
      if (!same) found[key] = {};
      continue;
    }
    const inside = changedIn(known ?? {}, item, shape.item(), missing);
    const changed = node(known === undefined, inside);
    if (changed) found[key] = changed;
  }
  return found;
}

export function touched(diff: Difference): FieldSet {
  return union(diff.changed, diff.removed);
}
