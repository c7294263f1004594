import { isNothing, scalarText } from "../../tree.ts";
import type { Part, Scalar, Tree } from "../../types.ts";

/** What Go's templates take for true: what is there and not empty. */
export function isTrue(value: Tree | undefined): boolean {
  if (value === undefined) return false;
  if (value.is === "mapping") return value.entries.size > 0;
  if (value.is === "sequence") return value.items.length > 0;
  return value.value !== null && value.value !== "" && value.value !== false && value.value !== 0;
}

/** A value as Go prints it. */
export function printed(value: Tree | undefined): string {
  if (value === undefined) return "<nil>";
  if (value.is === "sequence") return `[${value.items.map(printed).join(" ")}]`;
  if (value.is === "mapping") {
    const entries = [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${entries.map(([key, each]) => `${key}:${printed(each)}`).join(" ")}]`;
  }
  return value.value === null ? "<nil>" : scalarText(value);
}

/** The same, with the scalars that say it. */
export function piecesOf(value: Tree | undefined, variable: string): Part[] {
  if (isNothing(value)) return [{ text: "<no value>" }];
  if (value?.is !== "scalar") return [{ text: printed(value) }];
  return said(value).map((part) => (part.of && part.variable === undefined ? { ...part, variable } : part));
}

/** A scalar's text in pieces that know who says them. */
export function said(scalar: Scalar): readonly Part[] {
  if (scalar.parts) return scalar.parts;
  const text = printed(scalar);
  return scalar.source.file === "" ? [{ text }] : [{ text, of: scalar }];
}
