import { isWithin } from "../domain/lately.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected } from "../ports/failures.ts";
import type { RepositoryRow } from "../ports/store.ts";

/** Without webhooks a push is noticed by looking: cheap, one call of the git protocol a repository. */
const lookAgainMs = 15_000;
/** A git host that says nothing for longer is told with its repositories. */
const silentMs = 5 * 60_000;
/** Each is a git of its own. */
const reposAtOnce = 8;

/**
 * Repositories that may have moved. One whose host hangs holds up a place among those who look, and neither the others
 * nor what is due elsewhere: that is swept by a job of its own.
 */
export async function lookAtGit(deps: Deps): Promise<void> {
  const waiting = (await deps.store.read.repositories()).filter((row) => row.adoptedAt !== undefined).values();
  const lookOn = async () => {
    for (const row of waiting) await look(deps, row);
  };
  await Promise.all(Array.from({ length: reposAtOnce }, lookOn));
}

async function look(deps: Deps, row: RepositoryRow): Promise<void> {
  const now = deps.now();
  const tip = (await deps.store.read.tips(row.id)).find((each) => each.branch === row.branch);
  if (isWithin(tip?.heardAt, lookAgainMs, now)) return;
  const found = await deps.mirror.tip(row, row.branch).catch((error: unknown) => ({ error }));
  const commit = typeof found === "string" ? found : undefined;
  const untold = row.unread === undefined && (isRefused(found) || now - (tip?.heardAt ?? now) > silentMs);
  const news = commit ? commit !== row.head || row.unread !== undefined : untold;
  if (!commit && !news) return;
  await deps.store.transaction(async (tx) => {
    if (commit) await tx.layout.saveTip(row.id, row.branch, commit, now);
    if (news) await tx.jobs.add("read-repository", { repository: row.id }, { key: `read-${row.id}` });
  });
}

function isRefused(found: string | { error: unknown }): boolean {
  return typeof found === "object" && found.error instanceof Rejected;
}
