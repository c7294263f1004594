import { hasEnded, type Promotion } from "../domain/promotion/promotion.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import { LostLease } from "../ports/store.ts";
import { decide } from "./advance/decide.ts";
import { type Look, settle } from "./advance/look.ts";
import { merge } from "./advance/merge.ts";
import { openLeg } from "./advance/open-leg.ts";
import { watchRollout } from "./advance/watch-rollout.ts";

const stepsAtOnce = 12;

/**
 * Looks at a promotion and takes every step that its facts allow, under a lease. Anything that
 * changes a fact only asks for another look, so losing a message costs time and nothing else.
 */
export async function advancePromotion(deps: Deps, input: { promotion: string }): Promise<void> {
  const lease = await deps.store.lease(input.promotion, deps.leaseMs);
  if (!lease) return;
  // An answer may take longer than the lease; who lives keeps it. A lost one is noticed before the next effect.
  const beating = setInterval(
    () => void deps.store.renew(input.promotion, lease.fence, deps.leaseMs).catch(() => {}),
    deps.leaseMs / 3,
  );
  try {
    await advance(deps, input.promotion, lease.fence);
  } catch (error) {
    if (error instanceof LostLease) return;
    throw error;
  } finally {
    clearInterval(beating);
    await deps.store.release(input.promotion, lease.fence).catch(() => {});
  }
}

async function advance(deps: Deps, id: string, fence: number): Promise<void> {
  const promotion = await deps.store.read.promotion(id);
  if (!promotion || hasEnded(promotion.state)) return;
  const repositories = await deps.store.read.repositories();
  let look: Look = { deps, promotion, fence, repository: repositoryOf(promotion, repositories) };
  for (let i = 0; i < stepsAtOnce; i++) {
    const before = look.promotion.state;
    const taken = await step(look).catch((error) => stoppedOrWaiting(look, error));
    look = taken.look;
    if (hasEnded(look.promotion.state)) return;
    if (look.promotion.state === before || taken.until !== undefined) {
      if (taken.until !== undefined && taken.until <= deps.now()) continue;
      await lookAgainAt(look, taken.until ?? deps.now() + 30_000);
      return;
    }
  }
}

type Taken = { look: Look; until: number | undefined };

async function step(look: Look): Promise<Taken> {
  const { state } = look.promotion;
  switch (state.is) {
    case "opening":
      return { look: await openLeg(look), until: undefined };
    case "gated": {
      const decision = await decide(look);
      if (decision.is === "waits") return { look, until: decision.until };
      if (decision.is === "settled") return { look: decision.look, until: undefined };
      const head = look.promotion.legs[look.promotion.leg]?.head ?? "";
      return {
        look: await settle(look, { type: "gates-passed", head }, { sentence: "All gates pass" }),
        until: undefined,
      };
    }
    case "merging":
      return { look: await merge(look), until: undefined };
    case "rolling-out":
    case "holding":
      return watchRollout(look);
    default:
      return { look, until: undefined };
  }
}

/**
 * The outside world said no in a way that trying again does not help: the promotion ends and says
 * why. Or it asked to wait: then there is no look before that.
 */
async function stoppedOrWaiting(look: Look, error: unknown): Promise<Taken> {
  if (error instanceof Unavailable && error.retryAfterMs) return { look, until: look.deps.now() + error.retryAfterMs };
  if (!(error instanceof Rejected)) throw error;
  const because = `${error.message} Nothing further was changed.`;
  return { look: await settle(look, { type: "failed", because }, { sentence: because }), until: undefined };
}

async function lookAgainAt(look: Look, at: number): Promise<void> {
  await look.deps.store.transaction(async (tx) => {
    const current = await tx.promotions.lock(look.promotion.id);
    if (!current || hasEnded(current.state)) return;
    await tx.promotions.save({ ...current, nextLookAt: at }, look.fence);
  });
}

function repositoryOf(promotion: Promotion, known: { connectionId: string; fullName: string }[]) {
  const fullName = promotion.legs[promotion.leg]?.repository;
  const row = known.find((r) => r.fullName === fullName);
  if (!row) throw new Rejected(`The repository ${fullName} is no longer connected.`);
  return { connectionId: row.connectionId, fullName: row.fullName };
}
