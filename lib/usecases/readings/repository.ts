import { adopt } from "../../domain/repository/adopt/adopt.ts";
import type { Adoption, Corrections } from "../../domain/repository/adopt/types.ts";
import type { Repository } from "../../domain/repository/types.ts";
import type { Deps } from "../../ports/deps.ts";
import type { RepositoryRow } from "../../ports/store.ts";

/** A repository at one commit, read and understood. */
export type Reading = {
  commit: string;
  repository: Repository;
  adoption: Adoption;
  corrections: Corrections;
  tookMs: number;
};

const kept = new Map<string, Promise<Reading>>();

/**
 * Reads gather facts through ports and write nothing. The last readings are kept, for a commit
 * never changes; those who ask at the same time wait for the same one.
 */
export function readAt(
  deps: Pick<Deps, "mirror" | "now">,
  row: Pick<RepositoryRow, "id" | "connectionId" | "fullName" | "corrections">,
  commit: string,
): Promise<Reading> {
  const key = `${row.id} ${commit} ${JSON.stringify(row.corrections)}`;
  const known = kept.get(key);
  if (known) return known;
  const reading = readNow(deps, row, commit);
  kept.set(key, reading);
  reading.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= 4) break;
    kept.delete(oldest);
  }
  return reading;
}

async function readNow(
  deps: Pick<Deps, "mirror" | "now">,
  row: Pick<RepositoryRow, "connectionId" | "fullName" | "corrections">,
  commit: string,
): Promise<Reading> {
  const began = deps.now();
  const repository = await deps.mirror.files(row, commit);
  const adoption = adopt(repository, { corrections: row.corrections });
  return { commit, repository, adoption, corrections: row.corrections, tookMs: deps.now() - began };
}
