import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Promotion, PromotionState } from "./promotion.ts";
import { isTheEnd, lookAgainAt, troubleNow } from "./trouble.ts";

const minute = 60_000;
const promotion = (state: PromotionState) => ({ state }) as Promotion;
const no = "GitHub answered 404: Not Found";

describe("a no of the git host", () => {
  it("ends what has no pull request yet once it has been the answer for minutes", () => {
    const opening = promotion({ is: "opening" });
    const trouble = troubleNow(opening, no, 0);
    expect(isTheEnd(opening, trouble, 0)).toBe(false);
    expect(isTheEnd(opening, trouble, 4 * minute)).toBe(false);
    expect(isTheEnd(opening, trouble, 5 * minute)).toBe(true);
  });

  it("never ends what has an open pull request", () => {
    for (const state of [{ is: "gated" }, { is: "merging", head: "abc" }] as const)
      expect(isTheEnd(promotion(state), { sentence: no, since: 0 }, 30 * 24 * 60 * minute)).toBe(false);
  });

  it("is the same one for as long as it is the same sentence", () => {
    const before = promotion({ is: "opening", trouble: { sentence: no, since: 1 } });
    expect(troubleNow(before, no, 9)).toEqual({ sentence: no, since: 1 });
    expect(troubleNow(before, "GitHub is not answering.", 9)).toEqual({
      sentence: "GitHub is not answering.",
      since: 9,
    });
  });
});

it("trouble is looked at again within a minute, and the later the longer it has lasted", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), (since, a, b) => {
      const [sooner, later] = [since + Math.min(a, b), since + Math.max(a, b)];
      const wait = (now: number) => lookAgainAt({ sentence: no, since }, now) - now;
      expect(wait(sooner)).toBeLessThanOrEqual(wait(later));
      expect(wait(later)).toBeLessThanOrEqual(minute);
      expect(wait(sooner)).toBeGreaterThan(0);
    }),
  );
});
