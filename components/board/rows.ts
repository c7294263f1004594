import type { BoardService, Cell } from "../../lib/contracts/board.ts";
import { type ChipKey, rowMatches } from "./chips.ts";
import { isAsleep } from "./silence.ts";
import { type BoardState, EMPTY_ROW, type Row } from "./state.ts";

export type Sort = "name" | "trouble" | "recent";
export type Group = "team" | "none";
export type BoardRow = { is: "group"; team: string; count: number } | { is: "service"; service: BoardService };

const SORTS: readonly Sort[] = ["name", "trouble", "recent"];

export function isSort(value: string | null | undefined): value is Sort {
  return SORTS.includes(value as Sort);
}

/** The services that the search leaves: each word must be in the name, team, kind or a version. */
export function search(services: readonly BoardService[], rows: BoardState["rows"], query: string): BoardService[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...services];
  return services.filter((service) => {
    const text = textOf(service, rows.get(service.id) ?? EMPTY_ROW);
    return words.every((word) => text.includes(word));
  });
}

function textOf(service: BoardService, row: Row): string {
  const parts = [service.name, service.team ?? "", service.kind];
  for (const cell of row.values()) parts.push(cell.version ?? "", cell.motion?.to ?? "");
  return parts.join(" ").toLowerCase();
}

/** How loudly a cell asks to be looked at; more is louder. */
export function loudness(cell: Cell, asleep: boolean): number {
  if (asleep) return 1;
  if (cell.tone === "bad" || cell.health === "failing") return 6;
  if (cell.waitsForYou) return 5;
  if (cell.drift.length > 0) return 4;
  if (cell.motion) return 3;
  return cell.tone === "quiet" ? 0 : 2;
}

export function loudest(row: Row, silent: ReadonlySet<string>): number {
  let most = 0;
  for (const cell of row.values()) most = Math.max(most, loudness(cell, isAsleep(cell, silent)));
  return most;
}

/**
 * The order of all services, as positions by id. It is made once a snapshot
 * and not again when a cell changes: rows do not jump while one reads.
 */
export function orderOf(state: BoardState, sort: Sort, silent: ReadonlySet<string>): ReadonlyMap<string, number> {
  const key = new Map(
    state.services.map((service) => [service.id, sortKey(sort, state.rows.get(service.id) ?? EMPTY_ROW, silent)]),
  );
  const sorted = [...state.services].sort(
    (a, b) => (key.get(b.id) ?? 0) - (key.get(a.id) ?? 0) || a.name.localeCompare(b.name),
  );
  return new Map(sorted.map((service, position) => [service.id, position]));
}

function sortKey(sort: Sort, row: Row, silent: ReadonlySet<string>): number {
  if (sort === "trouble") return loudest(row, silent);
  if (sort === "recent") return Math.max(0, ...[...row.values()].map((cell) => cell.since ?? 0));
  return 0;
}

/** The rows as they stand on the screen: filtered, in order, under their teams. */
export function layRows(
  found: readonly BoardService[],
  rows: BoardState["rows"],
  view: { chip?: ChipKey; group: Group; order: ReadonlyMap<string, number>; silent: ReadonlySet<string> },
): BoardRow[] {
  const { chip, order } = view;
  const shown = chip ? found.filter((s) => rowMatches(chip, rows.get(s.id) ?? EMPTY_ROW, view.silent)) : [...found];
  shown.sort((a, b) => (order.get(a.id) ?? order.size) - (order.get(b.id) ?? order.size));
  if (view.group === "none") return shown.map((service) => ({ is: "service", service }));

  const teams = Map.groupBy(shown, (service) => service.team ?? "");
  // Teams by name; whoever has none comes last.
  const names = [...teams.keys()].sort((a, b) => Number(a === "") - Number(b === "") || a.localeCompare(b));
  return names.flatMap((team): BoardRow[] => {
    const members = teams.get(team) ?? [];
    const header: BoardRow = { is: "group", team: team || "no team", count: members.length };
    return [header, ...members.map((service): BoardRow => ({ is: "service", service }))];
  });
}
