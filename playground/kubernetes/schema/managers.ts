import type { FieldSet, KubeObject, ManagedFields } from "../objects.ts";
import { type Difference, touched } from "./diff.ts";
import { isEmpty, subtract, union } from "./field-set.ts";

/** Who writes, as managedFields names it. */
export interface Hand {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  subresource: string | undefined;
  time: string;
}

export function isOf(entry: ManagedFields, hand: Hand): boolean {
  return (
    entry.manager === hand.manager &&
    entry.operation === hand.operation &&
    (entry.subresource ?? "") === (hand.subresource ?? "") &&
    (hand.operation === "Apply" || entry.apiVersion === hand.apiVersion)
  );
}

/** After an update: who wrote owns what it changed, and nobody else does. */
export function afterUpdate(before: KubeObject | undefined, diff: Difference, hand: Hand): ManagedFields[] {
  const entries = before?.metadata.managedFields ?? [];
  const mine = entries.find((entry) => isOf(entry, hand));
  const gone = touched(diff);
  const owned = union(subtract(mine?.fieldsV1 ?? {}, diff.removed), diff.changed);
  const others = entries
    .filter((entry) => entry !== mine)
    .map((entry) => ({ ...entry, fieldsV1: subtract(entry.fieldsV1, gone) }));
  return sorted([...others, entryOf(hand, owned)]);
}

export function entryOf(hand: Hand, fieldsV1: FieldSet): ManagedFields {
  return {
    manager: hand.manager,
    operation: hand.operation,
    apiVersion: hand.apiVersion,
    time: hand.time,
    fieldsType: "FieldsV1",
    fieldsV1,
    ...(hand.subresource ? { subresource: hand.subresource } : {}),
  };
}

/** Without empty ones, appliers first, then by time and name: the real server's order. */
export function sorted(entries: ManagedFields[]): ManagedFields[] {
  const kept = entries.filter((entry) => !isEmpty(entry.fieldsV1));
  return kept.sort(
    (a, b) =>
      a.operation.localeCompare(b.operation) ||
      (a.time ?? "").localeCompare(b.time ?? "") ||
      a.manager.localeCompare(b.manager) ||
      (a.subresource ?? "").localeCompare(b.subresource ?? ""),
  );
}
