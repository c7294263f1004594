import { hasEnded, type Leg, type Promotion } from "../domain/promotion/promotion.ts";
import { closingWords, formerBranches, promotionOf } from "../domain/promotion/pull-request.ts";
import type { Deps } from "../ports/deps.ts";
import type { RepositoryRef } from "../ports/git.ts";

/**
 * What a promotion leaves behind goes: after a merge its branch; after an ending without one the
 * pull request is closed with a word, and after a retry those of the times before. A commit that
 * somebody else put on the branch stays, and the branch with it. Run twice it does it once.
 */
export async function tidyPromotion(deps: Deps, input: { promotion: string }): Promise<void> {
  const promotion = await deps.store.read.promotion(input.promotion);
  if (!promotion) return;
  const repositories = await deps.store.read.repositories();
  for (const leg of promotion.legs) {
    if (leg.watchOnly) continue;
    const repository = repositories.find((r) => r.fullName === leg.repository);
    if (!repository) continue;
    const former = formerBranches(leg.branch, promotion.retries);
    for (const branch of former) await leave(deps, repository, promotion, { ...leg, branch });
    if (leg.mergedAt !== undefined) await deleteOurs(deps, repository, promotion, leg);
    else if (hasEnded(promotion.state)) await leave(deps, repository, promotion, leg);
  }
}

async function leave(deps: Deps, repository: RepositoryRef, promotion: Promotion, leg: Leg): Promise<void> {
  const pull = await deps.changes.findPullRequest(repository, leg.branch, leg.baseBranch);
  if (pull?.state === "open" && !pull.merged) {
    await deps.checks.publish(repository, pull.head, {
      state: "failure",
      sentence: hasEnded(promotion.state) ? `This promotion is ${promotion.state.is}.` : "Another try took its place.",
      url: `${deps.publicUrl}/promotions/${promotion.id}`,
    });
    await deps.changes.close(repository, pull.number, closingWords(promotion));
  }
  await deleteOurs(deps, repository, promotion, leg);
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
