import { ok, type Result, refuse } from "../../domain/result.ts";
import type { Tx } from "../../ports/store.ts";

/**
 * That a repository is followed, and that nobody stops following it before the end of the transaction: whoever wants to
 * waits, and finds what was asked for in it here.
 */
export async function stillFollowed(tx: Tx, fullName: string): Promise<Result<true>> {
  for (const row of await tx.repositories())
    if (row.fullName === fullName && (await tx.layout.lock(row.id))?.adoptedAt !== undefined) return ok(true);
  return refuse("not-followed", `${fullName} is not followed any more. Nothing was done; adopt it again first.`);
}
