import { byName } from "../files.ts";
import { withScope } from "../memo.ts";
import type { Repository } from "../types.ts";
import type { ClusterObjects } from "./applied.ts";
import { clusterRoots } from "./clusters.ts";
import { byHand, clusterOf, guessesOf, guessOf, isSilent, namesOf, remoteClusters } from "./clusters-found.ts";
import { type Composed, composeRoots } from "./compose.ts";
import { declaredOn } from "./declared.ts";
import { environmentsOf } from "./environments.ts";
import { servicesOf } from "./services.ts";
import type { Adoption, Corrections, Problem } from "./types.ts";

export type AdoptOptions = { corrections?: Corrections };

/** What was composed for an adoption, for those who compare it with what an edit makes of it. */
const composedFor = new WeakMap<Adoption, Composed>();

export function composedOf(adoption: Adoption): readonly ClusterObjects[] {
  return composedFor.get(adoption)?.clusters ?? [];
}

/** Clusters of which not all is known, because something does not build. */
export function brokenOn(adoption: Adoption): ReadonlySet<string> {
  return new Set(composedOf(adoption).flatMap(({ cluster, isBroken }) => (isBroken ? [cluster] : [])));
}

/**
 * Reads a repository: which clusters, environments and services there are, which
 * version of each is declared where, and on which line that is written. Never
 * throws for what a file says; what it cannot make sense of is a problem with its line.
 */
export function adopt(given: Repository, options: AdoptOptions = {}): Adoption {
  const repository = withScope(given);
  const corrections = withOwnKeys(inOurNames(options.corrections ?? {}));
  const { roots: all, problems } = clusterRoots(repository);
  const roots = all
    .filter(({ name }) => !corrections.notClusters?.includes(name))
    .map((root) => ({ ...root, called: root.name, name: corrections.clusterMatches?.[root.name]?.name ?? root.name }));
  const composed = composeRoots(repository, roots, { names: namesOf(corrections) });
  const remotes = remoteClusters(composed.remotes, roots, corrections);
  const clusters = [...roots.map((root) => clusterOf(root, corrections)), ...remotes.map(({ found }) => found)];
  const environments = new Map(clusters.map(({ name, environment }) => [name, environment]));

  const guesses = new Map([
    ...roots.map((root) => [root.name, guessOf(root, corrections)] as const),
    ...remotes.map(({ found, guess }) => [found.name, guess] as const),
  ]);
  const silent = new Set([...guesses].flatMap(([name, guess]) => (isSilent(guess) ? [name] : [])));

  const declared = declaredOn(repository, composed.clusters, environments, silent, corrections);
  const { deployments, problems: more } = declared;
  const apart = Object.values(corrections.deploymentEnvironments ?? {}).map((name) => byHand(name));
  const adoption: Adoption = {
    clusters,
    environments: environmentsOf(
      [...guessesOf(guesses, declared.stages), ...apart],
      corrections.environments,
      corrections.precedence,
    ),
    services: servicesOf(repository, deployments, corrections),
    deployments,
    problems: sorted([...problems, ...composed.problems, ...more, ...(roots.length === 0 ? [noCluster] : [])]),
  };
  composedFor.set(adoption, composed);
  return adoption;
}

/** Clusters and services may be called `constructor` as well: what an object has from its kind is no correction. */
function withOwnKeys(corrections: Corrections): Corrections {
  return Object.fromEntries(
    Object.entries(corrections).map(([name, said]) => {
      const isMap = typeof said === "object" && !Array.isArray(said);
      return [name, isMap ? Object.assign(Object.create(null), said) : said];
    }),
  );
}

/** Deployment ids begin with the cluster; corrections say what the repository calls it, ids what Sluice does. */
function inOurNames(corrections: Corrections): Corrections {
  const renamed = Object.entries(corrections.clusterMatches ?? {}).filter(([called, { name }]) => called !== name);
  if (renamed.length === 0) return corrections;
  const ours = (id: string) => {
    const [called, match] = renamed.find(([head]) => id.startsWith(`${head}/`)) ?? [];
    return called === undefined || !match ? id : `${match.name}${id.slice(called.length)}`;
  };
  const keyed = <T>(map: Record<string, T> | undefined) =>
    Object.fromEntries(Object.entries(map ?? {}).map(([id, value]) => [ours(id), value]));
  return {
    ...corrections,
    deploymentServices: keyed(corrections.deploymentServices),
    deploymentEnvironments: keyed(corrections.deploymentEnvironments),
    leading: keyed(corrections.leading),
    ignored: (corrections.ignored ?? []).map(ours),
  };
}

const noCluster: Problem = {
  file: ".",
  line: 1,
  rule: "no-cluster",
  message:
    "Nothing here says what a cluster's Flux applies: no gotk-sync.yaml, no FluxInstance, no Flux Kustomization. Is it a Flux repository?",
};

function sorted(problems: readonly Problem[]): Problem[] {
  const unique = new Map(
    problems.map((problem) => [`${problem.file}\n${problem.line}\n${problem.rule}\n${problem.message}`, problem]),
  );
  return [...unique.values()].sort(
    (a, b) => byName(a.file, b.file) || a.line - b.line || byName(a.rule, b.rule) || byName(a.message, b.message),
  );
}
