import { definitionOf } from "../../domain/deployment/definition.ts";
import type { Adoption, DeploymentFound, LayoutFound } from "../../domain/repository/adopt/types.ts";
import type { Deps } from "../../ports/deps.ts";
import type { DeploymentRow, RepositoryRow, ServiceRow } from "../../ports/store.ts";

/**
 * What a reading sends to the store. A push changes a few rows of thousands, and the process that took the reading before
 * knows all of them: then only what is different is sent. That is right as long as the store still is where that reading
 * left it, which the transaction looks at: another process may have been there meanwhile.
 */
export type ToStore = {
  adoption: Adoption;
  rows: DeploymentRow[];
  services: ServiceRow[];
  /** Absent where it is what it was. */
  layout?: LayoutFound;
  /** What it is the difference from, and which rows are there no more; without them it is everything. */
  since?: Stored;
  gone?: string[];
};

type Kept = Pick<DeploymentRow, "found" | "declaredCommit" | "declaredAt">;

/** What was read at a commit with some corrections. */
export type Stored = {
  head: string;
  corrections: string;
  rows: Map<string, Kept>;
  teams: ReadonlyMap<string, string | undefined>;
  layout: string;
};

/** By repository, the one that was written last at the end. */
const stored = new Map<string, Stored>();
const MOST_REPOSITORIES = 16;

/** What this process stored of the repository, where it is what was read of it last. */
export function lastStored(row: RepositoryRow): Stored | undefined {
  const last = stored.get(row.id);
  return last && isAt(last, row) ? last : undefined;
}

function isAt(last: Stored, { head, corrections }: Pick<RepositoryRow, "head" | "corrections">): boolean {
  return last.head === head && last.corrections === JSON.stringify(corrections);
}

/** Whether it is so in the store as well. Another repository may have taken a deployment over, or given it back. */
export function isThere(
  last: Stored,
  there: Pick<RepositoryRow, "head" | "corrections"> & { deployments: number },
): boolean {
  return isAt(last, there) && last.rows.size === there.deployments;
}

/** To be called when it is stored. */
export function rememberStored({ id, corrections }: RepositoryRow, head: string, reading: ToStore): void {
  const { adoption, rows, gone = [], since } = reading;
  const last = stored.get(id);
  stored.delete(id);
  // Whoever stored something else meanwhile knows better; the next one sends everything.
  if (since && since !== last) return;
  const kept = since?.rows ?? new Map<string, Kept>();
  for (const one of gone) kept.delete(one);
  for (const { id: one, found, ...row } of rows) kept.set(one, keptOf(found, row));
  stored.set(id, {
    head,
    corrections: JSON.stringify(corrections),
    rows: kept,
    teams: new Map(adoption.services.map(({ name, team }) => [name, team])),
    layout: since && !reading.layout ? since.layout : layoutText(adoption),
  });
  const [oldest] = stored.keys();
  if (oldest !== undefined && stored.size > MOST_REPOSITORIES) stored.delete(oldest);
}

function keptOf(found: DeploymentFound, { declaredCommit, declaredAt }: Partial<Kept>): Kept {
  return {
    found,
    ...(declaredCommit === undefined ? {} : { declaredCommit }),
    ...(declaredAt === undefined ? {} : { declaredAt }),
  };
}

/** Everything that a repository declares. */
export async function wholeOf(deps: Deps, row: RepositoryRow, commit: string, adoption: Adoption): Promise<ToStore> {
  const before = new Map((await deps.store.read.deployments({ repositoryId: row.id })).map((d) => [d.id, d]));
  const rows = await rowsOf(deps, row, commit, adoption.deployments, before);
  const places = Map.groupBy(adoption.deployments, ({ service }) => service);
  return { adoption, rows, layout: layoutOf(adoption), services: serviceRows(adoption, places) };
}

