import { system } from "../../domain/permissions.ts";
import { joinEnvironments } from "../../domain/repository/adopt/join-environments.ts";
import type { Adoption } from "../../domain/repository/adopt/types.ts";
import type { Deps } from "../../ports/deps.ts";
import type { DeploymentRow, RepositoryRow, Tx } from "../../ports/store.ts";
import { readAt } from "./repository.ts";
import { differenceFrom, isThere, lastStored, rememberStored, type ToStore, wholeOf } from "./to-store.ts";

/** Keeps what a repository declares at a commit: layout, deployments and whatever follows from a change, in one transaction. */
export async function takeReading(
  deps: Deps,
  row: RepositoryRow,
  commit: string,
  { byHand = false } = {},
): Promise<void> {
  const { adoption } = await readAt(deps, row, commit);
  const known = lastStored(row);
  if (known && (await keep(deps, row, commit, await differenceFrom(deps, row, commit, adoption, known), byHand)))
    return;
  await keep(deps, row, commit, await wholeOf(deps, row, commit, adoption), byHand);
}

/**
 * False where it is the difference from something else than what is there by now: nothing is written then, nor where
 * somebody stopped following the repository while it was read.
 */
async function keep(
  deps: Deps,
  row: RepositoryRow,
  commit: string,
  reading: ToStore,
  byHand: boolean,
): Promise<boolean> {
  const now = deps.now();
  const { rows, gone } = reading;
  const fate = await deps.store.transaction(async (tx) => {
    const there = await tx.layout.lock(row.id);
    if (!there) throw new Error("A repository that is read is there.");
    if (there.adoptedAt === undefined) return "left";
    if (reading.since && !isThere(reading.since, there)) return "elsewhere";
    await tx.layout.saveReading(row.id, commit, now, reading.layout);
    await tx.layout.saveTip(row.id, row.branch, commit, now);
    const layout = await layoutIn(tx);
    const reordered = await saveLayout(tx, row, reading.adoption, deps.newEnvironmentRules);
    const services = await tx.layout.saveServices(reading.services);
    // Whoever corrects something is on the record with it already.
    if (reordered.length > 0 && !byHand)
      await tx.audit.write({
        who: system.login,
        did: "environments.ordered",
        to: row.fullName,
        at: now,
        because: `What ${commit.slice(0, 7)} adds or takes away changes what comes before them.`,
        data: { commit, reordered },
      });
    const changed = await tx.layout.saveDeployments(row.id, rows, now, gone);
    // An order or a team that was set right changes no deployment.
    if (changed.length + services.length > 0 || (await layoutIn(tx)) !== layout)
      await tx.changed("layout", [row.id, ...changed]);
    if (changed.length > 0) await followUp(tx, row, rows, changed);
    return "kept";
  });
  if (fate === "kept") rememberStored(row, commit, reading);
  return fate !== "elsewhere";
}

async function followUp(tx: Tx, row: RepositoryRow, rows: readonly DeploymentRow[], changed: string[]): Promise<void> {
  await tx.jobs.add("read-history", { repository: row.id }, { key: `history-${row.id}` });
  const ids = new Set(changed);
  const services = [...new Set(rows.filter((d) => ids.has(d.id)).map((d) => d.service))];
  const releases = services.map((service) => ({ input: { service }, key: `releases-${service}` }));
  await tx.jobs.addAll("discover-releases", releases);
  await tx.changed("cells", changed);
}

/** What pages know of the layout besides services and deployments, of which every write says whether it changed one. */
async function layoutIn(tx: Tx): Promise<string> {
  return JSON.stringify([await tx.environments(), await tx.clusters()]);
}

async function saveLayout(
  tx: Tx,
  row: RepositoryRow,
  adoption: Adoption,
  defaults: Deps["newEnvironmentRules"],
): Promise<Reordered[]> {
  const others = await otherRepositories(tx, row);
  const reordered = await saveEnvironments(tx, row, adoption, defaults);
  const known = new Map((await tx.clusters()).map((c) => [c.id, c]));
  // A cluster that was connected before its repository was read is told by its name.
  const connections = new Map((await tx.connections("cluster")).map((c) => [c.name, c.id]));
  // Of two repositories for one cluster the first says what it is; the other brings its deployments.
  const own = (id: string) => !others.some((r) => r.id === known.get(id)?.repositoryId);
  await tx.layout.saveClusters(
    adoption.clusters
      .filter(({ name }) => own(name))
      .map((c) => ({
        ...(connections.has(c.name) ? { connectionId: connections.get(c.name) } : {}),
        ...known.get(c.name),
        id: c.name,
        environment: c.environment,
        ...(labelOf(c.name, c.environment) ? { label: labelOf(c.name, c.environment) } : {}),
        repositoryId: row.id,
        path: c.path,
        ...(c.branch ? { branch: c.branch } : {}),
      })),
  );
  return reordered;
}

/** "production-eu" in "production" is "eu"; a cluster named like its environment needs no label. */
function labelOf(cluster: string, environment: string): string | undefined {
  if (cluster === environment) return undefined;
  return cluster.startsWith(`${environment}-`) ? cluster.slice(environment.length + 1) : cluster;
}

function otherRepositories(tx: Tx, { id }: RepositoryRow): Promise<RepositoryRow[]> {
  return tx.repositories().then((all) => all.filter((r) => r.id !== id && r.adoptedAt !== undefined));
}

/** An environment that was there already and is promoted from others now: its gates ask for something else. */
type Reordered = { name: string; before: string[]; after: string[] };

/** The order holds for all repositories together: one that knows production alone does not put it first. */
export async function saveEnvironments(
  tx: Tx,
  row: RepositoryRow,
  adoption: Adoption,
  defaults: Deps["newEnvironmentRules"],
): Promise<Reordered[]> {
  const before = new Map((await tx.environments()).map((e) => [e.name, e.promotesFrom]));
  const others = await otherRepositories(tx, row);
  const readings = await Promise.all(others.map(async (r) => (await tx.reading(r.id))?.reading?.environments ?? []));
  await tx.layout.saveEnvironments(
    joinEnvironments([adoption.environments, ...readings]).map((e) => ({
      name: e.name,
      order: e.order,
      promotesFrom: e.promotesFrom,
      isProduction: e.isProduction,
      approvals: e.isProduction ? 1 : 0,
      ...defaults,
      oneClusterAtATime: true,
    })),
  );
  return (await tx.environments()).flatMap(({ name, promotesFrom: after }) => {
    const old = before.get(name);
    return old && old.join("\n") !== after.join("\n") ? [{ name, before: old, after }] : [];
  });
}
