import { commitsOf, log, replay } from "../git/history.ts";
import { RefMoved } from "../git/refs.ts";
import type { Signature } from "../git/writer.ts";
import { zeros } from "../git/zeros.ts";
import { Problem } from "../world/problem.ts";
import type { Pull, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { atLeast, permissionOf, signatureOf } from "./accounts.ts";
import type { Doing } from "./doing.ts";
import { type Mergeability, mergeabilityOf, protectionOf } from "./mergeability.ts";
import { emitPull, markMerged } from "./pull-follow.ts";
import { moveRef, refMoved } from "./refs.ts";

export type MergeMethod = "merge" | "squash" | "rebase";
export type Merge = { method: MergeMethod; title?: string; message?: string; sha?: string };

/** @throws Problem 405 when it cannot or may not be merged, 409 when the head is not at `sha`. */
export async function mergePull(
  world: World,
  repo: Repository,
  pull: Pull,
  merge: Merge,
  doing: Doing,
): Promise<string> {
  if (pull.state !== "open" || pull.mergedAt) throw new Problem(405, "Pull Request is not mergeable");
  if (merge.sha && merge.sha !== pull.head.sha) {
    throw new Problem(409, "Head branch was modified. Review and try the merge again.");
  }
  if (!repo.allow[merge.method]) throw new Problem(405, methodRefused[merge.method]);
  const can = await mergeabilityOf(world, repo, pull);
  if (pull.draft) throw new Problem(405, "Pull Request is still a draft");
  if (!can.mergeable || !can.base || !can.tree) throw new Problem(405, "Pull Request is not mergeable");
  if (protectionOf(world, repo, pull.base.ref)?.mergeQueue)
    throw new Problem(405, "Changes must be made through the merge queue");
  const bypass = mayBypass(world, repo, pull.base.ref, doing.by);
  if (can.unmet.length > 0 && !bypass) throw new Problem(405, can.unmet.join(" "));
  if (merge.method === "merge" && protectionOf(world, repo, pull.base.ref)?.linearHistory && !bypass) {
    throw new Problem(405, "This branch requires linear history; merge commits are not allowed.");
  }

  const sha = await makeMerge(world, repo, pull, merge, can, doing);
  try {
    await world.git(repo).updateRef(`refs/heads/${pull.base.ref}`, sha, can.base);
  } catch (error) {
    if (error instanceof RefMoved) throw new Problem(405, "Base branch was modified. Review and try the merge again.");
    throw error;
  }
  markMerged(world, pull, sha, doing);
  emitPull(world, repo, pull, "closed", doing);
  await refMoved(world, repo, { ref: `refs/heads/${pull.base.ref}`, before: can.base, after: sha }, doing);
  if (repo.deleteBranchOnMerge) {
    await moveRef(world, repo, { ref: `refs/heads/${pull.head.ref}`, before: pull.head.sha, after: zeros }, doing);
  }
  return sha;
}

const methodRefused: Record<MergeMethod, string> = {
  merge: "Merge commits are not allowed on this repository.",
  squash: "Squash merges are not allowed on this repository.",
  rebase: "Rebase merges are not allowed on this repository.",
};

export function mayBypass(world: World, repo: Repository, branch: string, login: string): boolean {
  const rule = protectionOf(world, repo, branch);
  return !rule || (!rule.enforceAdmins && atLeast(permissionOf(world, repo, login), "admin"));
}

async function makeMerge(
  world: World,
  repo: Repository,
  pull: Pull,
  merge: Merge,
  can: Mergeability,
  doing: Doing,
): Promise<string> {
  const repository = world.git(repo);
  const base = can.base as string;
  const tree = can.tree as string;
  const date = doing.at ?? world.clock();
  const author = signatureOf(world, doing.by, date);
  const committer = webFlow(date);
  if (merge.method === "rebase") {
    const oids = await log(repository, { from: pull.head.sha, not: base, oldestFirst: true });
    const tip = await replay(repository, oids, base, author);
    if (!tip) throw new Problem(405, "This branch can't be rebased");
    return tip;
  }
  if (merge.method === "squash") {
    const oids = await log(repository, { from: pull.head.sha, not: base, oldestFirst: true });
    const commits = await commitsOf(repository, oids);
    const only = commits.length === 1 ? commits[0] : undefined;
    const title = merge.title ?? `${only ? firstLine(only.message) : pull.title} (#${pull.number})`;
    const text =
      merge.message ?? (only ? rest(only.message) : commits.map((one) => `* ${firstLine(one.message)}`).join("\n\n"));
    const writer = signatureOf(world, pull.author, date);
    return repository.writeCommit({ tree, parents: [base], author: writer, committer, message: joined(title, text) });
  }
  const title = merge.title ?? `Merge pull request #${pull.number} from ${repo.owner}/${pull.head.ref}`;
  const message = joined(title, merge.message ?? pull.title);
  return repository.writeCommit({ tree, parents: [base, pull.head.sha], author, committer, message });
}

/** Who GitHub says committed what was done in the browser or by the API. */
export function webFlow(date: Date): Signature {
  return { name: "GitHub", email: "noreply@github.com", date };
}

export function firstLine(message: string): string {
  return message.split("\n")[0] ?? "";
}

function rest(message: string): string {
  return message.split("\n").slice(1).join("\n").trim();
}

function joined(title: string, text: string): string {
  return text === "" ? title : `${title}\n\n${text}`;
}
