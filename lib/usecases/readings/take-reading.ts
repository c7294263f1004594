import { definitionOf } from "../../domain/deployment/definition.ts";
import { system } from "../../domain/permissions.ts";
import { joinEnvironments } from "../../domain/repository/adopt/join-environments.ts";
import type { Adoption, DeploymentFound } from "../../domain/repository/adopt/types.ts";
import type { Deps } from "../../ports/deps.ts";
import type { DeploymentRow, RepositoryRow, ServiceRow, Tx } from "../../ports/store.ts";
import { readAt } from "./repository.ts";

/** Each is a git of its own that walks the log. */
const linesAtOnce = 4;

/** Keeps what a repository declares at a commit: layout, deployments and whatever follows from a change, in one transaction. */
export async function takeReading(
  deps: Deps,
  row: RepositoryRow,
  commit: string,
  { byHand = false } = {},
): Promise<void> {
  const { adoption } = await readAt(deps, row, commit);
  const before = new Map((await deps.store.read.deployments({ repositoryId: row.id })).map((d) => [d.id, d]));
  const rows: DeploymentRow[] = [];
  const changes = lineChanges(deps, row, commit);
  for (let i = 0; i < adoption.deployments.length; i += linesAtOnce) {
    const some = adoption.deployments.slice(i, i + linesAtOnce);
    rows.push(...(await Promise.all(some.map((found) => rowOf(changes, row, found, before.get(found.id))))));
  }
  const now = deps.now();
  await deps.store.transaction(async (tx) => {
    await tx.layout.saveReading(row.id, commit, now, adoption);
    await tx.layout.saveTip(row.id, row.branch, commit, now);
    const layout = await layoutIn(tx);
    const reordered = await saveLayout(tx, row, adoption, deps.newEnvironmentRules);
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
    const changed = await tx.layout.saveDeployments(row.id, rows, now);
    // An order or a team that was set right changes no deployment.
    if (changed.length > 0 || (await layoutIn(tx)) !== layout) await tx.changed("layout", [row.id]);
    if (changed.length === 0) return;
    await tx.jobs.add("read-history", { repository: row.id }, { key: `history-${row.id}` });
    for (const service of new Set(rows.filter((d) => changed.includes(d.id)).map((d) => d.service))) {
      await tx.jobs.add("discover-releases", { service }, { key: `releases-${service}` });
    }
    await tx.changed("cells", changed);
  });
}

/** What pages know of the layout besides deployments. */
async function layoutIn(tx: Tx): Promise<string> {
  const services = (await tx.services()).map(({ id, name, kind, team }) => [id, name, kind, team]);
  return JSON.stringify([await tx.environments(), await tx.clusters(), services]);
}

async function rowOf(
  changes: LineChanges,
  row: RepositoryRow,
  found: DeploymentFound,
  before: DeploymentRow | undefined,
): Promise<DeploymentRow> {
  const same =
    before &&
    before.declaredVersion === found.version &&
    before.found.place?.file === found.place?.file &&
    before.found.place?.line === found.place?.line;
  const changed = same
    ? { declaredCommit: before.declaredCommit, declaredAt: before.declaredAt }
    : await changes(found);
  return {
    id: found.id,
    service: found.service,
    environment: found.environment,
    cluster: found.cluster,
    repositoryId: row.id,
    found,
    definition: definitionOf(found, changed.declaredCommit, changed.declaredAt),
    declaredVersion: found.version,
    ...changed,
  };
}

type LineChanges = (found: DeploymentFound) => Promise<Pick<DeploymentRow, "declaredCommit" | "declaredAt">>;

/** Which commit wrote the line that declares a version; one line that feeds many is looked up once. */
function lineChanges(deps: Deps, row: RepositoryRow, commit: string): LineChanges {
  const known = new Map<string, ReturnType<LineChanges>>();
  const lookUp = async ({ file, line }: { file: string; line: number }) => {
    const entry = await deps.mirror.lastChange(row, commit, file, line);
    return entry ? { declaredCommit: entry.commit, declaredAt: entry.at } : {};
  };
  return ({ place }) => {
    if (!place) return Promise.resolve({});
    const key = `${place.file}:${place.line}`;
    const found = known.get(key) ?? lookUp(place);
    known.set(key, found);
    return found;
  };
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
  await tx.layout.saveServices(adoption.services.map((service) => serviceRow(adoption, service.name, service.team)));
  return reordered;
}

/** "production-eu" in "production" is "eu"; a cluster named like its environment needs no label. */
function labelOf(cluster: string, environment: string): string | undefined {
  if (cluster === environment) return undefined;
  return cluster.startsWith(`${environment}-`) ? cluster.slice(environment.length + 1) : cluster;
}

function serviceRow(adoption: Adoption, name: string, team: string | undefined): ServiceRow {
  const deployments = adoption.deployments.filter((d) => d.service === name);
  const source = deployments.find((d) => d.source)?.source;
  return { id: name, name, kind: kindOf(deployments), ...(team ? { team } : {}), ...(source ? { source } : {}) };
}

function kindOf(deployments: DeploymentFound[]): string {
  const forms = new Set(deployments.map((d) => d.form));
  if (deployments.some((d) => d.image)) return "image";
  if (deployments.some((d) => d.chart)) return "chart";
  if (forms.has("oci-tag") || forms.has("oci-semver") || forms.has("oci-digest")) return "OCI bundle";
  return "Git";
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
    { keepRules: true },
  );
  return (await tx.environments()).flatMap(({ name, promotesFrom: after }) => {
    const old = before.get(name);
    return old && old.join("\n") !== after.join("\n") ? [{ name, before: old, after }] : [];
  });
}
