import fc from "fast-check";
import { expect, it } from "vitest";
import { type Turn, Turns } from "./turns.ts";

it("an answer that comes after a later one was shown does not take its place", () => {
  const turns = new Turns();
  const [first, second] = [turns.ask(), turns.ask()];
  expect(second.counts()).toBe(true);
  expect(first.counts()).toBe(false);
});

it("an answer is shown although somebody has asked again meanwhile", () => {
  const turns = new Turns();
  const first = turns.ask();
  turns.ask();
  expect(first.counts()).toBe(true);
  expect(first.isLast()).toBe(false);
});

it("in whatever order answers come, what is shown only becomes newer and ends with the newest", () => {
  const orders = fc.integer({ min: 1, max: 8 }).chain((count) =>
    fc.shuffledSubarray(
      Array.from({ length: count }, (_, i) => i),
      { minLength: count },
    ),
  );
  fc.assert(
    fc.property(orders, (order) => {
      const turns = new Turns();
      const asked: Turn[] = order.map(() => turns.ask());
      const shown = order.filter((each) => asked[each]?.counts());
      expect(shown).toEqual([...shown].sort((a, b) => a - b));
      expect(shown.at(-1)).toBe(order.length - 1);
    }),
  );
});
