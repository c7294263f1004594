import type { Column } from "../../lib/contracts/board.ts";
import type { BoardRow } from "./rows.ts";

/** Where one is on the board: an index into the rows, and a column, −1 being the service's name. */
export type Spot = { row: number; column: number };

/** What one is on, by name: rows and columns come, go and change places under it. */
export type Held = { spot: Spot; service?: string; column?: string };

export function hold(spot: Spot, rows: readonly BoardRow[], columns: readonly Column[]): Held {
  const row = rows[spot.row];
  const column = columns[spot.column];
  return {
    spot,
    ...(row?.is === "service" ? { service: row.service.id } : {}),
    ...(column ? { column: column.id } : {}),
  };
}

/** Where what one is on stands now. While it is not there, one is where it was, or near it. */
export function spotOf({ spot, service, column }: Held, rows: readonly BoardRow[], columns: readonly Column[]): Spot {
  const row = rows.findIndex((each) => each.is === "service" && each.service.id === service);
  const at = columns.findIndex((each) => each.id === column);
  return {
    row: row >= 0 ? row : nearest(Math.min(spot.row, rows.length - 1), 1, rows),
    column: at >= 0 ? at : Math.min(spot.column, columns.length - 1),
  };
}

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
