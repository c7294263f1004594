import { hasEnded } from "../domain/promotion/promotion.ts";
import type { Deps } from "../ports/deps.ts";

/** After an ending without a merge: the pull request is closed with a word, and our own branch goes. Run twice it does it once. */
export async function tidyPromotion(deps: Deps, input: { promotion: string }): Promise<void> {
  const promotion = await deps.store.read.promotion(input.promotion);
  if (!promotion || !hasEnded(promotion.state)) return;
  const repositories = await deps.store.read.repositories();
  for (const leg of promotion.legs) {
    if (leg.watchOnly || leg.mergedAt !== undefined) continue;
    const repository = repositories.find((r) => r.fullName === leg.repository);
    if (!repository) continue;
    const pull = await deps.changes.findPullRequest(repository, leg.branch, leg.baseBranch);
    if (pull?.state === "open" && !pull.merged) {
      const why = "because" in promotion.state ? ` ${promotion.state.because}` : "";
      await deps.checks.publish(repository, pull.head, {
        state: "failure",
        sentence: `This promotion is ${promotion.state.is}.`,
        url: `${deps.publicUrl}/promotions/${promotion.id}`,
      });
      await deps.changes.close(
        repository,
        pull.number,
        `Sluice closes this pull request: the promotion is ${promotion.state.is}.${why.replaceAll("@", "@\u200b")}`,
      );
    }
    if (await deps.changes.tip(repository, leg.branch)) await deps.changes.deleteBranch(repository, leg.branch);
  }
}
