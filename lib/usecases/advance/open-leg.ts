import { commitMessage, promotionOf, pullRequestBody, pullRequestTitle } from "../../domain/promotion/pull-request.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { PullRequest } from "../../ports/git.ts";
import { filesOfLeg } from "../readings/make-plan.ts";
import { type Look, legOf, settle, stillOurs } from "./look.ts";

/**
 * Branch, commit, pull request, reviewers: four writes, each after a probe; the status comes with
 * the first report of the gates. The branch's name was stored with the promotion, so whatever a
 * crashed worker had done is found.
 */
export async function openLeg(look: Look): Promise<Look> {
  const leg = legOf(look);
  if (leg.watchOnly) {
    return settle(
      look,
      { type: "nothing-to-edit" },
      { sentence: "Nothing to edit: the range covers it, and Sluice watches it arrive." },
      (tx) => tx.jobs.add("reconcile", { promotion: look.promotion.id, leg: leg.position }),
    );
  }
  const committed = await branchWithCommit(look);
  if (!committed.ok)
    return settle(look, { type: "failed", because: committed.sentence }, { sentence: committed.sentence });
  const { head, baseCommit } = committed.value;
  const pull = await pullRequest(look);
  if (pull.state === "closed" && !pull.merged) {
    const because = `Pull request #${pull.number} was closed on the git host before it was ready.`;
    return settle(look, { type: "failed", because }, { sentence: because, url: pull.url });
  }
  const environment = (await look.deps.store.read.environments()).find((e) => e.name === look.promotion.environment);
  if (environment && environment.approvals > 0) {
    const approvers = (await look.deps.store.read.approvers(environment.name)).filter(
      (login) => login !== look.promotion.requestedBy,
    );
    await stillOurs(look);
    await look.deps.people.askForReview(look.repository, pull.number, approvers);
  }
  return settle(
    look,
    { type: "pull-request-opened", number: pull.number, url: pull.url, head, baseCommit },
    { sentence: `Pull request #${pull.number} opened`, url: pull.url },
  );
}

export function pageOf(look: Look): string {
  return `${look.deps.publicUrl}/promotions/${look.promotion.id}`;
}

type Committed = { head: string; baseCommit: string };

const probes = 3;

/** What a call whose answer was lost has done may show itself only after the next one: a "no" is answered by another probe. */
async function branchWithCommit(look: Look): Promise<Result<Committed>> {
  for (let probe = 1; ; probe++) {
    try {
      return await probeOrCommit(look);
    } catch (error) {
      const overtaken = error instanceof Rejected && (error.status === 409 || error.status === 422);
      if (!overtaken || probe >= probes) throw error;
    }
  }
}

async function probeOrCommit(look: Look): Promise<Result<Committed>> {
  const { deps, promotion, repository } = look;
  const leg = legOf(look);
  const tip = await deps.changes.tip(repository, leg.branch);
  if (tip) {
    const base = await deps.mirror.tip(repository, leg.baseBranch);
    if (!(await deps.mirror.isAncestor(repository, tip, base))) return committedBefore(look, tip);
  }
  const files = await filesOfLeg(deps, promotion.plan, promotion.leg, tip);
  if (!files.ok) return files;
  const { baseCommit } = files.value;
  if (!tip) {
    await stillOurs(look);
    await deps.changes.createBranch(repository, leg.branch, baseCommit);
  }
  await stillOurs(look);
  const head = await deps.changes.commit(
    repository,
    leg.branch,
    baseCommit,
    files.value.files,
    commitMessage(promotion),
  );
  return ok({ head, baseCommit });
}

/** What stands on the branch already is taken for ours only if it is exactly what the plan would write: a message can be copied. */
async function committedBefore(look: Look, tip: string): Promise<Result<Committed>> {
  const { deps, promotion, repository } = look;
  const [entry, parent] = await deps.mirror.log(repository, tip, { limit: 2 });
  const owner = promotionOf(await deps.changes.message(repository, tip));
  if (!entry || !parent || owner !== promotion.id) return branchTaken(look);
  const files = await filesOfLeg(deps, promotion.plan, promotion.leg, parent.commit);
  if (!files.ok) return files;
  const planned = files.value.files;
  const paths = planned.map((file) => file.path).sort();
  if (JSON.stringify([...entry.files].sort()) !== JSON.stringify(paths)) return branchTaken(look);
  for (const { path, content } of planned) {
    if ((await deps.mirror.file(repository, tip, path)) !== content) return branchTaken(look);
  }
  const base = await deps.mirror.tip(repository, legOf(look).baseBranch);
  if (!(await deps.mirror.isAncestor(repository, parent.commit, base))) return branchTaken(look);
  return ok({ head: tip, baseCommit: parent.commit });
}

function branchTaken(look: Look): Result<never> {
  return refuse(
    "branch-taken",
    `Somebody else has written to the branch ${legOf(look).branch}. Sluice left it alone; to try again takes another one.`,
  );
}

async function pullRequest(look: Look): Promise<PullRequest> {
  const { deps, promotion, repository } = look;
  const leg = legOf(look);
  const known = await deps.changes.findPullRequest(repository, leg.branch, leg.baseBranch);
  if (known) return known;
  await stillOurs(look);
  try {
    return await deps.changes.openPullRequest(repository, {
      branch: leg.branch,
      base: leg.baseBranch,
      title: pullRequestTitle(promotion, promotion.leg),
      body: pullRequestBody(promotion, promotion.leg, deps.publicUrl),
    });
  } catch (error) {
    // Ours, from a call whose answer was lost and which took effect after the probe.
    const found =
      error instanceof Rejected
        ? await deps.changes.findPullRequest(repository, leg.branch, leg.baseBranch)
        : undefined;
    if (found) return found;
    if (error instanceof Rejected && /already exists/i.test(error.message))
      throw new Unavailable("The git host has the pull request and does not show it yet.", { cause: error });
    throw error;
  }
}
