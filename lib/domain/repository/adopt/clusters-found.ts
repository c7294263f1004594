import type { ClusterRoot } from "./clusters.ts";
import type { RemoteCluster } from "./compose.ts";
import { type EnvironmentGuess, environmentOfCluster } from "./environments.ts";
import type { Stages } from "./stages.ts";
import type { Adoption, Certainty, ClusterFound, Corrections } from "./types.ts";

export function byHand(environment: string) {
  const { order } = environmentOfCluster(environment);
  return { environment, order, reason: "It was set by hand.", certainty: "certain" as const };
}

export function guessOf(root: Pick<ClusterRoot, "name" | "called" | "path">, corrections: Corrections) {
  const called = root.called ?? root.name;
  const corrected = corrections.clusterEnvironment?.[called];
  if (corrected !== undefined) return byHand(corrected);
  const match = corrections.clusterMatches?.[called];
  if (match?.environment !== undefined)
    return { ...byHand(match.environment), reason: `It is the cluster ${match.name}, which belongs to it already.` };
  const named = environmentOfCluster(called);
  if (named.order !== null) return named;
  // `clusters/production/eu-1`: the folder above says what the name does not.
  for (const folder of root.path.split("/").slice(0, -1).toReversed()) {
    const guess = environmentOfCluster(folder);
    if (guess.order !== null)
      return { ...guess, reason: `It lies in the folder ${folder}.`, certainty: "likely" as const };
  }
  return named;
}

/** Nothing says of which environment it is, and nobody. */
export function isSilent({ order, certainty }: EnvironmentGuess): boolean {
  return order === null && certainty === "guess";
}

/** The environments of clusters, and those that share one: what is common to them comes after the last of these. */
export function guessesOf(clusters: ReadonlyMap<string, EnvironmentGuess>, stages: Stages): EnvironmentGuess[] {
  return [...clusters].flatMap(([cluster, guess]) => {
    const sharing = [...(stages.get(cluster) ?? [])].map((environment) => {
      const reason = `It shares the cluster ${cluster}: what is there several times says this stage in its namespace or name.`;
      return { environment, order: environmentOfCluster(environment).order, reason, certainty: "likely" as const };
    });
    if (sharing.length === 0) return [guess];
    const reason = `Several stages share the cluster ${cluster}; this is what is none of theirs.`;
    const order = Math.max(...sharing.map((each) => each.order ?? 0)) + 0.5;
    return [...sharing, { ...guess, order, reason }];
  });
}

export function clusterOf(root: Omit<ClusterRoot, "root" | "url">, corrections: Corrections): ClusterFound {
  const guess = guessOf(root, corrections);
  return {
    name: root.name,
    ...(root.called === undefined || root.called === root.name ? {} : { called: root.called }),
    path: root.path || ".",
    environment: guess.environment,
    branch: root.branch,
    reason: `${root.reason} ${guess.reason}`,
    certainty: lesser(root.certainty, guess.certainty),
  };
}

/** The clusters of each environment by name, with those that it shares with others. */
export function clustersIn({ clusters, deployments }: Pick<Adoption, "clusters" | "deployments">) {
  const found = new Map<string, Set<string>>();
  const add = (environment: string, cluster: string) =>
    found.set(environment, (found.get(environment) ?? new Set()).add(cluster));
  for (const { name, environment } of clusters) add(environment, name);
  for (const { cluster, environment } of deployments) add(environment, cluster);
  return found;
}

function lesser(a: Certainty, b: Certainty): Certainty {
  return (["guess", "likely"] as const).find((certainty) => a === certainty || b === certainty) ?? "certain";
}

/** What people call the clusters of a repository, where that is another name. */
export function namesOf(corrections: Corrections): Record<string, string> {
  return Object.fromEntries(
    Object.entries(corrections.clusterMatches ?? {}).flatMap(([called, { name }]) =>
      called === name ? [] : [[called, name]],
    ),
  );
}

/** Clusters that others apply to, each once; one that begins in the repository itself is known already. */
export function remoteClusters(
  remotes: readonly RemoteCluster[],
  roots: readonly ClusterRoot[],
  corrections: Corrections,
): { found: ClusterFound; guess: EnvironmentGuess }[] {
  const known = new Set(roots.map(({ name }) => name));
  return remotes.flatMap(({ remote, called, from }) => {
    if (known.has(remote.name) || corrections.notClusters?.includes(called)) return [];
    known.add(remote.name);
    const { name, path, reason, certainty } = remote;
    const root = {
      name,
      called,
      path,
      branch: from.branch,
      certainty,
      reason: `${from.name} applies to it. ${reason}`,
    };
    return [{ found: clusterOf(root, corrections), guess: guessOf(root, corrections) }];
  });
}
