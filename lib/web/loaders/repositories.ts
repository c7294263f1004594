import type { Rail, RepositoryList, Repository as RepositoryView } from "../../contracts/adoption.ts";
import { type Actor, may, maySeeAll } from "../../domain/permissions.ts";
import { checkedRails } from "../../domain/repository/adopt/rail-list.ts";
import type { Problem } from "../../domain/repository/adopt/types.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import type { RepositoryRow } from "../../ports/store.ts";
import type { HistoryState } from "../../ports/store-writes.ts";
import { withClusters } from "../../usecases/readings/correct.ts";
import { type Reading, readAt } from "../../usecases/readings/repository.ts";
import type { Web } from "../deps.ts";
import { adoptionView } from "./adoption-view.ts";

/** The adopted repositories, with what their last reading counted. */
export async function loadRepositories(web: Web, actor: Actor): Promise<Result<RepositoryList>> {
  const permitted = maySeeAll(actor);
  if (!permitted.ok) return permitted;
  const rows = (await web.store.read.repositories()).filter((row) => row.adoptedAt !== undefined);
  const repositories = await Promise.all(rows.map((row) => summaryOf(web, row)));
  return ok({ repositories: repositories.sort((a, b) => a.name.localeCompare(b.name)) });
}

async function summaryOf(web: Web, row: RepositoryRow): Promise<RepositoryList["repositories"][number]> {
  const base = {
    name: row.fullName,
    branch: row.branch,
    ...(row.head ? { commit: row.head } : {}),
    ...(row.readAt === undefined ? {} : { readAt: row.readAt }),
    ...(row.unread === undefined ? {} : { unread: row.unread }),
  };
  const reading = row.head ? await readAt(web, row, row.head).catch(() => undefined) : undefined;
  const adoption = reading?.adoption ?? (await web.store.read.reading(row.id))?.reading;
  const deployments = reading?.adoption.deployments ?? (await web.store.read.deployments({ repositoryId: row.id }));
  const found = reading ? await railsOf(web, row, reading).catch(() => undefined) : undefined;
  const { rails, unresolved } = checkedRails(found ?? adoption?.problems ?? []);
  return {
    ...base,
    clusters: adoption?.clusters.length ?? 0,
    environments: (adoption?.environments ?? []).map(({ name }) => name),
    services: adoption?.services.length ?? 0,
    deployments: deployments.length,
    findings: rails.reduce((sum, { findings }) => sum + findings.length, 0),
    problems: unresolved.length,
  };
}

/** All that is known of one: what was read, why, what is against the guard rails, and how far back the log was read. */
export async function loadRepository(web: Web, actor: Actor, name: string): Promise<Result<RepositoryView>> {
  const permitted = maySeeAll(actor);
  if (!permitted.ok) return permitted;
  const row = (await web.store.read.repositories()).find((each) => each.fullName === name);
  if (!row || row.adoptedAt === undefined || !row.head)
    return refuse("not-found", `${name} is not adopted. An admin adopts it under Setup.`);
  const { matched, known } = await withClusters(web, row, row.head);
  const reading = await readAt(web, row, row.head);
  const url = (file: string, line: number) => web.links.file(row, reading.commit, file, line);
  const { rails, unresolved } = checkedRails(await railsOf(web, row, reading));
  const history = await web.store.read.history(row.id);
  const precedence = history?.precedence ?? [];
  return ok({
    ...(await adoptionView(web, { ...row, adopted: true }, { reading, matched, known, precedence })),
    problems: unresolved.map((p) => ({ ...p, url: url(p.file, p.line) })),
    rails: rails.map(
      (rail): Rail => ({ ...rail, findings: rail.findings.map((f) => ({ ...f, url: url(f.file, f.line) })) }),
    ),
    ...(row.readAt === undefined ? {} : { readAt: row.readAt }),
    ...(row.unread === undefined ? {} : { unread: row.unread }),
    commitUrl: web.links.commit(row, reading.commit),
    history: historyOf(history),
    mayCorrect: may(actor, "configure").ok,
  });
}

function railsOf(web: Web, row: RepositoryRow, { commit, corrections }: Reading): Promise<Problem[]> {
  return web.readings.ask(row, commit, { is: "rails", corrections });
}

function historyOf(state: HistoryState | undefined): RepositoryView["history"] {
  const { done = false, read = 0, total = null, held = false } = state ?? {};
  const far = total === null ? "" : `, ${read} of ${total} commits so far, newest first`;
  const sentence = done
    ? "The log was read, back to where it begins."
    : `The reading of the log ${held ? "was stopped" : "goes on"}${far}.`;
  return { done, stopped: held, commits: read, ...(total === null ? {} : { of: total }), sentence };
}
