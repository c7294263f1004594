import { type Known, type Matched, matchClusters } from "../../domain/cluster/match.ts";
import type { Corrections } from "../../domain/repository/adopt/types.ts";
import type { Deps } from "../../ports/deps.ts";
import type { RepositoryRow } from "../../ports/store.ts";
import { type Reading, readAt } from "./repository.ts";
import { hosted, isSameName } from "./repository-at.ts";

type Asked = Pick<RepositoryRow, "connectionId" | "fullName"> & { corrections: Corrections };
export type Matching = { corrections: Corrections; matched: Matched[]; known: Known[] };

/**
 * Which clusters of Sluice a repository at a commit speaks of, by people, by what Flux was seen
 * to apply, or by name; and the corrections with what came of it. Writes nothing.
 */
export async function withClusters(
  deps: Pick<Deps, "readings" | "store" | "observations">,
  asked: Asked,
  commit: string,
): Promise<Matching> {
  const [said, known, applied, hostedAt] = await Promise.all([
    deps.readings.ask(asked, commit, { is: "clusters" }),
    knownClusters(deps),
    deps.observations.applied(),
    hosted(deps),
  ]);
  const sights = applied.filter(({ url }) => {
    const home = hostedAt(url);
    return home?.connectionId === asked.connectionId && isSameName(home.fullName, asked.fullName);
  });
  const stored = asked.corrections.clusterMatches;
  const matched = matchClusters(said, { repository: asked.fullName, known, sights }, stored);
  const matches = matched.flatMap(({ name, match }) => (match ? [[name, match] as const] : []));
  const { clusterMatches: _, ...rest } = asked.corrections;
  return {
    corrections: matches.length > 0 ? { ...rest, clusterMatches: Object.fromEntries(matches) } : rest,
    matched,
    known,
  };
}

/** The reading with everything that is known of the names in it, what is left out included. */
export async function readCorrected(
  deps: Pick<Deps, "readings" | "store" | "observations" | "now">,
  asked: Asked & Pick<RepositoryRow, "id">,
  commit: string,
): Promise<Matching & { reading: Reading }> {
  const matching = await withClusters(deps, asked, commit);
  const read = (corrections: Corrections) =>
    readAt(deps, { ...asked, corrections: { ...corrections, ignored: [] } }, commit);
  const reading = await read(matching.corrections);
  const servicesApart = await tellServicesApart(deps, asked, reading);
  if (servicesApart === asked.corrections.servicesApart) return { ...matching, reading };
  const corrections = { ...matching.corrections, servicesApart };
  return { ...matching, corrections, reading: await read(corrections) };
}

/** A service that another repository has by the same name is another one, until somebody calls it the same. */
async function tellServicesApart(
  { store }: Pick<Deps, "store">,
  asked: Asked & Pick<RepositoryRow, "id">,
  reading: Reading,
): Promise<Record<string, string> | undefined> {
  const { servicesApart, serviceNames, deploymentServices } = asked.corrections;
  const others = (await store.read.deployments()).filter((d) => d.repositoryId !== asked.id);
  const taken = new Set(others.map((d) => d.service));
  const said = new Set(Object.values({ ...serviceNames, ...deploymentServices }));
  const doubled = reading.adoption.services.filter(({ name }) => taken.has(name) && !said.has(name));
  if (doubled.length === 0) return servicesApart;
  const known = new Map(Object.entries(servicesApart ?? {}).map(([called, name]) => [name, called]));
  for (const { name } of reading.adoption.services) taken.add(name);
  const apart = doubled.map(({ name }) => {
    const called = known.get(name) ?? name;
    const own = ownName(called, asked.fullName, taken);
    taken.add(own);
    return [called, own];
  });
  return { ...servicesApart, ...Object.fromEntries(apart) };
}

/** Repositories of two owners may have one name as well. */
function ownName(service: string, repository: string, taken: ReadonlySet<string>): string {
  const [owner = "", short = ""] = repository.split("/");
  const [first = "", ...others] = [`${service}.${short}`, `${service}.${owner}-${short}`];
  const free = [first, ...others].find((name) => !taken.has(name));
  if (free !== undefined) return free;
  let number = 2;
  while (taken.has(`${first}-${number}`)) number++;
  return `${first}-${number}`;
}

/** Those of the adopted repositories, and connections that no cluster has yet. */
async function knownClusters({ store }: Pick<Deps, "store">): Promise<Known[]> {
  const [rows, connections, repositories] = await Promise.all([
    store.read.clusters(),
    store.read.connections("cluster"),
    store.read.repositories(),
  ]);
  const adopted = repositories.filter(({ adoptedAt }) => adoptedAt !== undefined);
  const names = new Map(adopted.map((each) => [each.id, each.fullName]));
  const used = new Set(rows.flatMap((row) => [row.id, row.connectionId ?? ""]));
  return [
    ...rows.map(({ id, environment, repositoryId, connectionId }) => {
      const repository = names.get(repositoryId ?? "");
      return { id, environment, connected: connectionId !== undefined, ...(repository ? { repository } : {}) };
    }),
    ...connections
      .filter(({ id, name }) => !used.has(id) && !used.has(name))
      .map(({ name }) => ({ id: name, connected: true })),
  ];
}
