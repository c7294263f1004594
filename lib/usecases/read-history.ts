import { adopt } from "../domain/repository/adopt/adopt.ts";
import type { DeploymentFound } from "../domain/repository/adopt/types.ts";
import type { Deps } from "../ports/deps.ts";
import type { LogEntry } from "../ports/git.ts";
import type { RepositoryRow } from "../ports/store.ts";
import type { IntervalRow } from "../ports/store-lists.ts";

const commitsAtMost = 1000;
const commitsAtOnce = 50;

type Declared = Omit<IntervalRow, "id" | "kind">;

/**
 * Reads the log of an adopted repository: which version was declared where, from when to when,
 * by whom. So the history begins with Git and not with the installation. Written down every
 * few commits; run again, it goes on after the last one.
 */
export async function readHistory(deps: Deps, input: { repository: string }): Promise<void> {
  const row = (await deps.store.read.repositories()).find(
    (r) => r.id === input.repository || r.fullName === input.repository,
  );
  if (!row?.head) return;
  const log = await deps.mirror.log(row, row.head, {
    limit: commitsAtMost,
    ...(row.historyAt ? { after: row.historyAt } : {}),
  });
  let before = row.historyAt ? await declaredAt(deps, row, row.historyAt) : new Map<string, DeploymentFound>();
  const oldestFirst = log.reverse();
  for (let i = 0; i < oldestFirst.length; i += commitsAtOnce) {
    before = await readSome(deps, row, oldestFirst.slice(i, i + commitsAtOnce), before);
  }
}

async function readSome(
  deps: Deps,
  row: RepositoryRow,
  entries: LogEntry[],
  start: Map<string, DeploymentFound>,
): Promise<Map<string, DeploymentFound>> {
  const opened: Declared[] = [];
  const closed: { deployment: string; to: number }[] = [];
  let before = start;
  for (const entry of entries) {
    // A commit that touches nothing that Flux reads declares nothing new.
    if (entry.files.length > 0 && !entry.files.some((file) => /\.(ya?ml|env|json)$|CODEOWNERS$/.test(file))) continue;
    const now = await declaredAt(deps, row, entry.commit);
    for (const [id, old] of before)
      if (now.get(id)?.version !== old.version) closed.push({ deployment: id, to: entry.at });
    for (const [id, found] of now) if (before.get(id)?.version !== found.version) opened.push(begin(found, entry));
    before = now;
  }
  const last = entries.at(-1);
  if (!last) return before;
  await deps.store.transaction(async (tx) => {
    // In the order of time: what one commit opened, a later one of the same batch may close.
    const ends = new Map(
      opened.map((each) => [each, closed.find((c) => c.deployment === each.deployment && c.to > each.from)?.to]),
    );
    await tx.layout.closeDeclared(closed);
    await tx.layout.addDeclared(
      opened.map((each) => ({ ...each, ...(ends.get(each) === undefined ? {} : { to: ends.get(each) }) })),
    );
    await tx.layout.saveHistory(row.id, last.commit, true);
  });
  return before;
}

async function declaredAt(deps: Deps, row: RepositoryRow, commit: string): Promise<Map<string, DeploymentFound>> {
  const repository = await deps.mirror.files(row, commit);
  return new Map(adopt(repository, { corrections: row.corrections }).deployments.map((d) => [d.id, d]));
}

function begin(d: DeploymentFound, entry: LogEntry): Declared {
  return {
    deployment: d.id,
    service: d.service,
    environment: d.environment,
    cluster: d.cluster,
    version: d.version,
    from: entry.at,
    commit: entry.commit,
    author: entry.author,
  };
}
