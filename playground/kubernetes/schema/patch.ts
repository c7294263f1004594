import { isDeepStrictEqual } from "node:util";
import { badRequest, Refused } from "../api/status.ts";
import { clone, type Dict, dict, isDict, list } from "../objects.ts";
import type { Shape } from "./shape.ts";

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isDict(patch)) return patch;
  const merged: Dict = isDict(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

function unprocessable(): Refused {
  const message = "the server rejected our request due to an error in our request";
  return new Refused(422, "Invalid", message, { details: {} });
}

/** RFC 6902. A test that fails, or a path that is not there, is the server's 422. */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch");
  const root = { doc: clone(target) };
  for (const entry of patch) operate(root, dict(entry));
  return root.doc;
}

function operate(root: { doc: unknown }, { op, path, from, value }: Dict): unknown {
  const steps = pointer(path);
  switch (op) {
    case "add":
      return insert(root, steps, clone(value));
    case "remove":
      return take(root, steps);
    case "replace":
      take(root, steps);
      return insert(root, steps, clone(value));
    case "test":
      if (!isDeepStrictEqual(read(root, steps), value)) throw unprocessable();
      return;
    case "copy":
      return insert(root, steps, clone(read(root, pointer(from))));
    case "move":
      return insert(root, steps, take(root, pointer(from)));
    default:
      throw unprocessable();
  }
}

function pointer(path: unknown): string[] {
  if (typeof path !== "string" || (path !== "" && !path.startsWith("/"))) throw unprocessable();
  const steps = path.split("/").slice(1);
  return ["doc", ...steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))];
}

function read(root: unknown, steps: string[]): unknown {
  let at = root;
  for (const step of steps) {
    if (Array.isArray(at)) at = at[Number(step)];
    else if (isDict(at) && Object.hasOwn(at, step)) at = at[step];
    else throw unprocessable();
  }
  return at;
}

function insert(root: unknown, steps: string[], value: unknown): void {
  const parent = read(root, steps.slice(0, -1));
  const last = steps[steps.length - 1] ?? "";
  if (Array.isArray(parent)) {
    const at = last === "-" ? parent.length : Number(last);
    if (!Number.isInteger(at) || at < 0 || at > parent.length) throw unprocessable();
    parent.splice(at, 0, value);
  } else if (isDict(parent) && last !== "__proto__") parent[last] = value;
  else throw unprocessable();
}

function take(root: unknown, steps: string[]): unknown {
  const parent = read(root, steps.slice(0, -1));
  const last = steps[steps.length - 1] ?? "";
  if (Array.isArray(parent)) {
    const at = Number(last);
    if (!Number.isInteger(at) || at < 0 || at >= parent.length) throw unprocessable();
    return parent.splice(at, 1)[0];
  }
  if (!isDict(parent) || !Object.hasOwn(parent, last)) throw unprocessable();
  const value = parent[last];
  delete parent[last];
  return value;
}

/**
 * Kubernetes' own merge: lists of containers, volumes and the like merge by their key, with `$patch` and
 * `$deleteFromPrimitiveList` directives; other lists are replaced. The merge key is the first of the list-map keys.
 */
export function strategicMerge(target: unknown, patch: Dict, shape: Shape): Dict {
  if (patch.$patch === "replace") return strip(patch);
  const merged: Dict = isDict(target) ? { ...target } : {};
  const retained = patch.$retainKeys;
  if (Array.isArray(retained)) for (const key of Object.keys(merged)) if (!retained.includes(key)) delete merged[key];
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$deleteFromPrimitiveList/")) {
      const name = key.slice("$deleteFromPrimitiveList/".length);
      merged[name] = list(merged[name]).filter((item) => !list(value).includes(item));
    } else if (key.startsWith("$")) continue;
    else if (value === null || (isDict(value) && value.$patch === "delete")) delete merged[key];
    else merged[key] = mergeField(merged[key], value, shape.field(key));
  }
  return merged;
}

function mergeField(target: unknown, value: unknown, shape: Shape): unknown {
  if (isDict(value)) return strategicMerge(target, value, shape);
  if (!Array.isArray(value) || shape.list === "atomic") return value;
  const had = list(target);
  if (shape.list === "set") return [...had, ...value.filter((item) => !had.includes(item))];
  return mergeItems(had, value.map(dict), shape.list[0] ?? "name", shape);
}

function mergeItems(had: unknown[], patch: Dict[], key: string, shape: Shape): unknown[] {
  if (patch.some((item) => item.$patch === "replace")) return patch.filter((item) => !("$patch" in item));
  const merged = had.map(dict);
  for (const item of patch) {
    const at = merged.findIndex((known) => known[key] === item[key]);
    if (item.$patch === "delete") {
      if (at >= 0) merged.splice(at, 1);
    } else if (at >= 0) merged[at] = strategicMerge(merged[at], item, shape.item());
    else merged.push(strategicMerge({}, item, shape.item()));
  }
  return merged;
}

function strip(patch: Dict): Dict {
  const { $patch: _directive, ...rest } = patch;
  return rest;
}
