import { ok, type Result, refuse } from "../result.ts";
import { endedWords, hasEnded, type Leg, type Promotion, type PromotionState } from "./promotion.ts";
import { retryBranch } from "./pull-request.ts";

export type PromotionEvent =
  | { type: "pull-request-opened"; number: number; url: string; head: string; baseCommit: string }
  | { type: "nothing-to-edit" }
  | { type: "gates-passed"; head: string }
  /** A gate stopped passing between the intent to merge and the merge, or the git host refused it. */
  | { type: "gates-reopened"; refused?: { sentence: string } }
  | { type: "refused"; by: string; because: string }
  | { type: "pull-request-closed"; because: string }
  | { type: "pull-request-merged"; commit: string; at: number }
  | { type: "running-and-healthy"; since: number }
  | { type: "unhealthy-again" }
  | { type: "held" }
  | { type: "failed"; because: string }
  | { type: "cancelled"; by: string; because: string }
  | { type: "superseded"; by: string }
  | { type: "retried" };

/** The whole life of a promotion is on this page. Every other file only asks it. */
export function transition(promotion: Promotion, event: PromotionEvent, now: number): Result<Promotion> {
  const { state } = promotion;
  if (event.type === "retried") return retried(promotion, now);
  if (hasEnded(state)) {
    return event.type === "cancelled"
      ? refuse("ended", `${endedWords[state.is]}, so there is nothing left to cancel.`)
      : no(promotion, event);
  }

  switch (event.type) {
    case "cancelled":
      if (state.is === "merging")
        return refuse("being-merged", "It is being merged at this moment. Look again in a few seconds.");
      if (mergedAt(promotion) !== undefined) {
        return refuse("merged-already", "It is merged already, so there is nothing left to cancel. Roll back instead.");
      }
      return ended(promotion, { is: "cancelled", at: now, by: event.by, because: event.because });
    case "superseded":
      if (state.is === "merging")
        return refuse("being-merged", "The one before it is being merged at this moment. Look again in a few seconds.");
      return ended(promotion, { is: "superseded", at: now, by: event.by });
    case "refused":
      if (state.is === "merging")
        return refuse("being-merged", "It is being merged at this moment. Look again in a few seconds.");
      if (mergedAt(promotion) !== undefined)
        return refuse("merged-already", "It is merged already, so it can no longer be refused. Roll back instead.");
      return ended(promotion, { is: "refused", at: now, by: event.by, because: event.because });
    case "failed":
      return ended(promotion, { is: "failed", at: now, because: event.because });
  }

  switch (state.is) {
    case "opening":
      if (event.type === "pull-request-opened") {
        return moved(promotion, { is: "gated" }, now, {
          pullRequest: event.number,
          pullRequestUrl: event.url,
          head: event.head,
          baseCommit: event.baseCommit,
        });
      }
      if (event.type === "nothing-to-edit") return moved(promotion, { is: "rolling-out", since: now }, now);
      break;
    case "gated":
      if (event.type === "gates-passed") {
        return moved(
          promotion,
          { is: "merging", head: event.head, ...(state.mergeRefused ? { mergeRefused: state.mergeRefused } : {}) },
          now,
        );
      }
      break;
    case "merging":
      if (event.type === "gates-reopened") return reopened(promotion, event.refused, now);
      break;
    case "rolling-out":
      if (event.type === "running-and-healthy") {
        return moved(promotion, { is: "holding", healthySince: event.since, rollingOutSince: state.since }, now, {
          healthySince: event.since,
        });
      }
      break;
    case "holding":
      if (event.type === "unhealthy-again") {
        return moved(
          promotion,
          { is: "rolling-out", since: state.rollingOutSince ?? mergedAt(promotion) ?? now, relapsedAt: now },
          now,
          {
            healthySince: undefined,
          },
        );
      }
      if (event.type === "held") return held(promotion, now);
      break;
  }

  if (state.is === "gated" || state.is === "merging") {
    switch (event.type) {
      case "pull-request-closed":
        return ended(promotion, { is: "closed", at: now, because: event.because });
      case "pull-request-merged":
        return moved(promotion, { is: "rolling-out", since: event.at }, now, {
          mergeCommit: event.commit,
          mergedAt: event.at,
        });
    }
  }
  return no(promotion, event);
}

function reopened(promotion: Promotion, refused: { sentence: string } | undefined, now: number): Result<Promotion> {
  const before = promotion.state.is === "merging" ? (promotion.state.mergeRefused?.times ?? 0) : 0;
  const mergeRefused = refused ? { sentence: refused.sentence, at: now, times: before + 1 } : undefined;
  return moved(promotion, { is: "gated", ...(mergeRefused ? { mergeRefused } : {}) }, now);
}

/** After the hold of a leg comes the next one; after the last, the promotion is verified. */
function held(promotion: Promotion, now: number): Result<Promotion> {
  const legs = promotion.legs.map((leg, i) => (i === promotion.leg ? { ...leg, verifiedAt: now } : leg));
  const next = promotion.leg + 1;
  if (next >= legs.length) return ended({ ...promotion, legs }, { is: "verified", at: now });
  return ok({ ...promotion, legs, leg: next, state: { is: "opening" }, nextLookAt: now });
}

/**
 * A failed promotion goes on where it stopped: what is merged stays merged and is watched
 * again, with a deadline of its own; what never got that far is opened again under a new branch.
 */
function retried(promotion: Promotion, now: number): Result<Promotion> {
  const { state } = promotion;
  if (state.is !== "failed") {
    const why = hasEnded(state) ? endedWords[state.is] : "This one is under way";
    return refuse("not-failed", `Only a failed promotion can be tried again. ${why}.`);
  }
  const retries = promotion.retries + 1;
  const leg = currentLeg(promotion);
  if (leg.mergedAt !== undefined || leg.watchOnly) {
    return ok({ ...promotion, retries, state: { is: "rolling-out", since: now }, nextLookAt: now });
  }
  const branch = retryBranch(leg.branch, retries);
  const legs = promotion.legs.map((each, i) => (i === promotion.leg ? fresh(each, branch) : each));
  return ok({ ...promotion, retries, legs, state: { is: "opening" }, nextLookAt: now });
}

function fresh(leg: Leg, branch: string): Leg {
  const { position, clusters, deployments, repository, baseBranch, watchOnly } = leg;
  return { position, clusters, deployments, repository, baseBranch, watchOnly, branch };
}

export function currentLeg(promotion: Promotion): Leg {
  const leg = promotion.legs[promotion.leg];
  if (!leg) throw new Error("A promotion has at least one leg, and its current one is among them.");
  return leg;
}

function mergedAt(promotion: Promotion): number | undefined {
  return currentLeg(promotion).mergedAt;
}

function moved(promotion: Promotion, state: PromotionState, now: number, facts: Partial<Leg> = {}): Result<Promotion> {
  const legs = promotion.legs.map((leg, i) => (i === promotion.leg ? { ...leg, ...facts } : leg));
  return ok({ ...promotion, legs, state, nextLookAt: now });
}

function ended(promotion: Promotion, state: PromotionState): Result<Promotion> {
  return ok({ ...promotion, state, nextLookAt: undefined });
}

function no(promotion: Promotion, event: PromotionEvent): Result<Promotion> {
  return refuse("no-such-step", `A promotion that is ${promotion.state.is} cannot take "${event.type}".`);
}
