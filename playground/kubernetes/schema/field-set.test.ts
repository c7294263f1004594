import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldSet } from "../objects.ts";
import { intersect, isEmpty, paths, subtract, union } from "./field-set.ts";

const { set } = fc.letrec<{ set: FieldSet; node: FieldSet }>((tie) => ({
  set: fc.dictionary(fc.constantFrom("f:a", "f:b", "f:c"), tie("node"), { maxKeys: 3 }),
  node: fc.oneof(
    { maxDepth: 3 },
    fc.constant({}),
    fc
      .tuple(fc.boolean(), tie("set"))
      .map(([own, inner]) => (own && Object.keys(inner).length > 0 ? { ".": {}, ...inner } : inner)),
  ),
}));

const sorted = (value: string[]) => [...new Set(value)].sort();

describe("sets of fields", () => {
  it("combine as sets of paths do", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [inA, inB] = [paths(a), paths(b)];
        expect(sorted(paths(union(a, b)))).toEqual(sorted([...inA, ...inB]));
        expect(sorted(paths(intersect(a, b)))).toEqual(sorted(inA.filter((path) => inB.includes(path))));
        expect(sorted(paths(subtract(a, b)))).toEqual(sorted(inA.filter((path) => !inB.includes(path))));
      }),
    );
  });

  it("are empty without themselves", () => {
    fc.assert(
      fc.property(set, (a) => {
        expect(isEmpty(subtract(a, a))).toBe(true);
      }),
    );
  });

  it("print as the API server prints conflicts", () => {
    const fields: FieldSet = {
      "f:metadata": { "f:finalizers": { 'v:"example.com/a"': {} } },
      "f:spec": { "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:image": {} } } },
    };
    expect(paths(fields)).toEqual([
      '.metadata.finalizers[="example.com/a"]',
      '.spec.containers[name="web"]',
      '.spec.containers[name="web"].image',
    ]);
  });
});
