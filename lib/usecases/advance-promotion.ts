import { hasEnded, type Promotion, type Trouble } from "../domain/promotion/promotion.ts";
import { isTheEnd, lookAgainAt, troubleNow } from "../domain/promotion/trouble.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { RepositoryRef } from "../ports/git.ts";
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
    if (!(error instanceof LostLease)) throw error;
    // It may have been ended, and cleared away, while our last call was on its way.
    await deps.store.transaction((tx) =>
      tx.jobs.add("tidy-promotion", { promotion: input.promotion }, { key: `tidy-${input.promotion}` }),
    );
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
      await wait(look, taken.until ?? deps.now() + 30_000, taken.trouble);
      if (taken.bug) throw taken.bug;
      return;
    }
  }
}

type Taken = { look: Look; until: number | undefined; trouble?: Trouble; bug?: unknown };

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
 * A look that came to nothing is told on the promotion and comes again. Where the git host's no is the
 * end, the promotion stops with the reason; before a merge it goes back to the gates, where it can be cancelled.
 */
async function stoppedOrWaiting(look: Look, error: unknown): Promise<Taken> {
  const { deps, promotion } = look;
  if (error instanceof LostLease) throw error;
  const now = deps.now();
  const known = error instanceof Rejected || error instanceof Unavailable;
  const trouble = troubleNow(promotion, known ? error.message : "Something went wrong in Sluice: see its log.", now);
  if (error instanceof Rejected && isTheEnd(promotion, trouble, now)) {
    const because = `${error.message} Nothing further was changed.`;
    return { look: await settle(look, { type: "failed", because }, { sentence: because }), until: undefined };
  }
  if (error instanceof Rejected && promotion.state.is === "merging") {
    const refused = { sentence: error.message };
    const told = { sentence: `The git host could not be asked before the merge: ${error.message}` };
    return { look: await settle(look, { type: "gates-reopened", refused }, told), until: undefined };
  }
  if (known)
    deps.log.info({ promotion: promotion.id, error: error.message }, "a promotion waits for the outside world");
  const asked = error instanceof Unavailable && error.retryAfterMs ? now + error.retryAfterMs : 0;
  const until = Math.max(asked, lookAgainAt(trouble, now));
  return { look, until, trouble, ...(known ? {} : { bug: error }) };
}

async function wait({ deps, promotion, fence }: Look, until: number, trouble: Trouble | undefined): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const current = await tx.promotions.lock(promotion.id);
    if (!current || hasEnded(current.state)) return;
    const { trouble: before, ...state } = current.state;
    const next = { ...state, ...(trouble ? { trouble } : {}) };
    await tx.promotions.save({ ...current, state: next, nextLookAt: until }, fence);
    if (before?.sentence !== trouble?.sentence) await tx.changed("promotions", [promotion.id]);
  });
}

/** One that is no longer connected is noticed by whoever asks its host for something. */
function repositoryOf(promotion: Promotion, known: RepositoryRef[]): RepositoryRef {
  const fullName = promotion.legs[promotion.leg]?.repository ?? "";
  return { connectionId: known.find((row) => row.fullName === fullName)?.connectionId ?? "", fullName };
}
