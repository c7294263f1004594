import type { Deps } from "../ports/deps.ts";
import { takeReading } from "./readings/take-reading.ts";

/**
 * Reads an adopted repository at its branch's tip and keeps what it declares. Run twice at
 * the same commit it changes nothing; what was taken out is marked, never deleted, for the
 * history still speaks of it.
 */
export async function readRepository(deps: Deps, input: { repository: string }): Promise<void> {
  const repositories = await deps.store.read.repositories();
  const row = repositories.find((r) => r.id === input.repository || r.fullName === input.repository);
  if (!row || row.adoptedAt === undefined) return;
  const tip = await deps.mirror.tip(row, row.branch);
  if (tip === row.head) return;
  await takeReading(deps, row, tip);
}
