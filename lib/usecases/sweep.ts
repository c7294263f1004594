import type { Deps } from "../ports/deps.ts";
import { Rejected } from "../ports/failures.ts";
import type { RepositoryRow } from "../ports/store.ts";

/** Without webhooks a push is noticed by looking: cheap, one call of the git protocol a repository. */
const lookAtGitMs = 15_000;
/** A git host that says nothing for longer is told with its repositories. */
const silentMs = 5 * 60_000;
/** Each is a git of its own, and one that hangs holds up the next ones for as long as Git waits. */
const reposAtOnce = 8;
const lookAtReleasesMs = 120_000;
const servicesAtOnce = 100;
/** Rights are given and taken outside of Sluice: an hour later the page says so by itself. */
const checkConnectionsMs = 3_600_000;

/**
 * What no message may be needed for: promotions whose moment has come, repositories that may
 * have moved, releases that may have appeared. It only asks for looks; whoever looks decides. Git
 * comes last, for its hosts may be slow to answer and nothing else waits for them.
 */
export async function sweep(deps: Deps): Promise<void> {
  await askForWhatIsDue(deps);
  const adopted = (await deps.store.read.repositories()).filter((row) => row.adoptedAt !== undefined);
  for (let i = 0; i < adopted.length; i += reposAtOnce)
    await Promise.all(adopted.slice(i, i + reposAtOnce).map((row) => lookAtGit(deps, row)));
}

async function askForWhatIsDue(deps: Deps): Promise<void> {
  const now = deps.now();
  const { read } = deps.store;
  const [due, services, connections] = await Promise.all([
    read.duePromotions(now),
    read.services(),
    read.connections(),
  ]);
  const old = services.filter((s) => !isWithin(s.releasesReadAt, lookAtReleasesMs, now));
  const unchecked = connections.filter((c) => c.kind !== "registry" && !isWithin(c.updatedAt, checkConnectionsMs, now));
  const looks = due.map((promotion) => ({ input: { promotion }, key: promotion }));
  if (looks.length > 0) await deps.store.transaction((tx) => tx.jobs.addAll("advance-promotion", looks));
  if (old.length + unchecked.length === 0) return;
  const releases = inTurn(old).map(({ id }) => ({ input: { service: id }, key: `releases-${id}` }));
  const checks = unchecked.map(({ id }) => ({ input: { connection: id }, key: `check-${id}` }));
  await deps.store.transaction(async (tx) => {
    await tx.jobs.addAll("discover-releases", releases);
    await tx.jobs.addAll("check-connection", checks);
  });
}

/** What lies ahead was written by a clock that was wrong: waiting until then would wait for as much as it was wrong by. */
function isWithin(at: number | undefined, ms: number, now: number): boolean {
  return at !== undefined && at <= now && now - at <= ms;
}

let turn = 0;

/** Of thousands that wait no more than can be begun meanwhile, each in its turn: asking for all takes longer than a sweep. */
function inTurn<T>(all: readonly T[]): T[] {
  if (all.length <= servicesAtOnce) return [...all];
  const from = turn % all.length;
  turn = from + servicesAtOnce;
  return [...all, ...all].slice(from, from + servicesAtOnce);
}

async function lookAtGit(deps: Deps, row: RepositoryRow): Promise<void> {
  const now = deps.now();
  const tip = (await deps.store.read.tips(row.id)).find((each) => each.branch === row.branch);
  if (isWithin(tip?.heardAt, lookAtGitMs, now)) return;
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
