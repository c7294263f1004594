import { byName } from "../files.ts";
import { unitOf, withScope } from "../memo.ts";
import { positionIn } from "../positions.ts";
import type { ManifestObject, Repository } from "../types.ts";
import type { ClusterObjects } from "./applied.ts";
import { clusterRoots } from "./clusters.ts";
import { byHand, clusterOf, guessOf, namesOf, remoteClusters } from "./clusters-found.ts";
import { CODEOWNERS_FILES, ownersBy, teamOf } from "./codeowners.ts";
import { type Composed, composeRoots } from "./compose.ts";
import { deploymentsOf, idOf } from "./deployments.ts";
import { type Draft, draftsOf, type Unversioned } from "./drafts.ts";
import { environmentsOf } from "./environments.ts";
import { missingSources } from "./missing-sources.ts";
import { nameServices } from "./names.ts";
import type { Adoption, Corrections, DeploymentFound, Problem, ServiceFound } from "./types.ts";

export type AdoptOptions = { corrections?: Corrections };

/** What was composed for an adoption, for those who compare it with what an edit makes of it. */
const composedFor = new WeakMap<Adoption, Composed>();
const draftsFor = new WeakMap<ClusterObjects, ReturnType<typeof draftsOf>>();

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
  const corrections = inOurNames(options.corrections ?? {});
  const { roots: all, problems } = clusterRoots(repository);
  const roots = all
    .filter(({ name }) => !corrections.notClusters?.includes(name))
    .map((root) => ({ ...root, called: root.name, name: corrections.clusterMatches?.[root.name]?.name ?? root.name }));
  const composed = composeRoots(repository, roots, { names: namesOf(corrections) });
  const remotes = remoteClusters(composed.remotes, roots, corrections);
  const clusters = [...roots.map((root) => clusterOf(root, corrections)), ...remotes.map(({ found }) => found)];
  const environments = new Map(clusters.map(({ name, environment }) => [name, environment]));

  const told = [JSON.stringify([namesIn(corrections), ...environments]), ...composed.clusters];
  const { deployments, problems: more } = unitOf(repository, "deployments", told, () =>
    declaredOn(composed.clusters, environments, corrections),
  );
  const apart = Object.values(corrections.deploymentEnvironments ?? {}).map((name) => byHand(name));
  const guesses = [...roots.map((root) => guessOf(root, corrections)), ...remotes.map(({ guess }) => guess), ...apart];
  const adoption: Adoption = {
    clusters,
    environments: environmentsOf(guesses, corrections.environments, corrections.precedence),
    services: servicesOf(repository, deployments, corrections),
    deployments,
    problems: sorted([...problems, ...composed.problems, ...more, ...(roots.length === 0 ? [noCluster] : [])]),
  };
  composedFor.set(adoption, composed);
  return adoption;
}

/** What is declared on the clusters, and what is wrong with it. */
function declaredOn(
  clusters: readonly ClusterObjects[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): { deployments: DeploymentFound[]; problems: Problem[] } {
  const found = clusters.map(draftsOnce);
  const drafts = nameServices(
    // What a cluster's Flux installs on one that is said to be none is of no interest.
    found.flatMap((cluster) => cluster.drafts.filter((draft) => environments.has(draft.cluster))),
    environments,
    corrections,
  );
  return {
    deployments: deploymentsOf(drafts, environments, corrections),
    problems: [
      ...found.flatMap(({ unversioned }) => unversioned.map(problemOf)),
      ...unresolved(drafts),
      ...clusters.flatMap(missingSources),
    ],
  };
}

/** What says what deployments are called and which version they have; the order of environments and teams do not. */
export function namesIn({ environments, teams, precedence, confirmed, ...rest }: Corrections): Corrections {
  return rest;
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

function draftsOnce(cluster: ClusterObjects): ReturnType<typeof draftsOf> {
  const known = draftsFor.get(cluster);
  if (known) return known;
  const drafts = draftsOf(cluster);
  draftsFor.set(cluster, drafts);
  return drafts;
}

const noCluster: Problem = {
  file: ".",
  line: 1,
  rule: "no-cluster",
  message:
    "Nothing here says what a cluster's Flux applies: no gotk-sync.yaml, no FluxInstance, no Flux Kustomization. Is it a Flux repository?",
};

function servicesOf(
  repository: Repository,
  deployments: readonly DeploymentFound[],
  corrections: Corrections,
): ServiceFound[] {
  const text = CODEOWNERS_FILES.flatMap((file) => repository.files.get(file) ?? [])[0];
  const owned = unitOf(repository, "owners", [text], () => ownersBy(text ?? ""));
  const byService = Map.groupBy(deployments, ({ service }) => service);
  return [...byService]
    .sort(([a], [b]) => byName(a, b))
    .map(([name, places]) => {
      const corrected = corrections.teams?.[name];
      // Where environments differ, the team of the last one counts: it is who answers for production.
      const teams = places.flatMap(({ place }) => (place ? (teamOf(owned(place.file)) ?? []) : []));
      const team = corrected ?? teams.at(-1);
      const [first] = places;
      const certainty = places.some((place) => place.certainty === "guess") ? "guess" : (first?.certainty ?? "guess");
      return {
        name,
        ...(team === undefined ? {} : { team }),
        reason: reasonOf(places, team, corrected !== undefined),
        certainty,
      };
    });
}

function reasonOf(places: readonly DeploymentFound[], team: string | undefined, byHand: boolean): string {
  const kinds = [...new Set(places.map(({ kind }) => kind))].join(" and ");
  const clusters = new Set(places.map(({ cluster }) => cluster)).size;
  const owner =
    team === undefined ? "" : byHand ? " Its team was set by hand." : ` CODEOWNERS gives its lines to ${team}.`;
  return `${kinds} ${places[0]?.name ?? ""} on ${clusters} ${clusters === 1 ? "cluster" : "clusters"}.${owner}`;
}

function problemOf({ cluster, object, message }: Unversioned): Problem {
  const { file, line } = placeOfObject(object);
  return {
    file,
    line,
    rule: "no-version",
    message: `${object.kind} ${object.namespace}/${object.name} on ${cluster}: ${message}`,
  };
}

function placeOfObject(object: ManifestObject): { file: string; line: number } {
  const { source, start } = object.tree;
  return {
    file: source.file || (object.layers[0]?.file ?? ""),
    line: source.file ? positionIn(source, start).line : (object.layers[0]?.line ?? 1),
  };
}

function unresolved(drafts: readonly Draft[]): Problem[] {
  return drafts.flatMap((draft) => {
    return [draft.leading, ...draft.others].flatMap(({ unresolved: names, place, what }) => {
      const [name] = names;
      if (name === undefined) return [];
      const { file, line } = place ?? placeOfObject(draft.object);
      const message = `The version of ${what} of ${idOf(draft)} comes from \${${name}}, which the repository does not set.`;
      return [{ file, line, rule: "unresolved-variable", message }];
    });
  });
}

function sorted(problems: readonly Problem[]): Problem[] {
  const unique = new Map(
    problems.map((problem) => [`${problem.file}\n${problem.line}\n${problem.rule}\n${problem.message}`, problem]),
  );
  return [...unique.values()].sort(
    (a, b) => byName(a.file, b.file) || a.line - b.line || byName(a.rule, b.rule) || byName(a.message, b.message),
  );
}
