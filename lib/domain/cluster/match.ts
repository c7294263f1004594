import type { Certainty, ClusterMatch } from "../repository/adopt/types.ts";

/** A cluster as a repository speaks of it: its name there, and the folder that its Flux applies. */
export type Said = { name: string; path: string };

/** A cluster that Sluice knows: by another repository, by this one, or only by a connection (then without an environment). */
export type Known = { id: string; environment?: string; repository?: string; connected: boolean };

/** What was seen on a cluster: its Flux applies this folder of the repository in question. */
export type Sight = { cluster: string; path: string };

export type Matched = { name: string; match?: ClusterMatch; reason: string; certainty: Certainty };

type Asked = { repository: string; known: readonly Known[]; sights: readonly Sight[] };

/**
 * Which cluster of Sluice each cluster of a repository is. What people said counts first,
 * then what Flux on a cluster was seen to apply, then the name. A name that another
 * repository has taken is no reason to believe that it is the same cluster: it gets a name
 * of its own, until somebody or something says more.
 */
export function matchClusters(
  said: readonly Said[],
  asked: Asked,
  stored: Readonly<Record<string, ClusterMatch>> = {},
): Matched[] {
  const before = new Map(Object.entries(stored));
  const given = new Map([...before].map(([called, { name }]) => [called, name]));
  return said.map((cluster) => {
    const taken = new Set([...given].flatMap(([called, name]) => (called === cluster.name ? [] : [name])));
    const matched = matchOne(cluster, asked, before.get(cluster.name), taken);
    given.set(cluster.name, matched.match?.name ?? cluster.name);
    return matched;
  });
}

function matchOne(
  { name, path }: Said,
  { repository, known, sights }: Asked,
  stored: ClusterMatch | undefined,
  taken: ReadonlySet<string>,
): Matched {
  const knownAs = (id: string) => known.find((cluster) => cluster.id === id);
  if (stored?.byHand) {
    const environment = environmentElsewhere(knownAs(stored.name), repository);
    const match = { name: stored.name, byHand: true, ...(environment === undefined ? {} : { environment }) };
    return { name, match, reason: `It was matched to ${stored.name} by hand.`, certainty: "certain" };
  }
  const seen = [...new Set(sights.flatMap((sight) => (samePath(sight.path, path) ? [sight.cluster] : [])))];
  const [only] = seen;
  // Two clusters of one repository are never the same one: the first has it.
  if (only !== undefined && seen.length === 1 && !taken.has(only)) {
    const environment = environmentElsewhere(knownAs(only), repository);
    const reason = `Flux on ${only} applies ${path} of this repository.`;
    if (only === name && environment === undefined) return { name, reason, certainty: "certain" };
    const match = { name: only, ...(environment === undefined ? {} : { environment }) };
    return { name, match, reason, certainty: "certain" };
  }
  const namesake = knownAs(name);
  const isAnothers = namesake?.repository !== undefined && namesake.repository !== repository;
  // What was told apart once stays so: a cluster does not change its name because another one appeared.
  if (stored) return { name, match: stored, reason: reasonOfApart(name, namesake?.repository), certainty: "guess" };
  if (!isAnothers && !taken.has(name)) {
    const isConnected = namesake?.connected === true;
    const reason = isConnected ? "A cluster of that name is connected." : "No cluster of that name is connected yet.";
    return { name, reason, certainty: isConnected ? "likely" : "guess" };
  }
  const own = ownName(name, repository, (id) => knownAs(id) === undefined && !taken.has(id));
  const other = isAnothers ? namesake.repository : "This repository";
  return { name, match: { name: own }, reason: reasonOfApart(name, other), certainty: "guess" };
}

function reasonOfApart(name: string, other: string | undefined): string {
  return `${other ?? "Another repository"} has a cluster "${name}" too, and nothing says that they are the same.`;
}

/** Where another repository decides which environment a cluster belongs to, this one follows. */
function environmentElsewhere(known: Known | undefined, repository: string): string | undefined {
  return known?.repository !== undefined && known.repository !== repository ? known.environment : undefined;
}

function ownName(name: string, repository: string, isFree: (id: string) => boolean): string {
  const [owner = "", short = ""] = repository.split("/");
  const candidates = [`${short}-${name}`, `${owner}-${short}-${name}`];
  const free = candidates.find(isFree);
  if (free !== undefined) return free;
  let number = 2;
  while (!isFree(`${short}-${name}-${number}`)) number++;
  return `${short}-${name}-${number}`;
}

function samePath(a: string, b: string): boolean {
  const plain = (path: string) => path.replace(/^\.?\/+/, "").replace(/\/+$/, "") || ".";
  return plain(a) === plain(b);
}
