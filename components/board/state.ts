import type { Board, BoardService, Cell, Column, LiveMessage } from "../../lib/contracts/board.ts";
import { latestSign } from "./silence.ts";

/** The board as the browser holds it: cells by service, then by column. Never changed in place. */
export type BoardState = {
  cursor: number;
  staleAfterMs: number;
  columns: Column[];
  services: BoardService[];
  rows: ReadonlyMap<string, Row>;
  /** Counts the snapshots: what was ordered once stays in its order until the next. */
  snapshot: number;
  /** The stream has said something that the snapshot has no place for: read it again. */
  outdated: boolean;
};
export type Row = ReadonlyMap<string, Cell>;

export const EMPTY_ROW: Row = new Map();

export function fromBoard(board: Board, snapshot = 0): BoardState {
  const rows = new Map<string, Map<string, Cell>>();
  for (const cell of board.cells) {
    const row = rows.get(cell.service) ?? new Map<string, Cell>();
    row.set(cell.column, cell);
    rows.set(cell.service, row);
  }
  const { cursor, staleAfterMs, columns, services } = board;
  return { cursor, staleAfterMs, columns, services, rows, snapshot, outdated: false };
}

/** Takes one message of the live stream. What it has seen already changes nothing. */
export function receive(state: BoardState, message: LiveMessage): BoardState {
  if (message.reload) return { ...state, outdated: true };
  if (message.cursor < state.cursor) return state;
  const known = new Set(state.services.map((service) => service.id));
  const places = new Set(state.columns.map((column) => column.id));
  const cells = message.cells ?? [];
  const fits = cells.filter((cell) => known.has(cell.service) && places.has(cell.column));
  return {
    ...state,
    cursor: message.cursor,
    rows: fits.length > 0 ? withCells(state.rows, fits) : state.rows,
    columns: message.heard ? withSigns(state.columns, message.heard) : state.columns,
    outdated: state.outdated || fits.length < cells.length,
  };
}

function withCells(rows: BoardState["rows"], cells: Cell[]): BoardState["rows"] {
  const next = new Map(rows);
  const fresh = new Map<string, Map<string, Cell>>();
  for (const cell of cells) {
    const row = fresh.get(cell.service) ?? new Map(next.get(cell.service));
    row.set(cell.column, cell);
    fresh.set(cell.service, row);
    next.set(cell.service, row);
  }
  return next;
}

/** Signs of life only become later. */
export function withSigns<C extends Pick<Column, "id" | "heardAt">>(
  columns: C[],
  heard: Readonly<Record<string, number>>,
): C[] {
  let changed = false;
  const next = columns.map((column) => {
    const at = latestSign(column.heardAt, heard[column.id]);
    if (at === undefined || at === column.heardAt) return column;
    changed = true;
    return { ...column, heardAt: at };
  });
  return changed ? next : columns;
}
