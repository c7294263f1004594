import { type Actor, may, sees } from "../domain/permissions.ts";
import { type PromotionEvent, transition } from "../domain/promotion/transition.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { stillFollowed } from "./readings/followed.ts";

type Input = { promotion: string; reason: string };

/** Stops a promotion before its merge. The pull request is closed afterwards, by a job. */
export async function cancelPromotion(deps: Deps, actor: Actor, input: Input): Promise<Result<true>> {
  return command(
    deps,
    actor,
    input,
    "cancel",
    { type: "cancelled", by: actor.login, because: input.reason },
    "Cancelled",
  );
}

/** Goes on with a failed promotion where it stopped. */
export async function retryPromotion(deps: Deps, actor: Actor, input: Input): Promise<Result<true>> {
  return command(deps, actor, input, "retry", { type: "retried" }, "Tried again");
}

async function command(
  deps: Deps,
  actor: Actor,
  input: Input,
  verb: "cancel" | "retry",
  event: PromotionEvent,
  word: string,
): Promise<Result<true>> {
  return deps.store.transaction(async (tx) => {
    // The place first, as whoever replaces a promotion does: the other way round the two would wait for each other.
    const known = verb === "retry" ? await tx.promotion(input.promotion) : undefined;
    if (known) await tx.promotions.lockPlace(known.service, known.environment);
    const promotion = await tx.promotions.lock(input.promotion);
    if (!promotion || !sees(actor, promotion.environment))
      return refuse("not-found", "There is no such promotion, or you may not see it.");
    const permitted = may(actor, verb, promotion.environment);
    if (!permitted.ok) return permitted;
    if (verb === "retry") {
      const [other] = await tx.activePromotions({ service: promotion.service, environment: promotion.environment });
      if (other && other.id !== promotion.id)
        return refuse("in-flight", `${other.version} is on its way there by now (#${other.number}).`);
      const followed = await stillFollowed(tx, promotion.legs[promotion.leg]?.repository ?? "");
      if (!followed.ok) return followed;
    }
    const at = deps.now();
    const next = transition(promotion, event, at);
    if (!next.ok) return next;
    await tx.promotions.save(next.value);
    await tx.promotions.tell(promotion.id, {
      at,
      who: actor.login,
      sentence: `${word}: “${input.reason}”`,
      key: `${verb}.${promotion.retries}`,
    });
    await tx.audit.write({
      who: actor.login,
      did: `promotion.${event.type}`,
      to: promotion.id,
      at,
      because: input.reason,
    });
    await tx.jobs.add("tidy-promotion", { promotion: promotion.id }, { key: `tidy-${promotion.id}` });
    if (verb === "retry") await tx.jobs.add("advance-promotion", { promotion: promotion.id }, { key: promotion.id });
    await tx.changed("promotions", [promotion.id]);
    await tx.changed(
      "cells",
      promotion.legs.flatMap((leg) => leg.deployments),
    );
    return ok(true);
  });
}
