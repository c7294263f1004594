import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countOf, nextNewSize, nextOldSizes, type SetSize, type Sizes } from "./rollout.ts";

const sizes = fc
  .record({
    wanted: fc.integer({ min: 1, max: 12 }),
    surge: fc.integer({ min: 0, max: 4 }),
    unavailable: fc.integer({ min: 0, max: 4 }),
  })
  .map(
    (given): Sizes => ({
      ...given,
      unavailable: given.surge + given.unavailable === 0 ? 1 : Math.min(given.unavailable, given.wanted),
    }),
  );

const set = (size: number, available = size): SetSize => ({ size, available });

describe("a rollout's arithmetic", () => {
  it.each([
    ["25%", 10, "up", 3],
    ["25%", 10, "down", 2],
    [1, 10, "up", 1],
    ["0%", 10, "up", 0],
    [undefined, 10, "up", 0],
  ] as const)("reads %s of %i, rounded %s, as %i", (value, total, round, count) => {
    expect(countOf(value, total, round)).toBe(count);
  });

  it("never asks for more pods than wanted and surge, and keeps the least available", () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 3 }), (given, olds) => {
        const old = olds.map((size) => set(size));
        let fresh = set(0, 0);
        let before = old;
        const least = Math.min(given.wanted - given.unavailable, total(old));
        for (let step = 0; step < 60; step++) {
          const size = nextNewSize(fresh, before, given);
          if (size > fresh.size) expect(size + total(before)).toBeLessThanOrEqual(given.wanted + given.surge);
          const down = nextOldSizes({ ...fresh, size }, before, given);
          before = before.map((known, i) => set(down[i] ?? 0, Math.min(known.available, down[i] ?? 0)));
          expect(fresh.available + before.reduce((sum, known) => sum + known.available, 0)).toBeGreaterThanOrEqual(
            least,
          );
          fresh = set(size);
        }
        expect({ fresh: fresh.size, old: total(before) }).toEqual({ fresh: given.wanted, old: 0 });
      }),
    );
  });

  it("keeps every old pod while new ones stay unready, when none may be missing", () => {
    const given = { wanted: 3, surge: 1, unavailable: 0 };
    expect(nextNewSize(set(0, 0), [set(3)], given)).toBe(1);
    expect(nextOldSizes(set(1, 0), [set(3)], given)).toEqual([3]);
    expect(nextOldSizes(set(1, 1), [set(3)], given)).toEqual([2]);
  });

  it("takes unhealthy old pods first", () => {
    const given = { wanted: 3, surge: 1, unavailable: 1 };
    expect(nextOldSizes(set(1, 1), [set(1, 0), set(2, 2)], given)).toEqual([0, 1]);
  });
});

function total(sets: SetSize[]): number {
  return sets.reduce((sum, { size }) => sum + size, 0);
}
