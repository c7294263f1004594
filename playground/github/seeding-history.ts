import { signatureOf } from "./acts/accounts.ts";
import { commitFiles } from "./acts/commits.ts";
import { mergePull } from "./acts/merge.ts";
import { openPull, requestReviewers } from "./acts/pulls.ts";
import { moveRef } from "./acts/refs.ts";
import { submitReview } from "./acts/reviews.ts";
import { zeros } from "./git/zeros.ts";
import type { MergedPullRequest, NewCommit, NewPullRequest } from "./seed.ts";
import type { Pull, Repository } from "./world/types.ts";
import type { World } from "./world/world.ts";

export async function putCommit(world: World, repo: Repository, input: NewCommit): Promise<string> {
  const repository = world.git(repo);
  const ref = `refs/heads/${input.branch}`;
  const tip = await repository.ref(ref);
  const start = tip ?? (await repository.resolve(input.from ?? repo.defaultBranch));
  const date = input.at ?? world.clock();
  const author = signatureOf(world, input.author, date);
  const committer = input.committer ? signatureOf(world, input.committer, date) : author;
  const { files, message } = input;
  const sha = await commitFiles(world, repo, { parent: start, files, message, author, committer });
  const by = typeof input.author === "string" ? input.author : repo.owner;
  await moveRef(world, repo, { ref, before: tip ?? zeros, after: sha }, { by, at: input.at, quiet: input.quiet });
  return sha;
}

export async function openSeeded(world: World, repo: Repository, input: NewPullRequest): Promise<Pull> {
  const { branch, author, at, quiet } = input;
  const base = input.base ?? repo.defaultBranch;
  if (input.files) {
    const message = input.commitMessage ?? input.title;
    await putCommit(world, repo, { branch, from: base, files: input.files, message, author, at, quiet });
  }
  const doing = { by: author, at, quiet };
  const { title, body, draft, labels } = input;
  const pull = await openPull(world, repo, { title, body, head: branch, base, draft, labels }, doing);
  if (input.reviewers) requestReviewers(world, repo, pull, { reviewers: input.reviewers, teams: [] }, doing);
  return pull;
}

export async function openAndMerge(world: World, repo: Repository, input: MergedPullRequest) {
  const quiet = input.quiet ?? true;
  const opened = new Date(input.at.getTime() - (input.openForMs ?? 3_600_000));
  const pull = await openSeeded(world, repo, { ...input, at: opened, quiet });
  for (const by of input.approvedBy ?? []) {
    submitReview(world, repo, pull, { state: "APPROVED" }, { by, at: input.at, quiet });
  }
  const doing = { by: input.mergedBy, at: input.at, quiet };
  const rules = world.protections.get(`${repo.id}/${pull.base.ref}`);
  // History was made before the rules: they do not apply to it.
  if (rules) world.protections.delete(`${repo.id}/${pull.base.ref}`);
  try {
    const mergeSha = await mergePull(world, repo, pull, { method: input.method ?? "merge" }, doing);
    if (!input.keepBranch && !repo.deleteBranchOnMerge) {
      await moveRef(world, repo, { ref: `refs/heads/${input.branch}`, before: pull.head.sha, after: zeros }, doing);
    }
    return { number: pull.number, headSha: pull.head.sha, mergeSha };
  } finally {
    if (rules) world.protections.put(`${repo.id}/${pull.base.ref}`, rules);
  }
}
