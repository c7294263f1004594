import { isAncestor } from "../git/history.ts";
import { zeros } from "../git/zeros.ts";
import { presentPull } from "../present/pull.ts";
import type { Pull, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { Doing } from "./doing.ts";

type Step = { before: string; after: string };

/** Pull requests from this branch have a new head, or lose it. */
export async function headMoved(
  world: World,
  repo: Repository,
  branch: string,
  step: Step,
  doing: Doing,
): Promise<void> {
  for (const pull of openPulls(world, repo, (one) => one.head.ref === branch)) {
    if (step.after === zeros) {
      closed(world, repo, pull, doing);
      continue;
    }
    pull.head.sha = step.after;
    pull.updatedAt = world.now(doing.at);
    await world.git(repo).updateRef(`refs/pull/${pull.number}/head`, step.after);
    const base = await world.git(repo).ref(`refs/heads/${pull.base.ref}`);
    if (base) pull.base.sha = base;
    world.savePull(pull);
    dismissStale(world, repo, pull);
    emitPull(world, repo, pull, "synchronize", doing, { before: step.before, after: step.after });
    // A head that brings nothing any more ends its pull request.
    if (base && (await isAncestor(world.git(repo), step.after, base))) closed(world, repo, pull, doing);
  }
}

/** Pull requests into this branch whose commits it now has are merged, whoever pushed them. */
export async function baseMoved(
  world: World,
  repo: Repository,
  branch: string,
  step: Step,
  doing: Doing,
): Promise<void> {
  for (const pull of openPulls(world, repo, (one) => one.base.ref === branch)) {
    if (!(await isAncestor(world.git(repo), pull.head.sha, step.after))) continue;
    markMerged(world, pull, step.after, doing);
    emitPull(world, repo, pull, "closed", doing);
  }
}

export function markMerged(world: World, pull: Pull, mergeCommitSha: string, doing: Doing): void {
  const at = world.now(doing.at);
  Object.assign(pull, { state: "closed", closedAt: at, closedBy: doing.by, mergedAt: at, mergedBy: doing.by });
  Object.assign(pull, { mergeCommitSha, updatedAt: at });
  world.savePull(pull);
}

export function closed(world: World, repo: Repository, pull: Pull, doing: Doing): void {
  const at = world.now(doing.at);
  Object.assign(pull, { state: "closed", closedAt: at, closedBy: doing.by, updatedAt: at });
  world.savePull(pull);
  emitPull(world, repo, pull, "closed", doing);
}

export function emitPull(
  world: World,
  repo: Repository,
  pull: Pull,
  action: string,
  doing: Doing,
  extra: Record<string, unknown> = {},
): void {
  if (doing.quiet) return;
  world.emit({
    name: "pull_request",
    action,
    repo,
    sender: doing.by,
    payload: async () => ({ number: pull.number, pull_request: await presentPull(world, repo, pull), ...extra }),
  });
}

function openPulls(world: World, repo: Repository, keep: (pull: Pull) => boolean): Pull[] {
  return world.pulls.filter((pull) => pull.repo === repo.id && pull.state === "open" && keep(pull));
}

function dismissStale(world: World, repo: Repository, pull: Pull): void {
  if (!world.protections.get(`${repo.id}/${pull.base.ref}`)?.reviews?.dismissStale) return;
  const stale = (id: { repo: number; pull: number; state: string }): boolean =>
    id.repo === repo.id && id.pull === pull.number && id.state === "APPROVED";
  for (const review of world.reviews.filter(stale)) world.reviews.put(review.id, { ...review, state: "DISMISSED" });
}
