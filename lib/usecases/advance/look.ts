import { same } from "../../domain/deployment/same.ts";
import { hasEnded, type Leg, type Promotion } from "../../domain/promotion/promotion.ts";
import { currentLeg, type PromotionEvent, transition } from "../../domain/promotion/transition.ts";
import type { Deps } from "../../ports/deps.ts";
import { Rejected } from "../../ports/failures.ts";
import type { RepositoryRef } from "../../ports/git.ts";
import { LostLease, type Tx } from "../../ports/store.ts";

/** One worker's hold on one promotion. Everything it writes carries the fence. */
export type Look = { deps: Deps; promotion: Promotion; fence: number; repository: RepositoryRef };

export type Told = { sentence: string; url?: string; who?: string };

export function legOf(look: Look): Leg {
  return currentLeg(look.promotion);
}

/** Before each effect: somebody else may have taken over while we waited for an answer. */
export async function stillOurs(look: Look): Promise<void> {
  if (!(await look.deps.store.renew(look.promotion.id, look.fence, look.deps.leaseMs)))
    throw new LostLease(look.promotion.id);
}

/**
 * Takes one event: the new state, what is told of it, its audit record and its follow-up
 * jobs go in together. A promotion that changed meanwhile (cancelled, refused) is left as it is.
 */
export async function settle(
  look: Look,
  event: PromotionEvent,
  told: Told,
  also?: (tx: Tx, after: Promotion) => Promise<void>,
): Promise<Look> {
  const { deps, fence } = look;
  const promotion = await deps.store.transaction(async (tx) => {
    const current = await tx.promotions.lock(look.promotion.id);
    if (!current) throw new Rejected("The promotion is gone.");
    if (!same(current.state, look.promotion.state) || current.leg !== look.promotion.leg) return current;
    const now = deps.now();
    const next = transition(current, event, now);
    if (!next.ok) throw new Error(next.sentence);
    await tx.promotions.save(next.value, fence);
    await tx.promotions.tell(current.id, {
      at: now,
      ...told,
      key: `${current.leg}.${current.retries}.${event.type}.${keyOf(event, current)}`,
    });
    await tx.audit.write({
      who: told.who ?? "sluice",
      did: `promotion.${event.type}`,
      to: current.id,
      at: now,
      because: told.sentence,
      data: { event, leg: current.leg },
    });
    if (hasEnded(next.value.state))
      await tx.jobs.add("tidy-promotion", { promotion: current.id }, { key: `tidy-${current.id}` });
    await also?.(tx, next.value);
    await tx.changed("promotions", [current.id]);
    await tx.changed(
      "cells",
      next.value.legs.flatMap((leg) => leg.deployments),
    );
    return next.value;
  });
  return { ...look, promotion };
}

/** Passing from rolling out to holding and back may happen several times; each is told. */
function keyOf(event: PromotionEvent, { state }: Promotion): string {
  if (event.type === "running-and-healthy") return String(event.since);
  if (state.is === "holding") return String(state.healthySince);
  if (state.is === "gated" || state.is === "merging") return String(state.mergeRefused?.times ?? 0);
  return "";
}
