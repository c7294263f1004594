import type { Deps } from "../ports/deps.ts";

/** Without webhooks a push is noticed by looking: cheap, one call of the git protocol a repository. */
const lookAtGitMs = 15_000;
const lookAtReleasesMs = 120_000;
/** Rights are given and taken outside of Sluice: an hour later the page says so by itself. */
const checkConnectionsMs = 3_600_000;

/**
 * What no message may be needed for: promotions whose moment has come, repositories that may
 * have moved, releases that may have appeared. It only asks for looks; whoever looks decides.
 */
export async function sweep(deps: Deps): Promise<void> {
  const now = deps.now();
  const { read } = deps.store;
  const [due, repositories, services, connections] = await Promise.all([
    read.duePromotions(now),
    read.repositories(),
    read.services(),
    read.connections(),
  ]);
  const moved: string[] = [];
  for (const row of repositories) {
    if (row.adoptedAt === undefined) continue;
    const [tip] = (await read.tips(row.id)).filter((each) => each.branch === row.branch);
    if (tip && now - tip.heardAt < lookAtGitMs) continue;
    const commit = await deps.mirror.tip(row, row.branch).catch(() => undefined);
    if (!commit) continue;
    await deps.store.transaction((tx) => tx.layout.saveTip(row.id, row.branch, commit, now));
    if (commit !== row.head) moved.push(row.id);
  }
  const old = services.filter((s) => s.releasesReadAt === undefined || now - s.releasesReadAt > lookAtReleasesMs);
  const unchecked = connections.filter((c) => c.kind !== "registry" && now - c.updatedAt > checkConnectionsMs);
  if (due.length + moved.length + old.length + unchecked.length === 0) return;
  await deps.store.transaction(async (tx) => {
    for (const promotion of due) await tx.jobs.add("advance-promotion", { promotion }, { key: promotion });
    for (const repository of moved) await tx.jobs.add("read-repository", { repository }, { key: `read-${repository}` });
    for (const { id } of old) await tx.jobs.add("discover-releases", { service: id }, { key: `releases-${id}` });
    for (const { id } of unchecked) await tx.jobs.add("check-connection", { connection: id }, { key: `check-${id}` });
  });
}
