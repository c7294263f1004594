import type { Cell, Column } from "../../lib/contracts/board.ts";
import { HEALTH } from "../status-badge.tsx";

export function columnName(column: Column): string {
  return column.label ? `${column.environment} ${column.label}` : column.environment;
}

/** "2.7.4 → 2.8.0" while it moves, else what runs. */
export function versionWords(cell: Cell): string {
  if (!cell.motion) return cell.version ?? "—";
  const from = cell.motion.from ?? cell.version;
  return from ? `${from} → ${cell.motion.to}` : `→ ${cell.motion.to}`;
}

/** The whole cell as one sentence, for those who do not see it. */
export function spoken(serviceName: string, column: Column, cell: Cell | undefined, silence?: string): string {
  const where = `${serviceName}, ${columnName(column)}`;
  if (!cell || cell.health === "missing") return `${where}: not here`;
  const parts = [versionWords(cell), silence ?? HEALTH[cell.health].word];
  if (!silence && cell.sentence) parts.push(cell.sentence);
  if (cell.suspended) parts.push("suspended");
  return `${where}: ${[...new Set(parts)].join(", ")}`;
}
