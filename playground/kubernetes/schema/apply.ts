import { Refused } from "../api/status.ts";
import { type Dict, dict, type FieldSet, isDict, type KubeObject, list, type ManagedFields } from "../objects.ts";
import { difference, leaves, ownable } from "./diff.ts";
import { intersect, isEmpty, paths, subtract, union } from "./field-set.ts";
import { entryOf, type Hand, isOf, sorted } from "./managers.ts";
import { byKey, itemKey, type Shape } from "./shape.ts";

/**
 * Server-side apply: the configuration's fields over the live object's, minus what this manager applied before, does not
 * apply any more and nobody else owns. Throws the server's 409 when it would change what another manager owns, unless forced.
 */
export function applied(live: KubeObject, config: KubeObject, shape: Shape, hand: Hand, force: boolean): KubeObject {
  const entries = live.metadata.managedFields ?? [];
  const mine = entries.find((entry) => isOf(entry, hand));
  const others = entries.filter((entry) => entry !== mine);
  const wanted = leaves(ownable(config), shape);

  const merged = mergeDict(ownable(live), ownable(config), shape);
  const { changed } = difference(ownable(live), merged, shape);
  const clashes = others.map((entry) => ({ entry, fields: intersect(entry.fieldsV1, changed) }));
  if (!force) refuseClashes(clashes);

  const kept = others.map((entry, i) => ({ ...entry, fieldsV1: subtract(entry.fieldsV1, clashes[i]?.fields ?? {}) }));
  const given = subtract(mine?.fieldsV1 ?? {}, wanted);
  const orphaned = subtract(given, kept.map((entry) => entry.fieldsV1).reduce(union, {}));
  const result = without(merged, orphaned, shape);
  return reassemble(live, result, sorted([...kept, entryOf(timed(hand, mine, wanted), wanted)]));
}

/** The entry keeps its time while its fields stay the same, or every reconciliation would be a write. */
function timed(hand: Hand, mine: ManagedFields | undefined, wanted: FieldSet): Hand {
  const same = mine && isEmpty(subtract(mine.fieldsV1, wanted)) && isEmpty(subtract(wanted, mine.fieldsV1));
  return same && mine.time ? { ...hand, time: mine.time } : hand;
}

function reassemble(live: KubeObject, result: Dict, managedFields: ManagedFields[]): KubeObject {
  const { metadata, ...rest } = result;
  const { labels: _l, annotations: _a, ownerReferences: _o, finalizers: _f, ...kept } = live.metadata;
  return {
    apiVersion: live.apiVersion,
    kind: live.kind,
    ...rest,
    metadata: { ...kept, ...dict(metadata), managedFields } as KubeObject["metadata"],
  };
}

function refuseClashes(clashes: { entry: ManagedFields; fields: FieldSet }[]): void {
  const causes = clashes.flatMap(({ entry, fields }) =>
    paths(fields).map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${nameOf(entry)}`,
      field,
    })),
  );
  if (causes.length === 0) return;
  const by = Map.groupBy(causes, (cause) => cause.message);
  const each = [...by].map(([message, of]) => {
    if (of.length === 1) return `${message}: ${of[0]?.field}`;
    return `${message.replace("conflict", "conflicts")}:\n${of.map(({ field }) => `- ${field}`).join("\n")}`;
  });
  const count = `${causes.length} conflict${causes.length === 1 ? "" : "s"}`;
  throw new Refused(409, "Conflict", `Apply failed with ${count}: ${each.join("\n")}`, { details: { causes } });
}

function nameOf(entry: ManagedFields): string {
  const through = entry.subresource ? ` with subresource "${entry.subresource}"` : "";
  const using = entry.operation === "Update" ? ` using ${entry.apiVersion}` : "";
  return `"${entry.manager}"${through}${using}`;
}

function mergeDict(live: Dict, config: Dict, shape: Shape): Dict {
  const merged: Dict = { ...live };
  for (const [name, value] of Object.entries(config)) {
    if (value === null || value === undefined) continue;
    merged[name] = mergeValue(live[name], value, shape.field(name));
  }
  return merged;
}

function mergeValue(live: unknown, config: unknown, shape: Shape): unknown {
  if (isDict(config) && isDict(live) && !shape.atomic) return mergeDict(live, config, shape);
  if (!Array.isArray(config) || !Array.isArray(live) || shape.list === "atomic") return config;
  if (shape.list === "set") return [...live, ...config.filter((item) => !live.includes(item))];
  const keys = shape.list;
  const wanted = byKey(config, keys);
  const had = byKey(live, keys);
  // The live order stays; new items follow in theirs.
  const merged = live.map((item) => {
    const update = wanted.get(itemKey(item, keys) ?? "");
    if (!update) return item;
    return shape.item().atomic ? update : mergeDict(dict(item), update, shape.item());
  });
  return [...merged, ...[...wanted].filter(([key]) => !had.has(key)).map(([, item]) => item)];
}

/** The object without the members of a set. A map that becomes empty by it goes as well. */
function without(value: Dict, set: FieldSet, shape: Shape): Dict {
  const left: Dict = { ...value };
  for (const [key, inside] of Object.entries(set)) {
    const name = key.slice(2);
    const inner = left[name];
    if (inner === undefined) continue;
    const rest = withoutIn(inner, inside, shape.field(name));
    if (rest === undefined) delete left[name];
    else left[name] = rest;
  }
  return left;
}

function withoutIn(value: unknown, set: FieldSet, shape: Shape): unknown {
  const whole = Object.keys(set).length === 0;
  if (isDict(value) && !whole) {
    const left = without(value, set, shape);
    const emptied = Object.keys(left).length === 0 && !shape.struct;
    return emptied ? undefined : left;
  }
  if (!Array.isArray(value) || whole) return undefined;
  const left = list(value).flatMap((item) => {
    const key =
      shape.list === "set" ? `v:${JSON.stringify(item)}` : itemKey(item, shape.list === "atomic" ? [] : shape.list);
    const inside = key === undefined ? undefined : set[key];
    if (!inside) return [item];
    if (Object.keys(inside).length === 0 || "." in inside) return [];
    return [without(dict(item), inside, shape.item())];
  });
  return left.length > 0 ? left : undefined;
}
