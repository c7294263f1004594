import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aPromotion } from "../../../test/fakes/promotion.ts";
import { endings, hasEnded, type Promotion, type PromotionState } from "./promotion.ts";
import { currentLeg, type PromotionEvent, transition } from "./transition.ts";

const now = 10_000;

const events: PromotionEvent[] = [
  { type: "pull-request-opened", number: 7, url: "https://git.example.com/7", head: "h1", baseCommit: "b1" },
  { type: "nothing-to-edit" },
  { type: "gates-passed", head: "h1" },
  { type: "gates-reopened" },
  { type: "gates-reopened", refused: { sentence: "Not now." } },
  { type: "refused", by: "ada", because: "no" },
  { type: "pull-request-closed", because: "closed" },
  { type: "pull-request-merged", commit: "m1", at: 5_000 },
  { type: "running-and-healthy", since: 6_000 },
  { type: "unhealthy-again" },
  { type: "held" },
  { type: "failed", because: "broken" },
  { type: "cancelled", by: "dev", because: "changed my mind" },
  { type: "superseded", by: "other" },
  { type: "retried" },
];

const ended: PromotionState[] = [
  { is: "verified", at: 1 },
  { is: "failed", at: 1, because: "x" },
  { is: "refused", at: 1, by: "ada", because: "x" },
  { is: "cancelled", at: 1, by: "dev", because: "x" },
  { is: "closed", at: 1, because: "x" },
  { is: "superseded", at: 1, by: "y" },
];

function take(promotion: Promotion, ...given: PromotionEvent[]): Promotion {
  return given.reduce((before, event) => {
    const next = transition(before, event, now);
    if (!next.ok) throw new Error(`${event.type}: ${next.sentence}`);
    return next.value;
  }, promotion);
}

const named = (type: PromotionEvent["type"]) => events.find((event) => event.type === type) as PromotionEvent;
const merged = [named("pull-request-opened"), named("gates-passed"), named("pull-request-merged")];

