import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createObservations } from "../../../lib/adapters/database/observations.ts";
import type { Missing } from "../../../lib/domain/deployment/known.ts";
import type { Observation } from "../../../lib/domain/deployment/observation.ts";
import type { Status } from "../../../lib/domain/deployment/types.ts";
import { read, write } from "../../../lib/domain/deployment/written.ts";
import type { Observations } from "../../../lib/ports/observations.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
let observations: Observations;
const find = async (cluster: string, missing: Missing) => (await observations.find(cluster, missing)).map(read);
const upsert = (batch: Observation[]) => observations.upsert(batch.map(write));
beforeAll(async () => {
  test = await startTestDatabase();
  observations = createObservations(test.database, test.jobs);
});
afterAll(() => test.close());

const seen = (name: string, change: Partial<Observation> = {}): Observation => ({
  cluster: "eu",
  kind: "HelmRelease",
  namespace: "shop",
  name,
  uid: "u",
  resourceVersion: "1",
  generation: 1,
  observedGeneration: 1,
  createdAt: 1,
  conditions: [],
  ...change,
});
const status = (deployment: string, change: Partial<Status> = {}): Status => ({
  deployment,
  declared: { version: "1.0.0" },
  applied: {},
  running: {},
  health: "healthy",
  tone: "good",
  serving: true,
  suspended: false,
  drift: [],
  since: 1,
  told: [],
  ...change,
});
/** Where every row of a table is stored: a row that is written again moves, even when it says the same. */
const written = async (table: string) => (await test.owner.query(`SELECT ctid::text FROM "${table}" ORDER BY 1`)).rows;

describe("observations", () => {
  it("write no row when nothing changed, and only the row that did", async () => {
    const batch = Array.from({ length: 500 }, (_, n) => seen(`app-${n}`));
    await upsert(batch);
    const before = await written("observation");
    expect(before).toHaveLength(500);
    await upsert(batch.map((one) => ({ ...one, resourceVersion: "2" })));
    expect(await written("observation")).toEqual(before);

    const changed = seen("app-7", { generation: 2 });
    await upsert([...batch, changed]);
    const places = new Set(before.map(({ ctid }) => ctid));
    expect((await written("observation")).filter(({ ctid }) => !places.has(ctid))).toHaveLength(1);
    expect(await observations.load("eu")).toHaveLength(500);
    expect((await observations.load("eu")).find((one) => one.name === "app-7")).toEqual(changed);
  });

  it("say which folder of which repository is applied where", async () => {
    const source = { kind: "GitRepository", namespace: "flux-system", name: "legacy" };
    await upsert([
      seen("legacy", { ...source, kind: "GitRepository", source: { url: "https://git.example.com/acme/legacy.git" } }),
      seen("apps", { kind: "Kustomization", kustomization: { source, path: "./clusters/eu-1", inventory: [] } }),
      seen("charts", {
        kind: "Kustomization",
        kustomization: { source: { ...source, kind: "OCIRepository" }, path: "./", inventory: [] },
      }),
    ]);
    expect(await observations.applied()).toEqual([
      { cluster: "eu", url: "https://git.example.com/acme/legacy.git", path: "./clusters/eu-1" },
    ]);
  });

  it("keep characters that Postgres refuses out of its way", async () => {
    const odd = seen("odd", { uid: "a\u0000b\ud800\u001e" });
    await upsert([odd, seen("even")]);
    expect((await observations.load("eu")).map((one) => one.name)).toEqual(expect.arrayContaining(["even", "odd"]));
    expect((await observations.load("eu")).find((one) => one.name === "odd")?.uid).toBe("a\uFFFDb\uFFFD\u001e");
  });

  it("of many at once are all written, the same object of several of them once", async () => {
    await Promise.all([1, 2, 3, 4].map((n) => upsert([seen(`mine-${n}`, { cluster: `c${n}` }), seen("shared")])));
    for (const n of [1, 2, 3, 4])
      expect((await observations.load(`c${n}`)).map((one) => one.name)).toEqual([`mine-${n}`]);
    expect((await observations.load("eu")).filter((one) => one.name === "shared")).toHaveLength(1);
  });

  it("are found by name, by the workload of a pod, and as Flux's own controllers", async () => {
    const workload = { containers: [], replicas: 1, current: 1, updated: 1, ready: 1, available: 1 };
    const web = { kind: "Deployment", namespace: "shop", name: "web" };
    const pod = { containers: [], phase: "Running", ready: true, restarts: 0 };
    const flux = seen("helm-controller", { cluster: "x", kind: "Deployment", workload: { ...workload, flux: true } });
    const mine = seen("web-1", { cluster: "x", kind: "Pod", pod: { ...pod, owner: web } });
    const other = seen("other-1", { cluster: "x", kind: "Pod", pod: { ...pod, owner: { ...web, name: "other" } } });
    await upsert([flux, mine, other, seen("a", { cluster: "x" }), seen("b", { cluster: "x" })]);
    const nothing = { objects: [], owners: [], controllers: false };
    expect(await find("x", { ...nothing, objects: ["HelmRelease/shop/a", "HelmRelease/shop/none"] })).toEqual([
      seen("a", { cluster: "x" }),
    ]);
    expect(await find("x", { ...nothing, owners: ["Deployment/shop/web"] })).toEqual([mine]);
    expect(await find("x", { ...nothing, controllers: true })).toEqual([flux]);
    expect(await find("y", { ...nothing, controllers: true })).toEqual([]);
  });

  it("that a whole list does not name are gone, and only those of its kind", async () => {
    await upsert([seen("old", { cluster: "z" }), seen("new", { cluster: "z" })]);
    await upsert([seen("old", { cluster: "z", kind: "Kustomization" })]);
    const gone = await observations.retain("z", "HelmRelease", ["HelmRelease/shop/new"]);
    expect(gone).toEqual([{ kind: "HelmRelease", namespace: "shop", name: "old" }]);
    expect((await observations.load("z")).map((one) => `${one.kind} ${one.name}`).sort()).toEqual([
      "HelmRelease new",
      "Kustomization old",
    ]);
  });

  it("are removed by name, and only those of that cluster", async () => {
    await upsert([seen("gone"), seen("gone", { cluster: "us" })]);
    const ref = { kind: "HelmRelease", namespace: "shop", name: "gone" };
    expect(await observations.remove("eu", [ref, { ...ref, name: "never-there" }])).toEqual([ref]);
    expect(await observations.load("us")).toHaveLength(1);
  });
});

