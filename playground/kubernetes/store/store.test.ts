import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../objects.ts";
import { Store } from "./store.ts";

const clock = () => new Date(0);

function object(name: string, revision: number): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "n", resourceVersion: String(revision) } };
}

const seen = (store: Store) => store.list("/configmaps").map(({ key, revision }) => `${key} ${revision}`);

describe("the store", () => {
  it("lists at any version it has not forgotten as it listed then", () => {
    const step = fc.tuple(fc.constantFrom("put", "remove"), fc.constantFrom("a", "b", "c"));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const store = new Store(0, clock);
        const then = new Map([[0, seen(store)]]);
        for (const [what, name] of steps) {
          const live = store.get("/configmaps", "n", name);
          if (what === "put") store.put("/configmaps", (revision) => object(name, revision));
          else if (live) store.remove("/configmaps", live);
          then.set(store.revision, seen(store));
        }
        for (const [revision, was] of then) {
          const past = store.listAt("/configmaps", revision)?.map((stored) => `${stored.key} ${stored.revision}`);
          expect(past).toEqual(was);
        }
      }),
    );
  });

  it("gives the events after a version, and none twice", () => {
    const store = new Store(0, clock);
    for (const name of ["a", "b", "c"]) store.put("/configmaps", (revision) => object(name, revision));
    expect(store.since("/configmaps", 1).map(({ revision }) => revision)).toEqual([2, 3]);
    expect(store.since("/configmaps", 3)).toEqual([]);
  });

  it("forgets the oldest first, and knows that it did", () => {
    const store = new Store(0, clock);
    for (const name of ["a", "b", "c"]) store.put("/configmaps", (revision) => object(name, revision));
    store.forget(-1, 2);
    expect(store.compacted).toBe(1);
    expect(store.listAt("/configmaps", 0)).toBeUndefined();
    expect(store.listAt("/configmaps", 1)?.map(({ key }) => key)).toEqual(["n/a"]);
  });

  it("makes the JSON of one version once", () => {
    const store = new Store(0, clock);
    const stored = store.put("/configmaps", (revision) => object("a", revision));
    expect(store.list("/configmaps")[0]).toBe(stored);
    expect(stored.json).toBe(stored.json);
  });
});
