import { type Heard, heardAt, isStale, kindsOf } from "../../domain/deployment/staleness.ts";
import type { Seen } from "../../domain/deployment/verified.ts";
import type { Deps } from "../../ports/deps.ts";
import type { DeploymentRow, HeardRow } from "../../ports/store.ts";

export type Pair = { service: string; environment: string };

/** From so many services of an environment on, all of them are read at once. */
const many = 4;

export type Elsewhere = {
  /** By pairKey: the deployments on other clusters. */
  elsewhere: Map<string, Seen[]>;
  /** What is stored of the cluster itself. */
  heard: Heard;
};

/**
 * What was stored of these services on the other clusters of their environments, the shared ones of several stages
 * among them. A first list brings hundreds of pairs: they cost a few statements together, and none where there is one cluster.
 */
export async function readElsewhere(
  deps: Deps,
  cluster: string,
  pairs: readonly Pair[],
  now: number,
): Promise<Elsewhere> {
  const { read } = deps.store;
  const others = (await read.clusters()).flatMap(({ id }) => (id === cluster ? [] : id));
  const rows = others.length > 0 ? await rowsOf(deps, pairs, others) : [];
  const [statuses, heard] = await Promise.all([
    rows.length > 0 ? read.statuses(rows.map((row) => row.id)) : undefined,
    read.heard([...new Set([cluster, ...rows.map((row) => row.cluster)])]),
  ]);
  const byCluster = Map.groupBy(heard, (row) => row.cluster);
  const elsewhere = new Map<string, Seen[]>();
  for (const row of rows) {
    const at = heardAt(heardOf(byCluster.get(row.cluster)), kindsOf(row.definition));
    const seen = { cluster: row.cluster, status: statuses?.get(row.id), stale: isStale(at, now, deps.staleAfterMs) };
    elsewhere.set(pairKey(row), [...(elsewhere.get(pairKey(row)) ?? []), seen]);
  }
  return {
    elsewhere,
    heard: heardOf(byCluster.get(cluster)),
  };
}

async function rowsOf({ store }: Deps, pairs: readonly Pair[], clusters: string[]): Promise<DeploymentRow[]> {
  const groups = Map.groupBy(pairs, (pair) => pair.environment);
  const filters = [...groups].flatMap(([environment, group]) =>
    group.length >= many
      ? [{ environment, clusters }]
      : group.map(({ service }) => ({ service, environment, clusters })),
  );
  return (await Promise.all(filters.map((filter) => store.read.deployments(filter)))).flat();
}

function heardOf(rows: readonly HeardRow[] = []): Heard {
  return Object.fromEntries(rows.map((row) => [row.kind, row.heardAt]));
}

export function pairKey(pair: Pair): string {
  return `${pair.service}\0${pair.environment}`;
}
