import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtinKinds } from "./kinds.ts";
import { jsonPatch, mergePatch, strategicMerge } from "./patch.ts";
import { shapeOf } from "./shape.ts";

const pods = builtinKinds.find(({ kind }) => kind === "Pod");
const shape = pods ? shapeOf(pods) : undefined;

function merged(target: unknown, patch: Record<string, unknown>) {
  if (!shape) throw new Error("no pods");
  return strategicMerge(target, patch, shape);
}

describe("patches", () => {
  it.each([
    [{ a: 1, b: 2 }, { b: null }, { a: 1 }],
    [{ a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: "x" }, { a: { b: null } }, { a: {} }],
  ])("merge %j with %j to %j", (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it("change nothing of the object that they are made on", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const before = JSON.stringify(target);
        mergePatch(target, patch);
        expect(JSON.stringify(target)).toBe(before);
      }),
    );
  });

  it.each([
    [[{ op: "add", path: "/l/-", value: 3 }], { l: [1, 2, 3] }],
    [[{ op: "add", path: "/l/0", value: 0 }], { l: [0, 1, 2] }],
    [[{ op: "move", from: "/l/0", path: "/m" }], { l: [2], m: 1 }],
    [[{ op: "copy", from: "/l", path: "/m" }], { l: [1, 2], m: [1, 2] }],
    [[{ op: "replace", path: "", value: { n: 1 } }], { n: 1 }],
  ])("of RFC 6902: %j", (patch, result) => {
    expect(jsonPatch({ l: [1, 2] }, patch)).toEqual(result);
  });

  it.each([
    [[{ op: "test", path: "/a", value: 2 }]],
    [[{ op: "remove", path: "/nothing" }]],
    [[{ op: "replace", path: "/l/9", value: 1 }]],
    [[{ op: "add", path: "/__proto__/polluted", value: true }]],
    [[{ op: "dance", path: "/a" }]],
  ])("that cannot be made are refused: %j", (patch) => {
    expect(() => jsonPatch({ a: 1, l: [1] }, patch)).toThrow("the server rejected our request");
  });

  it("replace a list by a strategic directive, and delete from a set", () => {
    const target = { metadata: { finalizers: ["a", "b"] }, spec: { containers: [{ name: "web" }, { name: "proxy" }] } };
    const patch = {
      metadata: { "$deleteFromPrimitiveList/finalizers": ["a"] },
      spec: { containers: [{ name: "only" }, { $patch: "replace" }] },
    };
    expect(merged(target, patch)).toEqual({
      metadata: { finalizers: ["b"] },
      spec: { containers: [{ name: "only" }] },
    });
  });
});
