import { planText, sameEdits } from "../../domain/promotion/plan.ts";
import type { LegPlanned } from "../../domain/promotion/plan-leg.ts";
import type { Plan } from "../../domain/promotion/promotion.ts";
import { rollout } from "../../domain/promotion/verify.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { sameVersion } from "../../domain/version/same.ts";
import { classifyStep } from "../../domain/version/step.ts";
import { newestFirst, oldest } from "../../domain/version/version.ts";
import type { Deps } from "../../ports/deps.ts";
import type { DeploymentRow, EnvironmentRow, ReleaseRow, RepositoryRow } from "../../ports/store.ts";
import { type Reading, readAt } from "./repository.ts";
import { watchedLeg } from "./watched-leg.ts";

export type Wanted = { service: string; environment: string; version: string };

export type Planned = {
  plan: Plan;
  planHash: string;
  environment: EnvironmentRow;
  deployments: DeploymentRow[];
  repository: RepositoryRow;
};

/**
 * The exact edit that brings a release into an environment, leg by leg, made at the tip of
 * the branch as it is now. It reads Git and the database and writes nothing; the same
 * serves the preview, the request, and the moment before each leg is opened.
 */
export async function makePlan(deps: Deps, wanted: Wanted): Promise<Result<Planned>> {
  const facts = await factsFor(deps, wanted);
  if (!facts.ok) return facts;
  const { environment, deployments, release, reading, repository } = facts.value;
  const from = await startingPoint(deps, deployments, wanted.version);
  const legs: LegPlanned[] = [];
  let taken = false;
  for (const group of legsOf(deployments, environment.oneClusterAtATime)) {
    const leg = await legFrom(deps, facts.value, wanted, group);
    if (!leg.ok) return leg;
    // A cluster that is there already needs no leg of its own.
    const there = leg.value.leg.watchOnly && (await hasArrived(deps, leg.value, wanted.version));
    if (leg.value.leg.edits.length > 0 || (leg.value.leg.watchOnly && !there)) legs.push(leg.value);
    taken ||= there;
  }
  if (legs.length === 0) {
    const already = taken
      ? `${wanted.service} ${wanted.version} runs in ${wanted.environment} already: the range in Git has taken it.`
      : `Git already says ${wanted.version} for ${wanted.service} in ${wanted.environment}.`;
    return refuse("same-already", `${already} There is nothing to change.`);
  }
  const step = from ? classifyStep(from, wanted.version) : "incomparable";
  const kind = step === "downgrade" ? "rollback" : "promotion";
  const notes = [
    ...(kind === "rollback" ? [`This goes back from ${from} to ${wanted.version}: a downgrade.`] : []),
    ...legs.flatMap((leg) => leg.notes),
  ];
  const plan: Plan = {
    ...wanted,
    ...(release?.digest ? { digest: release.digest } : {}),
    ...(from ? { from } : {}),
    kind,
    step,
    legs: legs.map(({ leg }) => leg),
    baseCommit: reading.commit,
    notes: [...new Set(notes)],
  };
  return ok({ plan, planHash: deps.hash(planText(plan)), environment, deployments, repository });
}

/** One leg's files as they are to be written on top of `baseCommit` (the branch's tip, or `at`), or a refusal when that would be another edit than the planned one. */
export async function filesOfLeg(
  deps: Deps,
  plan: Plan,
  position: number,
  at?: string,
): Promise<Result<{ baseCommit: string; files: LegPlanned["files"] }>> {
  const planned = plan.legs[position];
  if (!planned) return refuse("no-such-leg", "The plan has no such leg.");
  const facts = await factsFor(deps, plan, at);
  if (!facts.ok) return facts;
  const group = facts.value.deployments.filter((d) => planned.deployments.includes(d.id));
  const leg = await legFrom(deps, facts.value, plan, group);
  if (!leg.ok) return leg;
  if (!sameEdits(leg.value.leg.edits, planned.edits)) {
    return refuse(
      "plan-changed",
      `The lines that this promotion changes are different on ${planned.baseBranch} by now. Promote again from where it is.`,
    );
  }
  return ok({ baseCommit: facts.value.reading.commit, files: leg.value.files });
}

