import { expect, it } from "vitest";
import { isAnotherPlan, seePlan } from "./seen-plan.ts";

const begun = seePlan(undefined, "checkout 1.4.0", "one");

it("a plan that arrives while somebody reads another is not the one that they have read", () => {
  const seen = seePlan(begun, "checkout 1.4.0", "two");
  expect(seen).toBe(begun);
  expect(isAnotherPlan(seen, "two")).toBe(true);
});

it("the same plan, read again, changes nothing", () => {
  expect(isAnotherPlan(seePlan(begun, "checkout 1.4.0", "one"), "one")).toBe(false);
  expect(seePlan(begun, "checkout 1.4.0", undefined)).toBe(begun);
  expect(isAnotherPlan(begun, undefined)).toBe(false);
});

it("whoever chooses another release reads its plan from the beginning", () => {
  expect(isAnotherPlan(seePlan(begun, "checkout 1.3.0", "three"), "three")).toBe(false);
});

it("while nothing has been shown yet there is nothing to have been changed", () => {
  const waiting = seePlan(undefined, "checkout 1.4.0", undefined);
  expect(seePlan(waiting, "checkout 1.4.0", undefined)).toBe(waiting);
  expect(isAnotherPlan(seePlan(waiting, "checkout 1.4.0", "one"), "one")).toBe(false);
});
