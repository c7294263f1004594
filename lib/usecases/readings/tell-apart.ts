import { system } from "../../domain/permissions.ts";
import type { Adoption, ClusterFound } from "../../domain/repository/adopt/types.ts";
import type { Deps } from "../../ports/deps.ts";
import type { RepositoryRow } from "../../ports/store.ts";
import { readCorrected } from "./correct.ts";
import { readAt } from "./repository.ts";
import { lastStored } from "./to-store.ts";

/**
 * The repository with what a push brought told apart from what has its name already. Adoption asks that of
 * everything; after it, of what is new: a cluster of the name that another one was given, or of a cluster of
 * another repository, and a service that another repository has by that name.
 */
export async function toldApart(deps: Deps, row: RepositoryRow, commit: string): Promise<RepositoryRow> {
  const { adoption } = await readAt(deps, row, commit);
  const others = (await deps.store.read.repositories()).filter((r) => r.id !== row.id && r.adoptedAt !== undefined);
  const ids = new Set(others.map(({ id }) => id));
  const meets =
    isDoubled(adoption.clusters) ||
    (ids.size > 0 &&
      ((await clustersMeet(deps, row, adoption.clusters, ids)) || (await servicesMeet(deps, row, adoption, ids))));
  if (!meets) return row;
  const { corrections } = await readCorrected(deps, row, commit);
  const before = JSON.stringify(row.corrections);
  if (JSON.stringify(corrections) === before) return row;
  return deps.store.transaction(async (tx) => {
    // Whoever corrected something meanwhile did it for all that was there.
    const there = await tx.layout.lock(row.id);
    if (there?.adoptedAt === undefined || JSON.stringify(there.corrections) !== before) return row;
    await tx.layout.saveRepository({ ...row, corrections });
    await tx.audit.write({
      who: system.login,
      did: "repository.corrected",
      to: row.fullName,
      at: deps.now(),
      because: `What ${commit.slice(0, 7)} adds has the name of something else.`,
      data: { commit, corrections, before: row.corrections },
    });
    return { ...row, corrections };
  });
}

function isDoubled(clusters: readonly ClusterFound[]): boolean {
  return new Set(clusters.map(({ name }) => name)).size < clusters.length;
}

type Others = ReadonlySet<string | undefined>;

async function clustersMeet(
  { store }: Deps,
  row: RepositoryRow,
  clusters: readonly ClusterFound[],
  others: Others,
): Promise<boolean> {
  const matched = new Set(Object.keys(row.corrections.clusterMatches ?? {}));
  const unmatched = new Set(clusters.flatMap(({ name, called = name }) => (matched.has(called) ? [] : [name])));
  return (await store.read.clusters()).some(({ id, repositoryId }) => unmatched.has(id) && others.has(repositoryId));
}

async function servicesMeet(
  { store }: Deps,
  row: RepositoryRow,
  { services }: Adoption,
  others: Others,
): Promise<boolean> {
  const { serviceNames, deploymentServices } = row.corrections;
  const said = new Set(Object.values({ ...serviceNames, ...deploymentServices }));
  const before = lastStored(row)?.teams ?? (await servicesOf(store, row));
  for (const { name } of services) {
    if (before.has(name) || said.has(name)) continue;
    const there = await store.read.deployments({ service: name });
    if (there.some(({ repositoryId }) => others.has(repositoryId))) return true;
  }
  return false;
}

async function servicesOf(store: Deps["store"], row: RepositoryRow): Promise<ReadonlySet<string>> {
  return new Set((await store.read.deployments({ repositoryId: row.id })).map(({ service }) => service));
}
