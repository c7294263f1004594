import { hasEnded, type Leg, type Promotion } from "../domain/promotion/promotion.ts";
import { closingWords, formerBranches, promotionOf } from "../domain/promotion/pull-request.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { RepositoryRef } from "../ports/git.ts";

/**
 * What a promotion leaves behind goes: after a merge its branch; after an ending without one the
 * pull request is closed with a word, and after a retry those of the times before. A commit that
 * somebody else put on the branch stays, and the branch with it. Run twice it does it once. A refusal is
 * told, and tried again like a silence: what was cancelled must not stay open to be merged by hand.
 */
export async function tidyPromotion(deps: Deps, input: { promotion: string }): Promise<void> {
  const promotion = await deps.store.read.promotion(input.promotion);
  if (!promotion) return;
  const repositories = await deps.store.read.repositories();
  for (const leg of promotion.legs) {
    const repository = repositories.find((r) => r.fullName === leg.repository);
    if (leg.watchOnly || !repository) continue;
    try {
      await tidyLeg(deps, repository, promotion, leg);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      const sentence = `What it leaves on the git host could not be cleared away yet: ${error.message}`;
      await tell(deps, promotion, sentence, "tidy-refused");
      throw new Unavailable(error.message, { cause: error });
    }
  }
}

async function tidyLeg(deps: Deps, repository: RepositoryRef, promotion: Promotion, leg: Leg): Promise<void> {
  const former = formerBranches(leg.branch, promotion.retries);
  for (const branch of former) await leave(deps, repository, promotion, { ...leg, branch });
  if (leg.mergedAt !== undefined) await deleteOurs(deps, repository, promotion, leg);
  else if (hasEnded(promotion.state)) await leave(deps, repository, promotion, leg);
}

async function tell(deps: Deps, { id }: Promotion, sentence: string, key: string): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.promotions.tell(id, { at: deps.now(), sentence, key });
    await tx.changed("promotions", [id]);
  });
}

async function leave(deps: Deps, repository: RepositoryRef, promotion: Promotion, leg: Leg): Promise<void> {
  const pull = await deps.changes.findPullRequest(repository, leg.branch, leg.baseBranch);
  if (pull?.merged) {
    // Somebody did so right before the ending: nobody would look for it in Git.
    const by = pull.mergedBy ? ` by @${pull.mergedBy}` : "";
    const sentence = `Pull request #${pull.number} was merged on the git host${by} all the same: ${leg.baseBranch} has it.`;
    await tell(deps, promotion, sentence, `merged-all-the-same.${leg.branch}`);
  }
  if (pull?.state === "open" && !pull.merged) {
    await markFailed(deps, repository, promotion, pull.head);
    await deps.changes.close(repository, pull.number, closingWords(promotion));
  }
  await deleteOurs(deps, repository, promotion, leg);
}

/** Closing is what counts: a commit that takes no status any more is closed without one. */
async function markFailed(deps: Deps, repository: RepositoryRef, { id, state }: Promotion, head: string) {
  const sentence = hasEnded(state) ? `This promotion is ${state.is}.` : "Another try took its place.";
  const url = `${deps.publicUrl}/promotions/${id}`;
  await deps.checks.publish(repository, head, { state: "failure", sentence, url }).catch((error: unknown) => {
    if (!(error instanceof Rejected)) throw error;
  });
}

async function deleteOurs(deps: Deps, repository: RepositoryRef, promotion: Promotion, leg: Leg): Promise<void> {
  const tip = await deps.changes.tip(repository, leg.branch);
  if (!tip) return;
  const ours =
    tip === leg.head ||
    promotionOf(await deps.changes.message(repository, tip)) === promotion.id ||
    (await deps.mirror.isAncestor(repository, tip, await deps.mirror.tip(repository, leg.baseBranch)));
  if (ours) await deps.changes.deleteBranch(repository, leg.branch);
}