describe("a promotion", () => {
  it("goes from its pull request to verified", () => {
    const states = ["gated", "merging", "rolling-out", "holding", "verified"];
    let promotion = aPromotion();
    for (const event of [...merged, named("running-and-healthy"), named("held")]) {
      promotion = take(promotion, event);
      expect(promotion.state.is).toBe(states.shift());
    }
    expect(promotion.legs[0]).toMatchObject({
      pullRequest: 7,
      head: "h1",
      mergeCommit: "m1",
      mergedAt: 5_000,
      verifiedAt: now,
    });
  });

  it("whose range covers the release is watched without a pull request", () => {
    expect(take(aPromotion(), named("nothing-to-edit")).state).toEqual({ is: "rolling-out", since: now });
  });

  it("takes its legs in order, and is verified after the last", () => {
    let promotion = aPromotion({ legs: 3 });
    for (let leg = 0; leg < 3; leg++) {
      expect({ leg: promotion.leg, is: promotion.state.is }).toEqual({ leg, is: "opening" });
      promotion = take(promotion, ...merged, named("running-and-healthy"), named("held"));
    }
    expect(promotion.state).toEqual({ is: "verified", at: now });
    expect(promotion.legs.every((leg) => leg.verifiedAt === now)).toBe(true);
  });

  it.each(ended)("that is $is takes nothing any more, but for a retry of what failed", (state) => {
    for (const event of events) {
      const next = transition(aPromotion({ state }), event, now);
      expect({ event: event.type, ok: next.ok }).toEqual({
        event: event.type,
        ok: state.is === "failed" && event.type === "retried",
      });
    }
  });

  it.each(["opening", "gated"] as const)("that is %s can be cancelled, refused and superseded", (is) => {
    const promotion = is === "opening" ? aPromotion() : take(aPromotion(), named("pull-request-opened"));
    for (const type of ["cancelled", "refused", "superseded"] as const)
      expect(take(promotion, named(type)).state.is).toBe(type);
  });

  it("that is being merged can neither be cancelled, nor refused, nor superseded: nobody knows yet whether it is merged", () => {
    const merging = take(aPromotion(), named("pull-request-opened"), named("gates-passed"));
    for (const type of ["cancelled", "refused", "superseded"] as const)
      expect(transition(merging, named(type), now)).toMatchObject({ ok: false, reason: "being-merged" });
  });

  it("that is merged can no longer be cancelled or refused, and says what to do instead", () => {
    const rolling = take(aPromotion(), ...merged);
    for (const promotion of [rolling, take(rolling, named("running-and-healthy"))]) {
      for (const type of ["cancelled", "refused"] as const)
        expect(transition(promotion, named(type), now)).toMatchObject({
          reason: "merged-already",
          sentence: expect.stringContaining("Roll back instead"),
        });
      expect(take(promotion, named("superseded")).state.is).toBe("superseded");
    }
  });

  it("that was merged by hand while its gates waited rolls out from then on", () => {
    const gated = take(aPromotion(), named("pull-request-opened"));
    expect(take(gated, named("pull-request-merged")).state).toEqual({ is: "rolling-out", since: 5_000 });
  });

  it("counts how often its merge was refused, and forgets it when a gate closes by itself", () => {
    let promotion = take(aPromotion(), named("pull-request-opened"));
    for (const times of [1, 2, 3]) {
      promotion = take(promotion, named("gates-passed"), { type: "gates-reopened", refused: { sentence: "No." } });
      expect(promotion.state).toEqual({ is: "gated", mergeRefused: { sentence: "No.", at: now, times } });
    }
    expect(take(promotion, named("gates-passed"), { type: "gates-reopened" }).state).toEqual({ is: "gated" });
  });

  it("that failed before its merge is tried again under a new branch, with nothing left of the old one", () => {
    const failed = take(aPromotion(), named("pull-request-opened"), named("failed"));
    const first = currentLeg(failed).branch;
    const again = take(failed, named("retried"));
    expect(again).toMatchObject({ retries: 1, state: { is: "opening" }, legs: [{ branch: `${first}-r1` }] });
    expect(currentLeg(again)).not.toHaveProperty("pullRequest");
    expect(currentLeg(again)).not.toHaveProperty("head");
    expect(currentLeg(take(again, named("failed"), named("retried"))).branch).toBe(`${first}-r2`);
  });

  it("that failed after its merge is watched again, with a deadline of its own, also after a relapse", () => {
    const failed = take(aPromotion(), ...merged, named("failed"));
    const again = take(failed, named("retried"));
    expect(again).toMatchObject({ state: { is: "rolling-out", since: now }, legs: [{ mergedAt: 5_000 }] });
    const relapsed = take(again, { type: "running-and-healthy", since: 12_000 }, named("unhealthy-again"));
    expect(relapsed.state).toEqual({ is: "rolling-out", since: now, relapsedAt: now });
  });

  it("never leaves an ending, never goes back a leg and always has a moment to be looked at, whatever comes", () => {
    const any = fc.array(fc.constantFrom(...events), { maxLength: 40 });
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 3 }), (given, legs) => {
        let promotion = aPromotion({ legs });
        for (const event of given) {
          const next = transition(promotion, event, now);
          if (!next.ok) {
            expect(next.sentence).toMatch(/\.$/);
            continue;
          }
          if (hasEnded(promotion.state)) expect([promotion.state.is, event.type]).toEqual(["failed", "retried"]);
          expect(next.value.leg).toBeGreaterThanOrEqual(promotion.leg);
          expect(next.value.leg - promotion.leg).toBeLessThanOrEqual(1);
          expect(next.value.nextLookAt === undefined).toBe(hasEnded(next.value.state));
          for (const [i, leg] of promotion.legs.entries())
            if (leg.mergedAt !== undefined) expect(next.value.legs[i]?.mergedAt).toBe(leg.mergedAt);
          promotion = next.value;
        }
        if (promotion.state.is === "verified")
          expect(promotion.legs.every((leg) => leg.verifiedAt !== undefined)).toBe(true);
      }),
    );
  });

  it("is never merged but from its gates", () => {
    for (const state of [
      { is: "opening" },
      { is: "rolling-out", since: 1 },
      { is: "holding", healthySince: 1 },
    ] as const)
      expect(transition(aPromotion({ state }), named("pull-request-merged"), now).ok).toBe(false);
  });

  it("has as many endings as there are words for them", () => {
    expect(ended.map((state) => state.is)).toEqual([...endings]);
  });
});
