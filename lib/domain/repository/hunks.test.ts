import fc from "fast-check";
import { expect, it } from "vitest";
import { hunksBetween, withHunks } from "./hunks.ts";

const lists = fc.record({
  list: fc.uniqueArray(fc.nat({ max: 200 }), { maxLength: 60 }),
  cuts: fc.array(fc.record({ at: fc.nat(), gone: fc.nat({ max: 3 }), come: fc.nat({ max: 3 }) }), { maxLength: 4 }),
});

it("a list with its hunks is the other list", () => {
  fc.assert(
    fc.property(lists, ({ list, cuts }) => {
      const now = [...list];
      let fresh = 1000;
      for (const { at, gone, come } of cuts)
        now.splice(at % (now.length + 1), gone, ...Array.from({ length: come }, () => fresh++));
      const hunks = hunksBetween(list, now);
      expect(hunks && withHunks(list, hunks)).toEqual(now);
      expect(hunks?.every(({ gone, come }) => !gone.some((one) => come.includes(one)))).toBe(true);
    }),
  );
});

it("what is the same on both sides is in no hunk", () => {
  expect(hunksBetween(["a", "b", "c", "d"], ["a", "x", "y", "c", "z"])).toEqual([
    { at: 1, gone: ["b"], come: ["x", "y"] },
    { at: 3, gone: ["d"], come: ["z"] },
  ]);
  const long = Array.from({ length: 500 }, (_, i) => i);
  const other = long.map((i) => (i === 0 ? i : -i));
  expect(hunksBetween(long, other)?.map(({ at, gone }) => [at, gone.length])).toEqual([[1, 499]]);
  expect(hunksBetween(long, [...other, 1])).toBeUndefined();
});
