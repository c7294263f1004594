import { expect, it } from "vitest";
import { aPromotion } from "../../test/fakes/promotion.ts";
import type { Deps } from "../ports/deps.ts";
import { pauseOf } from "./advance/decide.ts";
import { takePoke } from "./take-poke.ts";

const promotions = [1, 2, 3].map((number) => {
  const promotion = aPromotion();
  const [leg] = promotion.legs;
  const opened = { pullRequest: number, head: `head-${number}` };
  // The third has no pull request yet.
  return { ...promotion, id: `p${number}`, legs: [{ ...leg, ...(number < 3 ? opened : {}) }] };
});

/** Which promotions are looked at. */
async function looks(poke: object): Promise<string[]> {
  const looked: string[] = [];
  const tx = {
    firstSeen: async () => true,
    activePromotions: async () => promotions,
    services: async () => [],
    jobs: {
      add: async () => undefined,
      addAll: async (name: string, jobs: { key: string }[]) =>
        name === "advance-promotion" && looked.push(...jobs.map(({ key }) => key)),
    },
  };
  const store = { read: { repositories: async () => [] }, transaction: (work: (of: object) => unknown) => work(tx) };
  await takePoke({ store } as unknown as Deps, {
    delivery: "1",
    event: "check_run",
    repository: "Acme/fleet",
    ...poke,
  });
  return looked;
}

it("the checks of one pull request have nobody look at all the others", async () => {
  expect(await looks({ head: "head-1" })).toEqual(["p1", "p3"]);
  expect(await looks({ pullRequest: 2 })).toEqual(["p2", "p3"]);
  expect(await looks({ head: "of somebody else" })).toEqual(["p3"]);
  expect(await looks({ event: "push" })).toEqual(["p1", "p2", "p3"]);
  expect(await looks({ repository: "acme/other" })).toEqual([]);
});

it("what waits for long is looked at less often, and what has just come as often as before", () => {
  const minutes = (since: number, machine: boolean) =>
    pauseOf(aPromotion({ requestedAt: 0 }), machine, since * 60_000) / 1000;
  expect([0, 1, 10, 600].map((since) => minutes(since, true))).toEqual([5, 5, 30, 60]);
  expect([0, 1, 20, 600].map((since) => minutes(since, false))).toEqual([30, 30, 60, 300]);
});
