import type { Adoption, Corrections } from "../../domain/repository/adopt/types.ts";
import type { Deps } from "../../ports/deps.ts";
import type { RepositoryRow } from "../../ports/store.ts";

/** What a repository says at one commit. */
export type Reading = {
  commit: string;
  /** How many it has. */
  files: number;
  adoption: Adoption;
  corrections: Corrections;
  tookMs: number;
};

type Row = Pick<RepositoryRow, "connectionId" | "fullName" | "corrections">;

const kept = new Map<string, Promise<Reading>>();

/**
 * Reads gather facts through ports and write nothing. The last readings are kept, for a commit
 * never changes; those who ask at the same time wait for the same one.
 */
export function readAt(
  deps: Pick<Deps, "readings" | "now">,
  row: Row & Pick<RepositoryRow, "id">,
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

async function readNow(deps: Pick<Deps, "readings" | "now">, row: Row, commit: string): Promise<Reading> {
  const began = deps.now();
  const { corrections } = row;
  const { adoption, files } = await deps.readings.ask(row, commit, { is: "adoption", corrections });
  return { commit, files, adoption, corrections, tookMs: deps.now() - began };
}
