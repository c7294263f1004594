import type { KubeObject, Metadata } from "../objects.ts";
import type { Kind } from "../schema/kinds.ts";

const first = ["name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp"];
const last = [
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
];
const order = [...first, ...last];

/** The object with its fields in the real server's order: that of the Go struct for its own kinds, alphabetical for custom ones. */
export function ordered(kind: Kind, object: KubeObject): KubeObject {
  const { apiVersion, kind: name, metadata, ...rest } = object;
  if (kind.builtin) return { kind: name, apiVersion, metadata: pick(metadata, order), ...rest };
  const body = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { apiVersion, kind: name, metadata: pick(metadata, [...order].sort()), ...body };
}

function pick(metadata: Metadata, keys: string[]): Metadata {
  const given = metadata as unknown as Record<string, unknown>;
  const kept = keys.flatMap((key) => (present(given[key]) ? [[key, given[key]] as const] : []));
  return Object.fromEntries(kept) as unknown as Metadata;
}

function present(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
