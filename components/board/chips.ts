import type { BoardService, Cell } from "../../lib/contracts/board.ts";
import { isAsleep } from "./silence.ts";
import { EMPTY_ROW, type Row } from "./state.ts";

/**
 * What the chips above the board count and filter to. A chip counts rows, and
 * the same function filters them, so that a count can never differ from what
 * one sees after a click.
 */
export type ChipKey = "failing" | "you" | "motion" | "behind" | "drifted" | "suspended" | "silent";
export type Chip = { key: ChipKey; label: string; tone: "bad" | "you" | "motion" | "plain" };
export type Counted = Chip & { count: number };

type Test = (cell: Cell, asleep: boolean) => boolean;

export const CHIPS: readonly Chip[] = [
  { key: "failing", label: "failing", tone: "bad" },
  { key: "you", label: "waits for you", tone: "you" },
  { key: "motion", label: "in motion", tone: "motion" },
  { key: "behind", label: "behind", tone: "plain" },
  { key: "drifted", label: "drifted", tone: "plain" },
  { key: "suspended", label: "suspended", tone: "plain" },
  { key: "silent", label: "not heard", tone: "plain" },
];

const TESTS: Record<ChipKey, Test> = {
  // What was failing when it was last heard is not known to fail now.
  failing: (cell, asleep) => !asleep && (cell.tone === "bad" || cell.health === "failing"),
  you: (cell) => cell.waitsForYou,
  motion: (cell, asleep) => !asleep && cell.motion !== undefined,
  behind: (cell) => cell.behind > 0,
  drifted: (cell) => cell.drift.length > 0,
  suspended: (cell) => cell.suspended,
  silent: (_cell, asleep) => asleep,
};

export function isChip(key: string | undefined | null): key is ChipKey {
  return key !== undefined && key !== null && Object.hasOwn(TESTS, key);
}

export function matches(chip: ChipKey, cell: Cell, silent: ReadonlySet<string>): boolean {
  return TESTS[chip](cell, isAsleep(cell, silent));
}

export function rowMatches(chip: ChipKey, row: Row, silent: ReadonlySet<string>): boolean {
  for (const cell of row.values()) if (matches(chip, cell, silent)) return true;
  return false;
}

/** The chips with something to count, in their order. The chosen one stays, at zero too, so that it can be let go. */
export function countChips(
  services: readonly BoardService[],
  rows: ReadonlyMap<string, Row>,
  silent: ReadonlySet<string>,
  chosen?: ChipKey,
): Counted[] {
  return CHIPS.map((chip) => ({
    ...chip,
    count: services.filter((service) => rowMatches(chip.key, rows.get(service.id) ?? EMPTY_ROW, silent)).length,
  })).filter((chip) => chip.count > 0 || chip.key === chosen);
}
