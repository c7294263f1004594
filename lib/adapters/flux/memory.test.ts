import fc from "fast-check";
import { expect, it } from "vitest";
import { type Written, write } from "../../domain/deployment/written.ts";
import { Memory } from "./memory.ts";

function observation(version: string, path: string): Written {
  return write({
    cluster: "one",
    kind: "Kustomization",
    namespace: "apps",
    name: "a",
    uid: "",
    resourceVersion: version,
    generation: 1,
    observedGeneration: 1,
    createdAt: 0,
    conditions: [],
    kustomization: { source: { kind: "GitRepository", namespace: "apps", name: "fleet" }, path, inventory: [] },
  });
}

it("remembers what a plain map would, through any order of news, deletions and lists", () => {
  const key = fc.integer({ min: 0, max: 300 }).map((n) => `Kustomization/apps/${n}`);
  const step = fc.oneof(
    fc.record({ do: fc.constant("take" as const), key, path: fc.constantFrom("x", "y", "z") }),
    fc.record({ do: fc.constant("forget" as const), key }),
    fc.record({ do: fc.constant("retain" as const), keys: fc.uniqueArray(key, { maxLength: 200 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const memory = new Memory();
      const model = new Map<string, string>();
      steps.forEach((s, i) => {
        if (s.do === "take") {
          const before = model.get(s.key);
          expect(memory.take(s.key, observation(`v${i}`, s.path))).toBe(before !== s.path);
          model.set(s.key, before === undefined ? "not looked into" : s.path);
          expect(memory.isSame(s.key, `v${i}`)).toBe(true);
        } else if (s.do === "forget") expect(memory.forget(s.key)).toBe(model.delete(s.key));
        else {
          memory.retain(new Set(s.keys));
          for (const known of [...model.keys()]) if (!s.keys.includes(known)) model.delete(known);
        }
        expect(memory.size).toBe(model.size);
      });
    }),
    { numRuns: 60 },
  );
});

it("takes an object whose version alone has moved for the same, from its second news on", () => {
  const memory = new Memory();
  expect(memory.take("a", observation("1", "x"))).toBe(true);
  expect(memory.take("a", observation("2", "x"))).toBe(true);
  expect(memory.take("a", observation("3", "x"))).toBe(false);
  expect(memory.isSame("a", "3")).toBe(true);
  expect(memory.isSame("a", "2")).toBe(false);
});
