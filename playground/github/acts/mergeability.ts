import { aheadBehind, isAncestor, mergeTree } from "../git/history.ts";
import type { ProtectionRule, Pull, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { atLeast, permissionOf } from "./accounts.ts";
import { latestCheckRuns, latestStatuses } from "./checks.ts";
import { standingReviews } from "./standing-reviews.ts";

export type Mergeability = {
  /** Null when the branch of a closed pull request is gone. */
  mergeable: boolean | null;
  state: "clean" | "dirty" | "blocked" | "behind" | "unstable" | "draft" | "unknown";
  /** The tree that the merge would make. */
  tree: string | null;
  base: string | null;
  /** What branch protection still wants, as GitHub says it when asked to merge. */
  unmet: string[];
};

export async function mergeabilityOf(world: World, repo: Repository, pull: Pull): Promise<Mergeability> {
  const repository = world.git(repo);
  const base = await repository.ref(`refs/heads/${pull.base.ref}`);
  const unknown: Mergeability = { mergeable: null, state: "unknown", tree: null, base, unmet: [] };
  if (pull.state !== "open" || !base) return unknown;
  const tree = await mergeTree(repository, base, pull.head.sha);
  if (!tree) return { mergeable: false, state: "dirty", tree: null, base, unmet: [] };
  const rule = protectionOf(world, repo, pull.base.ref);
  const unmet = rule ? unmetDemands(world, repo, pull, rule) : [];
  const behind = rule?.checks?.strict && !(await isAncestor(repository, base, pull.head.sha));
  if (behind) unmet.push("Head branch is out of date. Update the branch and try again.");
  const state = pull.draft
    ? "draft"
    : behind
      ? "behind"
      : unmet.length > 0
        ? "blocked"
        : unsteady(world, repo, pull)
          ? "unstable"
          : "clean";
  return { mergeable: true, state, tree, base, unmet };
}

export async function canRebase(world: World, repo: Repository, pull: Pull): Promise<boolean> {
  const base = await world.git(repo).ref(`refs/heads/${pull.base.ref}`);
  return base ? (await aheadBehind(world.git(repo), base, pull.head.sha)).ahead > 0 : false;
}

export function protectionOf(world: World, repo: Repository, branch: string): ProtectionRule | undefined {
  return world.protections.get(`${repo.id}/${branch}`);
}

function unmetDemands(world: World, repo: Repository, pull: Pull, rule: ProtectionRule): string[] {
  const unmet: string[] = [];
  const states = contextStates(world, repo, pull.head.sha);
  for (const context of rule.checks?.contexts ?? []) {
    const state = states.get(context);
    if (!state) unmet.push(`Required status check "${context}" is expected.`);
    else if (state === "pending") unmet.push(`Required status check "${context}" is pending.`);
    else if (state === "failure") unmet.push(`Required status check "${context}" is failing.`);
  }
  if (rule.reviews && rule.reviews.count > 0) unmet.push(...unmetReviews(world, repo, pull, rule.reviews.count));
  return unmet;
}

function unmetReviews(world: World, repo: Repository, pull: Pull, count: number): string[] {
  const counted = standingReviews(world, pull).filter((review) =>
    atLeast(permissionOf(world, repo, review.author), "push"),
  );
  if (counted.some((review) => review.state === "CHANGES_REQUESTED")) {
    return ["Changes have been requested."];
  }
  const approvals = counted.filter((review) => review.state === "APPROVED").length;
  if (approvals >= count) return [];
  const noun = count === 1 ? "review is" : "reviews are";
  return [`At least ${count} approving ${noun} required by reviewers with write access.`];
}

/** One word for each context, statuses and check runs together. */
export function contextStates(
  world: World,
  repo: Repository,
  sha: string,
): Map<string, "success" | "pending" | "failure"> {
  const states = new Map<string, "success" | "pending" | "failure">();
  for (const status of latestStatuses(world, repo, sha)) {
    states.set(status.context, status.state === "error" ? "failure" : status.state);
  }
  for (const run of latestCheckRuns(world, repo, sha)) {
    const fine = ["success", "neutral", "skipped"].includes(run.conclusion ?? "");
    states.set(run.name, run.status !== "completed" ? "pending" : fine ? "success" : "failure");
  }
  return states;
}

function unsteady(world: World, repo: Repository, pull: Pull): boolean {
  return [...contextStates(world, repo, pull.head.sha).values()].some((state) => state !== "success");
}