/** What of it is not what was stored: a deployment that nothing changed is the very object that it was. */
export async function differenceFrom(
  deps: Deps,
  row: RepositoryRow,
  commit: string,
  adoption: Adoption,
  since: Stored,
): Promise<ToStore> {
  const { rows: before, teams, layout } = since;
  const different = adoption.deployments.filter((found) => before.get(found.id)?.found !== found);
  const fresh = different.filter(({ id }) => !before.has(id)).length;
  const gone = before.size + fresh === adoption.deployments.length ? [] : goneFrom(before, adoption.deployments);
  const touched = new Set([
    ...different.flatMap(({ id, service }) => [service, before.get(id)?.found.service ?? service]),
    ...gone.flatMap((id) => before.get(id)?.found.service ?? []),
    ...adoption.services.flatMap(({ name, team }) => (teams.get(name) === team ? [] : [name])),
  ]);
  const some = adoption.deployments.filter(({ service }) => touched.has(service));
  return {
    adoption,
    rows: await rowsOf(deps, row, commit, different, before),
    services: serviceRows(
      adoption,
      Map.groupBy(some, ({ service }) => service),
    ),
    since,
    gone,
    ...(layoutText(adoption) === layout ? {} : { layout: layoutOf(adoption) }),
  };
}

function goneFrom(before: ReadonlyMap<string, Kept>, now: readonly DeploymentFound[]): string[] {
  const there = new Set(now.map(({ id }) => id));
  return [...before.keys()].filter((id) => !there.has(id));
}

function layoutOf({ clusters, environments, services, problems }: Adoption): LayoutFound {
  return { clusters, environments, services, problems };
}

function layoutText(adoption: Adoption): string {
  return JSON.stringify(layoutOf(adoption));
}

/** Of what stands where it stood it is known who wrote it; for the rest the log is looked through, once for all. */
async function rowsOf(
  deps: Deps,
  row: RepositoryRow,
  commit: string,
  found: readonly DeploymentFound[],
  before: ReadonlyMap<string, Kept>,
): Promise<DeploymentRow[]> {
  const places = found.flatMap((one) => (one.place && !isWhereItWas(one, before.get(one.id)) ? one.place : []));
  const entries = places.length > 0 ? await deps.mirror.lastChanges(row, commit, places) : [];
  const written = new Map(places.map((place, i) => [place, entries[i]]));
  return found.map((one) => {
    const known = before.get(one.id);
    if (isWhereItWas(one, known)) return rowOf(row, one, known);
    const entry = one.place && written.get(one.place);
    return rowOf(row, one, entry ? { declaredCommit: entry.commit, declaredAt: entry.at } : {});
  });
}

function isWhereItWas(found: DeploymentFound, before: Kept | undefined): before is Kept {
  return (
    before?.declaredCommit !== undefined &&
    before.found.version === found.version &&
    before.found.place?.file === found.place?.file &&
    before.found.place?.line === found.place?.line
  );
}

function rowOf(row: RepositoryRow, found: DeploymentFound, known: Partial<Kept>): DeploymentRow {
  const { declaredCommit, declaredAt } = known;
  return {
    id: found.id,
    service: found.service,
    environment: found.environment,
    cluster: found.cluster,
    repositoryId: row.id,
    definition: definitionOf(found, declaredCommit, declaredAt),
    declaredVersion: found.version,
    ...keptOf(found, known),
  };
}

function serviceRows({ services }: Adoption, places: ReadonlyMap<string, readonly DeploymentFound[]>): ServiceRow[] {
  return services.flatMap(({ name, team }) => {
    const deployments = places.get(name);
    if (!deployments) return [];
    const source = deployments.find((d) => d.source)?.source;
    return [{ id: name, name, kind: kindOf(deployments), ...(team ? { team } : {}), ...(source ? { source } : {}) }];
  });
}

function kindOf(deployments: readonly DeploymentFound[]): string {
  const forms = new Set(deployments.map((d) => d.form));
  if (deployments.some((d) => d.image)) return "image";
  if (deployments.some((d) => d.chart)) return "chart";
  if (forms.has("oci-tag") || forms.has("oci-semver") || forms.has("oci-digest")) return "OCI bundle";
  return "Git";
}
