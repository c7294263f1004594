import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { RepositoryRow } from "../ports/store.ts";
import { takeReading } from "./readings/take-reading.ts";
import { toldApart } from "./readings/tell-apart.ts";

/**
 * Reads an adopted repository at its branch's tip and keeps what it declares. Run twice at
 * the same commit it changes nothing; what was taken out is marked, never deleted, for the
 * history still speaks of it. What cannot be read is told with the repository, beside what was read before.
 */
export async function readRepository(deps: Deps, input: { repository: string }): Promise<void> {
  const repositories = await deps.store.read.repositories();
  const row = repositories.find((r) => r.id === input.repository || r.fullName === input.repository);
  if (!row || row.adoptedAt === undefined) return;
  try {
    const tip = await deps.mirror.tip(row, row.branch);
    if (tip !== row.head) await takeReading(deps, await toldApart(deps, row, tip), tip);
    else await tell(deps, row, undefined);
  } catch (error) {
    if (error instanceof Rejected || error instanceof Unavailable) await tell(deps, row, error.message);
    throw error;
  }
}

async function tell(deps: Deps, row: RepositoryRow, sentence: string | undefined): Promise<void> {
  if (row.unread === sentence) return;
  await deps.store.transaction(async (tx) => {
    await tx.layout.saveUnread(row.id, sentence);
    await tx.changed("layout", [row.id]);
  });
}
