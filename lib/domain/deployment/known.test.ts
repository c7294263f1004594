import fc from "fast-check";
import { expect, it } from "vitest";
import { Known } from "./known.ts";
import type { Observation } from "./observation.ts";
import { pack, unpack } from "./pack.ts";
import { write } from "./written.ts";

it("what is packed comes out as it went in", () => {
  // A member that is called __proto__ is dropped: no cluster has one, and it would be none.
  const json = fc
    .jsonValue({ maxDepth: 5 })
    .map((value) => JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto")));
  fc.assert(fc.property(json, (value) => void expect(unpack(pack(value))).toEqual(value)));
  for (const text of ["~1", "^0", "=x", "", "Ready"])
    expect(unpack(pack({ a: [text, text], [text]: text }))).toEqual({ a: [text, text], [text]: text });
});

function pod(name: string, owner: string | undefined): Observation {
  return {
    cluster: "one",
    kind: "Pod",
    namespace: "web",
    name,
    uid: name,
    resourceVersion: "1",
    generation: 0,
    observedGeneration: 0,
    createdAt: 1,
    conditions: [],
    pod: {
      ...(owner ? { owner: { kind: "Deployment", namespace: "web", name: owner } } : {}),
      containers: [],
      phase: "Running",
      ready: true,
      restarts: 0,
    },
  };
}

const web = { kind: "Deployment", namespace: "web", name: "web" };
const webKey = "Deployment/web/web";
const asked = { objects: [], owners: [], controllers: false };

it("only what was asked for is kept, and what is not there is not asked for twice", () => {
  const known = new Known();
  expect(known.put(write(pod("a", undefined)))).toEqual(["Pod/web/a"]);
  known.settle();
  expect(known.size).toBe(0);
  expect(known.get({ kind: "Pod", namespace: "web", name: "a" })).toBeUndefined();
  known.get(web);
  const missing = known.missed();
  expect(missing).toEqual({ objects: ["Pod/web/a", webKey], owners: [], controllers: false });
  known.learn(missing ?? asked, [write(pod("a", undefined))]);
  expect(known.get({ kind: "Pod", namespace: "web", name: "a" })).toEqual(pod("a", undefined));
  expect(known.get(web)).toBeUndefined();
  expect(known.missed()).toBeUndefined();
  known.remove("Pod/web/a");
  expect(known.get({ kind: "Pod", namespace: "web", name: "a" })).toBeUndefined();
  expect(known.missed()).toBeUndefined();
  known.retain(new Set([webKey]));
  expect(known.size).toBe(1);
});

it("what has just gone by need not be asked for, as long as it is the last that was said", () => {
  const known = new Known();
  const [a, b] = ["a", "b"].map((name) => ({ kind: "Pod", namespace: "web", name })) as [typeof web, typeof web];
  const moved = { ...pod("a", undefined), uid: "another" };
  for (const each of [pod("a", undefined), moved, pod("b", undefined)]) known.put(write(each));
  known.remove("Pod/web/b");
  expect(known.get(a)).toEqual(moved);
  known.put(write(pod("a", undefined)));
  expect(known.get(a)).toEqual(pod("a", undefined));
  expect(known.get(b)).toBeUndefined();
  expect(known.missed()).toEqual({ ...asked, objects: ["Pod/web/b"] });
  known.retain(new Set());
  expect(known.get(a)).toBeUndefined();
});

it("pods are found by their workload, through additions, removals and a change of hands", () => {
  const known = new Known();
  expect(known.podsOf(web)).toEqual([]);
  expect(known.missed()).toEqual({ ...asked, owners: [webKey] });
  known.learn({ ...asked, owners: [webKey] }, [write(pod("a", "web"))]);
  expect(known.put(write(pod("a", "web")))).toEqual([webKey]);
  known.put(write(pod("b", "web")));
  expect(known.podsOf(web).map((p) => p.name)).toEqual(["a", "b"]);
  expect(known.put(write(pod("b", "other")))).toEqual(["Deployment/web/other", webKey]);
  expect(known.remove("Pod/web/a")).toEqual([webKey]);
  expect(known.podsOf(web)).toEqual([]);
  expect(known.missed()).toBeUndefined();
  known.retain(new Set());
  expect(known.size).toBe(0);
});

it("Flux's own controllers touch everything that rests on them", () => {
  const known = new Known();
  const controller: Observation = {
    ...pod("helm-controller", undefined),
    kind: "Deployment",
    workload: { containers: [], replicas: 1, current: 1, updated: 1, ready: 1, available: 1, flux: true },
  };
  delete controller.pod;
  expect(known.controllers()).toEqual([]);
  expect(known.missed()).toEqual({ ...asked, controllers: true });
  known.learn({ ...asked, controllers: true }, [write(controller)]);
  expect(known.put(write(controller))).toEqual(["Deployment/web/helm-controller", "flux"]);
  expect(known.controllers()).toEqual([controller]);
  expect(known.remove("Deployment/web/helm-controller")).toEqual(["Deployment/web/helm-controller", "flux"]);
  expect(known.controllers()).toEqual([]);
  expect(known.complete("Pod")).toBe(false);
  known.setComplete("Pod");
  expect(known.complete("Pod")).toBe(true);
});

it("hashes, times and repeated texts come out as they went in", () => {
  const hex = fc.stringMatching(/^[0-9a-f]{0,70}$/);
  const text = fc.oneof(
    hex,
    fc.tuple(fc.constantFrom("sha256:", "main@sha1:", "", "x"), hex).map(([a, b]) => a + b),
    fc.uuid(),
    fc.string(),
  );
  const value = fc.array(
    fc.oneof(
      text,
      fc.integer(),
      fc.double(),
      fc.integer().map((n) => n * 1000),
    ),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(value, (items) => {
      const plain = JSON.parse(JSON.stringify([...items, ...items]));
      expect(unpack(pack(plain))).toEqual(plain);
    }),
  );
  const long = "a".repeat(70_000);
  expect(unpack(pack([long, long, "é".repeat(300)]))).toEqual([long, long, "é".repeat(300)]);
});
