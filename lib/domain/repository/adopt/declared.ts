import { unitOf } from "../memo.ts";
import { positionIn } from "../positions.ts";
import type { ManifestObject, Repository } from "../types.ts";
import type { ClusterObjects } from "./applied.ts";
import { deploymentsAfter, deploymentsOf, idOf, type Told } from "./deployments.ts";
import { type Draft, type Drafts, draftsAfter, draftsOf, type Unversioned } from "./drafts.ts";
import { missingSources, missingSourcesAfter } from "./missing-sources.ts";
import { namedAfter, nameServices } from "./names.ts";
import type { Corrections, DeploymentFound, Problem } from "./types.ts";

/** What one cluster declares, without what that means beside the others. */
type OnCluster = { cluster: ClusterObjects; found: Drafts; missing: readonly Problem[] };

/** How far a reading came, step by step: each is the ground for the same step of the next one. */
type Declared = {
  given: string;
  on: readonly OnCluster[];
  drafts: readonly Draft[];
  named: readonly Draft[];
  told: Told;
  problems: readonly Problem[];
};

/**
 * What is declared on the clusters, and what is wrong with it. Names of services, and what shares a line, rest on all
 * deployments together. Most pushes leave that as it was: then those that changed take the places of the former ones.
 */
export function declaredOn(
  repository: Repository,
  clusters: readonly ClusterObjects[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): { deployments: DeploymentFound[]; problems: readonly Problem[] } {
  const given = JSON.stringify([namesIn(corrections), ...environments]);
  const { told, problems } = unitOf<Declared>(repository, "deployments", [given, ...clusters], (former) => {
    const before = former.find((each) => each.given === given);
    const on = clusters.map((cluster, i) => onCluster(cluster, before?.on[i]));
    // What a cluster's Flux installs on one that is said to be none is of no interest.
    const drafts = on.flatMap(({ found }) => found.drafts.filter((draft) => environments.has(draft.cluster)));
    return (
      (before && declaredAfter(before, on, drafts, environments, corrections)) ??
      declaredBy(given, on, drafts, environments, corrections)
    );
  });
  return { deployments: told.deployments, problems };
}

function onCluster(cluster: ClusterObjects, before: OnCluster | undefined): OnCluster {
  if (before?.cluster === cluster) return before;
  const found = before && draftsAfter(before.found, before.cluster, cluster);
  if (!found) return { cluster, found: draftsOf(cluster), missing: missingSources(cluster) };
  return { cluster, found, missing: missingSourcesAfter(before.missing, before.cluster, cluster) };
}

function declaredBy(
  given: string,
  on: readonly OnCluster[],
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Declared {
  const named = nameServices(drafts, environments, corrections);
  const problems = problemsOf(on, named);
  return { given, on, drafts, named, told: deploymentsOf(named, environments, corrections), problems };
}

/** Undefined where it is not only that some are different, each in its place. */
function declaredAfter(
  before: Declared,
  on: readonly OnCluster[],
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Declared | undefined {
  if (before.on.length !== on.length) return undefined;
  const named = namedAfter(before.named, before.drafts, drafts);
  const told = named && deploymentsAfter(before.told, before.named, named, environments, corrections);
  if (!told) return undefined;
  const isAsBefore =
    on.every(({ found, missing }, i) => isSameTrouble(before.on[i] as OnCluster, { found, missing })) &&
    named.every((draft, i) => draft === before.named[i] || !(isUnresolved(draft) || isUnresolved(before.named[i])));
  const problems = isAsBefore ? before.problems : problemsOf(on, named);
  return { given: before.given, on, drafts, named, told, problems };
}

function isSameTrouble(before: OnCluster, now: Pick<OnCluster, "found" | "missing">): boolean {
  return before.missing === now.missing && before.found.unversioned === now.found.unversioned;
}

/** What says what deployments are called and which version they have; the order of environments and teams do not. */
export function namesIn({ environments, teams, precedence, confirmed, ...rest }: Corrections): Corrections {
  return rest;
}

function problemsOf(on: readonly OnCluster[], drafts: readonly Draft[]): Problem[] {
  return [
    ...on.flatMap(({ found }) => found.unversioned.map(problemOf)),
    ...drafts.flatMap(unresolvedIn),
    ...on.flatMap(({ missing }) => missing),
  ];
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

function isUnresolved(draft: Draft | undefined): boolean {
  return draft !== undefined && [draft.leading, ...draft.others].some(({ unresolved }) => unresolved.length > 0);
}

function unresolvedIn(draft: Draft): Problem[] {
  return [draft.leading, ...draft.others].flatMap(({ unresolved: names, place, what }) => {
    const [name] = names;
    if (name === undefined) return [];
    const { file, line } = place ?? placeOfObject(draft.object);
    const message = `The version of ${what} of ${idOf(draft)} comes from \${${name}}, which the repository does not set.`;
    return [{ file, line, rule: "unresolved-variable", message }];
  });
}
