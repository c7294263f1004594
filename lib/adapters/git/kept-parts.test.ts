import fc from "fast-check";
import { expect, it } from "vitest";
import { KeptParts, type Packed } from "./kept-parts.ts";

const cross = (packed: Packed): Packed => structuredClone(packed);
const things = Array.from({ length: 200 }, (_, i) => ({ name: `thing ${i}`, parts: [i] }));

it("whatever is answered one after the other arrives as it was, the same objects or new ones", () => {
  const item = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...things) },
    fc.record({ new: fc.nat() }),
    fc.string(),
  );
  const list = fc.array(item, { minLength: 0, maxLength: 150 });
  const answer = fc.oneof(
    list,
    fc.record({ adoption: fc.record({ deployments: list, services: list }), files: fc.nat() }),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 6 }), (answers) => {
      const here = new KeptParts();
      const there = new KeptParts();
      for (const each of answers) expect(there.unpack(cross(here.pack(each)))).toEqual(each);
    }),
  );
});

it("of a long list that is nearly the one before only what is new crosses", () => {
  const here = new KeptParts();
  const there = new KeptParts();
  const first = there.unpack(cross(here.pack({ deployments: things }))) as { deployments: unknown[] };
  const packed = here.pack({ deployments: things.with(70, { name: "another", parts: [] }) });
  expect(packed.lists.map(({ parts }) => parts)).toEqual([
    [{ kept: { from: 0, count: 70 } }, { items: [{ name: "another", parts: [] }] }, { kept: { from: 71, count: 129 } }],
  ]);
  const second = there.unpack(cross(packed)) as { deployments: unknown[] };
  expect(second.deployments[0]).toBe(first.deployments[0]);
});

it("a value is not changed by being sent", () => {
  const value = { deployments: things, files: 3 };
  new KeptParts().pack(value);
  expect(value).toEqual({ deployments: things, files: 3 });
});
