import { type Actor, mayApprove, sees } from "../domain/permissions.ts";
import { endedWords, hasEnded, isUndecided } from "../domain/promotion/promotion.ts";
import { transition } from "../domain/promotion/transition.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";

type Input = { promotion: string; planHash: string; verdict: "approved" | "refused"; because: string };

/** An approval is for one plan. If the plan has changed since the page was drawn, it is not an approval. One refusal ends the promotion. */
export async function recordVerdict(deps: Deps, actor: Actor, input: Input): Promise<Result<true>> {
  return deps.store.transaction(async (tx) => {
    const promotion = await tx.promotions.lock(input.promotion);
    if (!promotion || !sees(actor, promotion.environment))
      return refuse("not-found", "There is no such promotion, or you may not see it.");
    const permitted = mayApprove(actor, promotion);
    if (!permitted.ok) return permitted;
    if (hasEnded(promotion.state))
      return refuse("not-open", `${endedWords[promotion.state.is]}, so it waits for nobody's word.`);
    if (promotion.planHash !== input.planHash)
      return refuse("plan-changed", "The plan changed while you were reading. Look again.");
    if (input.verdict === "approved" && !isUndecided(promotion.state))
      return refuse("merged-already", "It is let through already, so nothing waits for an approval.");
    const given = await tx.approvals(promotion.id);
    if (given.some((a) => a.userId === actor.id && a.planHash === input.planHash)) {
      return refuse("already-said", "You have already said your word on this plan.");
    }
    const at = deps.now();
    if (input.verdict === "refused") {
      const next = transition(promotion, { type: "refused", by: actor.login, because: input.because }, at);
      if (!next.ok) return next;
      await tx.promotions.save(next.value);
      await tx.jobs.add("tidy-promotion", { promotion: promotion.id }, { key: `tidy-${promotion.id}` });
    }
    await tx.promotions.approve(promotion.id, {
      userId: actor.id,
      login: actor.login,
      planHash: input.planHash,
      verdict: input.verdict,
      because: input.because,
      at,
    });
    const word = input.verdict === "approved" ? "Approved" : "Refused";
    await tx.promotions.tell(promotion.id, {
      at,
      who: actor.login,
      sentence: `${word}: “${input.because}”`,
      key: `verdict.${actor.id}.${input.planHash}`,
    });
    await tx.audit.write({
      who: actor.login,
      did: `promotion.${input.verdict}`,
      to: promotion.id,
      at,
      because: input.because,
      data: { planHash: input.planHash },
    });
    await tx.jobs.add("advance-promotion", { promotion: promotion.id }, { key: promotion.id });
    await tx.changed("promotions", [promotion.id]);
    await tx.changed(
      "cells",
      promotion.legs.flatMap((leg) => leg.deployments),
    );
    return ok(true);
  });
}
