import type { BoardRow } from "./rows.ts";

/** Where one is on the board: an index into the rows, and a column, −1 being the service's name. */
export type Spot = { row: number; column: number };

/** Where a key leads to; undefined where it leads nowhere. Headings of teams are stepped over. */
export function move(
  key: string,
  at: Spot,
  rows: readonly BoardRow[],
  columns: number,
  page: number,
): Spot | undefined {
  switch (key) {
    case "ArrowDown":
      return { ...at, row: step(at.row, 1, rows) };
    case "ArrowUp":
      return { ...at, row: step(at.row, -1, rows) };
    case "PageDown":
      return { ...at, row: nearest(Math.min(rows.length - 1, at.row + page), -1, rows) };
    case "PageUp":
      return { ...at, row: nearest(Math.max(0, at.row - page), 1, rows) };
    case "ArrowRight":
      return { ...at, column: Math.min(columns - 1, at.column + 1) };
    case "ArrowLeft":
      return { ...at, column: Math.max(-1, at.column - 1) };
    case "Home":
      return { ...at, column: -1 };
    case "End":
      return { ...at, column: columns - 1 };
    default:
      return undefined;
  }
}

function step(from: number, by: 1 | -1, rows: readonly BoardRow[]): number {
  for (let i = from + by; i >= 0 && i < rows.length; i += by) if (rows[i]?.is === "service") return i;
  return from;
}

/** The nearest service at or beside `from`, looking first in the direction `by`. */
export function nearest(from: number, by: 1 | -1, rows: readonly BoardRow[]): number {
  if (rows[from]?.is === "service") return from;
  const there = step(from, by, rows);
  return rows[there]?.is === "service" ? there : step(from, by === 1 ? -1 : 1, rows);
}