type Facts = {
  environment: EnvironmentRow;
  deployments: DeploymentRow[];
  release: ReleaseRow | undefined;
  known: string[];
  reading: Reading;
  repository: RepositoryRow;
};

async function factsFor(deps: Deps, wanted: Wanted, at?: string): Promise<Result<Facts>> {
  const { read } = deps.store;
  const [environments, deployments, releases] = await Promise.all([
    read.environments(),
    read.deployments({ service: wanted.service, environment: wanted.environment }),
    read.releases(wanted.service),
  ]);
  const environment = environments.find((e) => e.name === wanted.environment);
  if (!environment) return refuse("not-found", `There is no environment "${wanted.environment}".`);
  if (deployments.length === 0)
    return refuse(
      "not-found",
      `${wanted.service} is not deployed in ${wanted.environment}, so there is no line to change.`,
    );
  const repositories = await read.repositories([...new Set(deployments.map((d) => d.repositoryId))]);
  const [repository] = repositories;
  if (!repository || repositories.length > 1) {
    return refuse(
      "several-repositories",
      `${wanted.service} is declared in several repositories for ${wanted.environment}, and one promotion changes one repository.`,
    );
  }
  const release = releases.find((r) => sameVersion(r.version, wanted.version));
  if (!release && releases.length > 0) {
    return refuse(
      "no-such-release",
      `There is no release ${wanted.version} of ${wanted.service}. The newest is ${newestFirst(releases.map((r) => r.version))[0]}.`,
    );
  }
  const tip = at ?? (await deps.mirror.tip(repository, repository.branch));
  const reading = await readAt(deps, repository, tip);
  return ok({ environment, deployments, release, known: releases.map((r) => r.version), reading, repository });
}

/**
 * What a promotion starts from: the fixed version that Git says, or what a range was resolved to; the oldest where
 * clusters differ. One that is there already does not move: what goes back on the others alone is a rollback.
 */
async function startingPoint(deps: Deps, deployments: DeploymentRow[], to: string): Promise<string | undefined> {
  const statuses = await deps.store.read.statuses(deployments.map((d) => d.id));
  const all = deployments.flatMap((d) => {
    const status = statuses.get(d.id);
    return (d.found.policy === "fixed" ? d.declaredVersion : (status?.wanted ?? status?.runs)) ?? [];
  });
  return oldest(all.filter((version) => !sameVersion(version, to))) ?? oldest(all);
}

/** What a range has taken and what is well there is not waited for; what is silent, late or ailing is. */
async function hasArrived(deps: Deps, { leg }: LegPlanned, version: string): Promise<boolean> {
  return rollout(version, await watchedLeg(deps, leg)).is === "there";
}

/** Clusters with places of their own are legs of their own, in order; what one line feeds moves together. */
function legsOf(deployments: DeploymentRow[], oneAtATime: boolean): DeploymentRow[][] {
  const sorted = [...deployments].sort((a, b) => a.cluster.localeCompare(b.cluster));
  if (!oneAtATime) return [sorted];
  const groups: DeploymentRow[][] = [];
  for (const deployment of sorted) {
    const home = groups.find((group) =>
      group.some((other) => other.cluster === deployment.cluster || other.found.sharedWith.includes(deployment.id)),
    );
    if (home) home.push(deployment);
    else groups.push([deployment]);
  }
  return groups;
}

function legFrom(deps: Deps, facts: Facts, wanted: Wanted, group: DeploymentRow[]): Promise<Result<LegPlanned>> {
  const { repository, reading } = facts;
  return deps.readings.ask(repository, reading.commit, {
    is: "leg",
    corrections: reading.corrections,
    wanted: {
      service: wanted.service,
      environment: wanted.environment,
      version: wanted.version,
      deployments: group.map((d) => d.id),
      clusters: [...new Set(group.map((d) => d.cluster))],
      repository: repository.fullName,
      baseBranch: repository.branch,
      known: facts.known,
    },
  });
}
