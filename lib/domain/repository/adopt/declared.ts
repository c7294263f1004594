import { hunksBetween } from "../hunks.ts";
import { unitOf } from "../memo.ts";
import { positionIn } from "../positions.ts";
import type { ManifestObject, Repository } from "../types.ts";
import type { ClusterObjects } from "./applied.ts";
import { deploymentsAgain, deploymentsOf, idOf, type Told } from "./deployments.ts";
import type { Draft, Unversioned } from "./drafts.ts";
import { type Named, namedAgain, nameServices } from "./names.ts";
import { type OnCluster, onCluster } from "./on-cluster.ts";
import { inStages, type Stages, stagesOf } from "./stages.ts";
import type { Corrections, DeploymentFound, Problem } from "./types.ts";

/** How far a reading came, step by step: each is the ground for the same step of the next one. */
type Declared = {
  given: string;
  on: readonly OnCluster[];
  stages: Stages;
  names: Named;
  told: Told;
  problems: readonly Problem[];
};

/**
 * What is declared on the clusters, and what is wrong with it. Those in `silent` may be shared by several stages. Names of
 * services, and what shares a line, rest on all deployments together. Most pushes leave that as it was: then those that
 * changed take the places of the former ones.
 */
export function declaredOn(
  repository: Repository,
  clusters: readonly ClusterObjects[],
  environments: ReadonlyMap<string, string>,
  silent: ReadonlySet<string>,
  corrections: Corrections,
): { deployments: DeploymentFound[]; stages: Stages; problems: readonly Problem[] } {
  const given = JSON.stringify([namesIn(corrections), ...environments]);
  const { told, stages, problems } = unitOf<Declared>(repository, "deployments", [given, ...clusters], (former) => {
    const before = former.find((each) => each.given === given);
    const on = clusters.map((cluster, i) => onCluster(cluster, before?.on[i]));
    // What a cluster's Flux installs on one that is said to be none is of no interest.
    const found = on.flatMap(({ drafts }) => drafts.filter((draft) => environments.has(draft.cluster)));
    const shared = stagesOf(found, silent);
    const drafts = inStages(found, shared, corrections);
    const declared =
      (before && declaredAgain(before, on, drafts, environments, corrections)) ??
      declaredBy(given, on, drafts, environments, corrections);
    return { ...declared, stages: shared };
  });
  return { deployments: told.deployments, stages, problems };
}

function declaredBy(
  given: string,
  on: readonly OnCluster[],
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Omit<Declared, "stages"> {
  const names = nameServices(drafts, environments, corrections);
  const told = deploymentsOf(names.named, environments, corrections);
  return { given, on, names, told, problems: problemsOf(on, names.named) };
}

/** Undefined where it takes more than to look at those that are different. */
function declaredAgain(
  before: Declared,
  on: readonly OnCluster[],
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Omit<Declared, "stages"> | undefined {
  if (before.on.length !== on.length) return undefined;
  const { given, names: former } = before;
  const names = namedAgain(former, drafts, environments, corrections);
  const told = names && deploymentsAgain(before.told, former.named, names.named, environments, corrections);
  if (!told) return undefined;
  const isAsBefore =
    on.every((each, i) => isSameTrouble(before.on[i] as OnCluster, each)) && !isUnresolved(former, names);
  return { given, on, names, told, problems: isAsBefore ? before.problems : problemsOf(on, names.named) };
}

function isSameTrouble(before: OnCluster, now: OnCluster): boolean {
  return before.missing === now.missing && before.unversioned === now.unversioned;
}

/** What says what deployments are called and which version they have; the order of environments and teams do not. */
export function namesIn({ environments, teams, precedence, confirmed, ...rest }: Corrections): Corrections {
  return rest;
}

function problemsOf(on: readonly OnCluster[], drafts: readonly Draft[]): Problem[] {
  return [
    ...on.flatMap(({ unversioned }) => unversioned.map(problemOf)),
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

/** One that is different takes its version from what nobody sets. */
function isUnresolved(before: Named, { named }: Named): boolean {
  const hunks = hunksBetween(before.named, named);
  return !hunks?.every(({ gone, come }) =>
    [...gone, ...come].every((draft) =>
      [draft.leading, ...draft.others].every(({ unresolved }) => unresolved.length === 0),
    ),
  );
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
