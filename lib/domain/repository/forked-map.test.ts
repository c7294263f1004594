import fc from "fast-check";
import { expect, it } from "vitest";
import { ForkedMap } from "./forked-map.ts";

const words = fc.array(
  fc.record({
    to: fc.nat({ max: 5 }),
    key: fc.nat({ max: 400 }),
    value: fc.option(fc.nat()),
    forks: fc.nat({ max: 40 }),
  }),
  { maxLength: 800, size: "max" },
);

it("each fork says what a map of its own would say, whatever is said in the others", () => {
  fc.assert(
    fc.property(words, (todo) => {
      const forks = [{ fork: new ForkedMap<number, number>(new Map([[1, 1]])), map: new Map([[1, 1]]) }];
      for (const { to, key, value, forks: dice } of todo) {
        const { fork, map } = forks[to % forks.length] as (typeof forks)[number];
        if (dice === 0) forks.push({ fork: fork.fork(), map: new Map(map) });
        if (value === null) {
          fork.delete(key);
          map.delete(key);
        } else {
          fork.set(key, value);
          map.set(key, value);
        }
      }
      for (const { fork, map } of forks) {
        expect(new Map(fork.entries())).toEqual(new Map(map));
        for (const key of Array(401).keys())
          expect([fork.get(key), fork.has(key)]).toEqual([map.get(key), map.has(key)]);
      }
    }),
    { numRuns: 20 },
  );
});