describe("signs of life", () => {
  it("move forward only, and leave alone what they do not speak of", async () => {
    await observations.touchHeard([{ cluster: "eu", kind: "Pod", at: 5000, complete: true }]);
    await observations.touchHeard([{ cluster: "eu", kind: "Pod", at: 4000, trouble: "401" }]);
    expect(await test.store.read.heard(["eu"])).toEqual([
      { cluster: "eu", kind: "Pod", heardAt: 5000, complete: true, trouble: "401" },
    ]);
    await observations.touchHeard([{ cluster: "eu", kind: "Pod", at: 6000 }]);
    expect((await test.store.read.heard(["eu"]))[0]?.trouble).toBe("401");
    await observations.touchHeard([{ cluster: "eu", kind: "Pod", at: 6000, trouble: null }]);
    expect(await test.store.read.heard(["eu"])).toEqual([
      { cluster: "eu", kind: "Pod", heardAt: 6000, complete: true },
    ]);
  });

  it("of a kind that was never heard are told apart from old ones", async () => {
    await observations.touchHeard([{ cluster: "us", kind: "Pod", trouble: "The cluster cannot be reached." }]);
    expect(await test.store.read.heard(["us"])).toEqual([
      { cluster: "us", kind: "Pod", complete: false, trouble: "The cluster cannot be reached." },
    ]);
  });
});

describe("what was folded", () => {
  const due = async (at: number) =>
    (await test.owner.query('SELECT deployment FROM status WHERE "lookAgainAt" <= $1', [new Date(at)])).rows.map(
      (row) => row.deployment,
    );
  const news = async () => (await test.owner.query("SELECT topic, keys FROM change ORDER BY id")).rows;

  it("is written and told once, and not again while it stays the same", async () => {
    await observations.saveFolded({
      statuses: [{ status: status("d1") }, { status: status("d2"), lookAgainAt: 9000 }],
    });
    expect(await news()).toEqual([{ topic: "cells", keys: ["d1", "d2"] }]);
    const before = await written("status");
    await observations.saveFolded({
      statuses: [{ status: status("d1") }, { status: status("d2"), lookAgainAt: 9000 }],
    });
    expect(await written("status")).toEqual(before);
    expect(await news()).toHaveLength(1);
    expect(await due(9000)).toEqual(["d2"]);

    // Only the moment to look again moved: browsers have nothing to load.
    await observations.saveFolded({ statuses: [{ status: status("d2"), lookAgainAt: 10_000 }] });
    expect(await news()).toHaveLength(1);
    expect(await due(9000)).toEqual([]);
  });

  it("makes intervals that follow each other without gap or overlap", async () => {
    const opened = { deployment: "d1", service: "shop", environment: "production", cluster: "eu" };
    await observations.saveFolded({ statuses: [], opened: [{ ...opened, version: "1.0.0", from: 1000 }] });
    await observations.saveFolded({
      statuses: [],
      opened: [
        { ...opened, version: "1.2.0", from: 3000 },
        { ...opened, version: "1.1.0", from: 2000 },
      ],
    });
    await observations.saveFolded({ statuses: [], closed: [{ deployment: "d1", to: 4000 }] });
    const rows = await test.store.read.intervals({ deployments: ["d1"], limit: 10 });
    expect(rows.map(({ version, from, to }) => [version, from, to])).toEqual([
      ["1.2.0", 3000, 4000],
      ["1.1.0", 2000, 3000],
      ["1.0.0", 1000, 2000],
    ]);
    expect(
      (await test.store.read.intervals({ service: "shop", at: 2500, limit: 10 })).map((row) => row.version),
    ).toEqual(["1.1.0"]);
  });

  it("verifies a release once and keeps when that was", async () => {
    const row = { service: "shop", environment: "staging", version: "1.1.0" };
    await observations.saveFolded({ statuses: [], verifications: [{ ...row, at: 1000 }] });
    await observations.saveFolded({ statuses: [], verifications: [{ ...row, at: 2000 }] });
    expect(await test.store.read.verifications("shop")).toEqual([{ ...row, at: 1000 }]);
  });
});
