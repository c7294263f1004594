import fc from "fast-check";
import { expect, it } from "vitest";
import { withoutManagedFields } from "./managed-fields.ts";

const read = (value: unknown, space?: number): unknown =>
  JSON.parse(withoutManagedFields(Buffer.from(JSON.stringify(value, undefined, space))).toString("utf8"));

const without = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === "managedFields" && Array.isArray(inner) ? 0 : inner)));

it("managed fields are gone, and everything else is as it was", () => {
  const text = fc.constantFrom("managedFields", '"managedFields":[', "]", "[", "\\", '\\"', '"', "a", "é", '","b":["');
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.integer(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(text, tie("value"), { maxKeys: 4 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      expect(read(value)).toEqual(without(value));
    }),
    { numRuns: 2000 },
  );
});

it("what breaks off in the middle of them is left as it is", () => {
  const broken = '{"items":[{"managedFields":[{"a":"]';
  expect(withoutManagedFields(Buffer.from(broken)).toString()).toBe(broken);
});
