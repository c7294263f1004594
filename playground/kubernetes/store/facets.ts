/* Parts of an object that writes ask about, and whether two versions differ. */
import { isDeepStrictEqual } from "node:util";
import { dict, type KubeObject, type ManagedFields } from "../objects.ts";
import type { Kind } from "../schema/kinds.ts";

/** What an object asks for: a change of it is a new generation. */
export function desired(kind: Kind, object: KubeObject): unknown {
  const { metadata: _metadata, status, ...rest } = object;
  return kind.subresources.includes("status") ? rest : { ...rest, status };
}

export function withoutStatus(kind: Kind, object: KubeObject): KubeObject {
  if (!kind.subresources.includes("status")) return object;
  const { status: _status, ...rest } = object;
  return rest as KubeObject;
}

export function onlyStatus(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, status } = object;
  return { apiVersion, kind, metadata: { name: metadata.name }, status };
}

/** A write that changes nothing but the times in managedFields is no write. */
export function unchanged(before: KubeObject, after: KubeObject): boolean {
  return isDeepStrictEqual(timeless(before), timeless(after));
}

function timeless(object: KubeObject): unknown {
  const fields: ManagedFields[] = (object.metadata.managedFields ?? []).map(({ time: _time, ...entry }) => entry);
  const { managedFields: _m, ...metadata } = object.metadata;
  return { ...object, metadata: { ...dict(metadata), managedFields: sortedEntries(fields) } };
}

function sortedEntries(entries: ManagedFields[]): ManagedFields[] {
  return entries.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
