import type { Cell, Column } from "../../lib/contracts/board.ts";

/** A column that has given no sign of life for `staleAfterMs`: nothing on it may look healthy. */
export function isSilent(column: Column, now: number, staleAfterMs: number): boolean {
  return column.heardAt === undefined || now - column.heardAt > staleAfterMs;
}

/** The ids of the silent columns as one text, which is equal as long as they are the same. */
export function silentKey(columns: readonly Column[], now: number, staleAfterMs: number): string {
  return columns
    .filter((column) => isSilent(column, now, staleAfterMs))
    .map((column) => column.id)
    .join("\n");
}

export function silentFrom(key: string): ReadonlySet<string> {
  return new Set(key === "" ? [] : key.split("\n"));
}

export function isAsleep(cell: Cell, silent: ReadonlySet<string>): boolean {
  return cell.tone === "asleep" || silent.has(cell.column);
}
