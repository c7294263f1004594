import fc from "fast-check";
import { expect, it } from "vitest";
import { Known } from "./known.ts";
import { keyOf, type Observation } from "./observation.ts";
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

const kinds = ["Deployment", "Pod", "Kustomization"] as const;
type Kind = (typeof kinds)[number];
const named = { kind: fc.constantFrom(...kinds), name: fc.constantFrom("a", "b", "c") };
/** Seldom settled: from then on the store is asked, which is the easy case. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: fc.constant("comes" as const), ...named, turn: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("goes" as const), ...named }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("listed" as const), kind: fc.constantFrom(...kinds) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("forgotten" as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("settled" as const) }) },
  {
    weight: 9,
    arbitrary: fc.record({ does: fc.constant("asked" as const), ...named, of: fc.constantFrom("one", "pods", "flux") }),
  },
);

/** Each turn another owner, or none; a Deployment is at times one of Flux's own. */
function objectOf(kind: Kind, name: string, turn: number): Observation {
  if (kind === "Pod") return { ...pod(name, ["a", "b", undefined][turn % 3]), uid: `${turn}` };
  const { pod: _, ...object } = pod(name, undefined);
  const workload = { containers: [], replicas: 1, current: 1, updated: 1, ready: 1, available: 1 };
  const flux = turn % 2 === 0 ? { flux: true } : {};
  return { ...object, kind, uid: `${turn}`, ...(kind === "Deployment" ? { workload: { ...workload, ...flux } } : {}) };
}

it("whatever came by, went and was let go, what it says is what stands in the store", () => {
  const asks = (known: Known, stored: Map<string, Observation>, ask: () => unknown) => {
    for (let turn = 0; turn < 3; turn++) {
      const answer = ask();
      const missing = known.missed();
      if (!missing) return answer;
      const found = [...stored.values()].filter(
        (each) =>
          missing.objects.includes(keyOf(each)) ||
          (each.pod?.owner && missing.owners.includes(keyOf(each.pod.owner))) ||
          (missing.controllers && each.workload?.flux),
      );
      known.learn(missing, found.map(write));
    }
    throw new Error("It asks for ever.");
  };
  const sorted = (found: unknown) => (found as Observation[]).toSorted((x, y) => (x.name < y.name ? -1 : 1));
  const before = fc.array(fc.record({ ...named, turn: fc.nat(4) }), { maxLength: 2 });
  const property = fc.property(before, fc.array(step, { maxLength: 40, size: "max" }), (began, steps) => {
    const stored = new Map<string, Observation>();
    for (const { kind, name, turn } of began) stored.set(`${kind}/web/${name}`, objectOf(kind, name, turn));
    const known = new Known(new Set(began.map(({ kind }) => kind)));
    const listed = new Set<string>();
    const cameBy = new Set<string>();
    const letGo = (key: string) => stored.delete(key) && known.remove(key);
    for (const each of steps) {
      if (each.does === "settled") known.settle();
      if (each.does === "forgotten") known.retain(new Set(["Kustomization/web/a", webKey]));
      if (each.does === "comes") {
        const object = objectOf(each.kind, each.name, each.turn);
        stored.set(keyOf(object), object);
        cameBy.add(keyOf(object));
        known.put(write(object));
      }
      if (each.does === "goes" && listed.has(each.kind)) letGo(`${each.kind}/web/${each.name}`);
      if (each.does === "listed" && !listed.has(each.kind)) {
        // What the list does not name was of an earlier day.
        for (const key of [...stored.keys()]) if (key.startsWith(each.kind) && !cameBy.has(key)) letGo(key);
        listed.add(each.kind);
        known.setComplete(each.kind);
      }
      if (each.does !== "asked") continue;
      const { kind, name, of } = each;
      const all = [...stored.values()];
      if (of === "one")
        expect(asks(known, stored, () => known.get({ kind, namespace: "web", name }))).toEqual(
          stored.get(`${kind}/web/${name}`),
        );
      else if (of === "pods")
        expect(sorted(asks(known, stored, () => known.podsOf({ kind: "Deployment", namespace: "web", name })))).toEqual(
          sorted(all.filter((o) => o.pod?.owner?.name === name)),
        );
      else
        expect(sorted(asks(known, stored, () => known.controllers()))).toEqual(
          sorted(all.filter((o) => o.workload?.flux)),
        );
    }
  });
  fc.assert(property, { numRuns: 3000 });
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
