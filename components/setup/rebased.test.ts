import fc from "fast-check";
import { expect, it } from "vitest";
import type { Corrections } from "../../lib/contracts/adoption.ts";
import { sameCorrections } from "./corrections.ts";
import { rebased } from "./rebased.ts";

const name = fc.constantFrom("a", "b", "c");
const someCorrections: fc.Arbitrary<Corrections> = fc.record(
  {
    teams: fc.dictionary(name, name),
    promotesFrom: fc.dictionary(name, fc.uniqueArray(name)),
    production: fc.dictionary(name, fc.boolean()),
    ignore: fc.uniqueArray(name),
    order: fc.uniqueArray(name, { minLength: 1 }),
  },
  { requiredKeys: [] },
);

it("what two people set right of different things is set right, both of it", () => {
  const base = { teams: { shop: "cart" }, ignore: ["x"] };
  const mine = { teams: { shop: "cart", web: "front" }, ignore: ["x", "y"] };
  const theirs = { teams: { shop: "sales" }, order: ["dev", "prod"] };
  expect(rebased(mine, base, theirs)).toEqual({
    teams: { shop: "sales", web: "front" },
    ignore: ["y"],
    order: ["dev", "prod"],
  });
});

it("what somebody is about to take back is taken back, though somebody else has set other things right", () => {
  const base = { teams: { shop: "cart", web: "front" } };
  expect(rebased({ teams: { web: "front" } }, base, { ...base, ignore: ["x"] })).toEqual({
    teams: { web: "front" },
    ignore: ["x"],
  });
});

it("whoever has touched nothing follows, and whoever is alone keeps what they have", () => {
  fc.assert(
    fc.property(someCorrections, someCorrections, (one, other) => {
      expect(sameCorrections(rebased(one, one, other), other)).toBe(true);
      expect(sameCorrections(rebased(one, other, other), one)).toBe(true);
    }),
  );
});

it("where both speak of the same thing, whoever is about to say it has the last word", () => {
  const theirs = { production: { lab: true } };
  expect(rebased({ production: { lab: false } }, {}, theirs)).toEqual({ production: { lab: false } });
});
