import fc from "fast-check";
import { expect, it } from "vitest";
import { withoutFields } from "./managed-fields.ts";

const strip = (text: string) => withoutFields(Buffer.from(text)).toString("utf8");

function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(emptied);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [
    key,
    key === "fieldsV1" && typeof each === "object" && each !== null && !Array.isArray(each) ? {} : emptied(each),
  ]);
  return Object.fromEntries(entries);
}

it("whatever a page holds, only what stands under fieldsV1 is emptied", () => {
  const key = fc.oneof(
    { weight: 3, arbitrary: fc.constant("fieldsV1") },
    fc.constantFrom('"fieldsV1":{', '\\"fieldsV1":{', "x\\", 'k:{"name":"web"}', "f:spec", "é"),
    fc.string({ unit: fc.constantFrom("{", "}", '"', "\\", ":", ",", "f", "ü") }),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      key,
      fc.integer(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 5, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (items) => {
      const page = JSON.parse(JSON.stringify({ items }).replaceAll("__proto__", "proto"));
      expect(JSON.parse(strip(JSON.stringify(page)))).toEqual(emptied(page));
    }),
    { numRuns: 500 },
  );
});

it("what managers own is gone and when they wrote it stays", () => {
  const managed = [
    {
      fieldsType: "FieldsV1",
      fieldsV1: { "f:spec": { 'k:{"name":"web"}': { ".": {} } } },
      time: "2026-11-29T10:00:00Z",
    },
    { fieldsType: "FieldsV1", fieldsV1: {}, subresource: "status", time: "2026-11-29T11:00:00Z" },
  ];
  expect(JSON.parse(strip(JSON.stringify({ items: [{ metadata: { managedFields: managed } }] })))).toEqual({
    items: [{ metadata: { managedFields: managed.map((each) => ({ ...each, fieldsV1: {} })) } }],
  });
});

it("a page that breaks off stays one that breaks off", () => {
  const page = JSON.stringify({ items: [{ fieldsV1: { "f:a": { '"': 1 } } }, { fieldsV1: { "f:b": {} } }] });
  for (let end = 1; end < page.length; end++) expect(() => JSON.parse(strip(page.slice(0, end)))).toThrow();
});

it("pages written with spaces are left as they are", () => {
  const page = JSON.stringify({ items: [{ fieldsV1: { "f:a": {} } }] }, null, 2);
  expect(strip(page)).toBe(page);
});
