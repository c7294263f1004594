import type { Cell, Column } from "../../lib/contracts/board.ts";
import { lasting } from "../ui/time-words.ts";

/** What has given no sign of life for `staleAfterMs`: nothing of it may look healthy. */
export function isSilent(heardAt: number | undefined, now: number, staleAfterMs: number): boolean {
  return heardAt === undefined || now - heardAt > staleAfterMs;
}

export function silenceWords(heardAt: number | undefined, now: number): string {
  return heardAt === undefined ? "never heard" : `not heard for ${lasting(now - heardAt)}`;
}

/** The later of what a snapshot says and what was heard since. */
export function latestSign(known: number | undefined, heard: number | undefined): number | undefined {
  if (known === undefined || heard === undefined) return known ?? heard;
  return Math.max(known, heard);
}

/** Several were heard when the one was that is silent for longest; undefined while nothing is known of one of them. */
export function oldestSign(columns: readonly string[], heard: Readonly<Record<string, number>>): number | undefined {
  const signs = columns.map((column) => heard[column]);
  const known = signs.filter((at) => at !== undefined);
  return known.length > 0 && known.length === signs.length ? Math.min(...known) : undefined;
}

/** The ids of the silent columns as one text, which is equal as long as they are the same. */
export function silentKey(
  columns: readonly Pick<Column, "id" | "heardAt">[],
  now: number,
  staleAfterMs: number,
): string {
  return columns
    .filter((column) => isSilent(column.heardAt, now, staleAfterMs))
    .map((column) => column.id)
    .join("\n");
}

export function silentFrom(key: string): ReadonlySet<string> {
  return new Set(key === "" ? [] : key.split("\n"));
}

export function isAsleep(cell: Cell, silent: ReadonlySet<string>): boolean {
  return cell.tone === "asleep" || silent.has(cell.column);
}
