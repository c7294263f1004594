import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Observation } from "../../../lib/domain/deployment/observation.ts";
import { write } from "../../../lib/domain/deployment/written.ts";
import { type Actor, system } from "../../../lib/domain/permissions.ts";
import type { Corrections } from "../../../lib/domain/repository/adopt/types.ts";
import { adoptRepository } from "../../../lib/usecases/adopt-repository.ts";
import { leaveRepository } from "../../../lib/usecases/leave-repository.ts";
import { readHistory } from "../../../lib/usecases/read-history.ts";
import { readRepository } from "../../../lib/usecases/read-repository.ts";
import { makePlan } from "../../../lib/usecases/readings/make-plan.ts";
import { requestPromotion } from "../../../lib/usecases/request-promotion.ts";
import { Fleet } from "../../../lib/web/fleet.ts";
import { boardOf } from "../../../lib/web/loaders/board.ts";
import type { Wired } from "../../../lib/wire.ts";
import type { GitHub } from "../../../playground/github/main.ts";
import { aStatus } from "../../fakes/status.ts";
import { type Host, startHost, sync, workload } from "./host.ts";

/** Two repositories with a cluster "production" each, and a third one that speaks of a cluster of the first. */
const viewer: Actor = { id: "vera", login: "vera", name: "Vera", grants: [{ role: "viewer" }] };

let host: Host;
let github: GitHub;
let wired: Wired;
let connectionId: string;

beforeAll(async () => {
  host = await startHost();
  ({ github, wired, connectionId } = host);
  await makeFleet("fleet", { development: "web", staging: "web", production: "web" });
  await makeFleet("shop", { production: "shop" });
  await makeFleet("old", { "eu-1": "ledger" });
  await makeFleet("other", { live: "web" });
}, 120_000);

afterAll(() => host?.close(), 60_000);

async function makeFleet(name: string, clusters: Record<string, string>): Promise<void> {
  await github.seed.createRepository({ owner: "acme", name, collaborators: { "sluice-bot": "push" } });
  const files = Object.entries(clusters).flatMap(([cluster, app]) => [
    [`clusters/${cluster}/flux-system/gotk-sync.yaml`, sync(name, cluster)],
    [`clusters/${cluster}/${app}.yaml`, workload(app)],
  ]);
  await github.seed.commit(`acme/${name}`, {
    branch: "main",
    files: Object.fromEntries(files),
    message: "Describe it",
    author: "sluice-bot",
  });
}

const adoptIt = (name: string, corrections: Corrections = {}) =>
  adoptRepository(wired, system, { connectionId, fullName: `acme/${name}`, branch: "main", corrections });

async function columns(): Promise<string[]> {
  const fleet = await Fleet.open(wired.store, wired.live);
  const { columns: shown, cells } = boardOf({ ...wired, fleet }, viewer);
  return shown.map(({ id, environment, label }) => {
    const services = cells
      .filter((cell) => cell.column === id)
      .map((cell) => cell.service)
      .sort();
    return `${[environment, label].filter(Boolean).join(" ")}: ${services.join(", ")}`;
  });
}

describe("several repositories", () => {
  it("that each have a cluster called production are told apart on the board", async () => {
    expect((await adoptIt("fleet")).ok).toBe(true);
    expect((await adoptIt("shop")).ok).toBe(true);
    expect(await columns()).toEqual([
      "development: web",
      "staging: web",
      "production: web",
      "production shop-production: shop",
    ]);
    const ids = (await wired.store.read.deployments()).map(({ id }) => id).sort();
    expect(ids).toEqual([
      "development/Deployment/web/web",
      "production/Deployment/web/web",
      "shop-production/Deployment/shop/shop",
      "staging/Deployment/web/web",
    ]);
  });

  it("keep the order of environments that the larger one has", async () => {
    const environments = await wired.store.read.environments();
    expect(environments.map(({ name, promotesFrom }) => [name, promotesFrom]).sort()).toEqual([
      ["development", []],
      ["production", ["staging"]],
      ["staging", ["development"]],
    ]);
  });

  it("stay apart after the next reading", async () => {
    await github.seed.commit("acme/shop", {
      branch: "main",
      files: { "clusters/production/shop.yaml": workload("shop", "1.1.0") },
      message: "shop 1.1.0",
      author: "sluice-bot",
    });
    await readRepository(wired, { repository: "acme/shop" });
    const [shop] = await wired.store.read.deployments({ cluster: "shop-production" });
    expect(shop?.declaredVersion).toBe("1.1.0");
    expect((await wired.store.read.clusters()).map(({ id }) => id).sort()).toEqual([
      "development",
      "production",
      "shop-production",
      "staging",
    ]);
  });

  it("are edited each by itself, whatever Sluice calls their clusters", async () => {
    const planned = await makePlan(wired, { service: "shop", environment: "production", version: "1.2.0" });
    if (!planned.ok) throw new Error(planned.sentence);
    const { legs } = planned.value.plan;
    expect(legs).toMatchObject([{ clusters: ["shop-production"], repository: "acme/shop" }]);
    expect(legs[0]?.edits.map(({ path, line }) => `${path}:${line}`)).toEqual(["clusters/production/shop.yaml:9"]);
  });

  it("that have a service of one name each keep their own, until somebody calls them the same", async () => {
    expect((await adoptIt("other")).ok).toBe(true);
    const services = async () => (await wired.store.read.deployments({ cluster: "live" })).map((d) => d.service);
    expect(await services()).toEqual(["web.other"]);
    expect(
      (await adoptIt("other", { servicesApart: { web: "web.other" }, serviceNames: { "web.other": "web" } })).ok,
    ).toBe(true);
    expect(await services()).toEqual(["web"]);
    // It is of no interest to what follows.
    expect((await adoptIt("other", { ignored: ["live/Deployment/web/web"] })).ok).toBe(true);
  });

  it("meet on a cluster whose Flux was seen to apply both", async () => {
    const observed = [
      flux("GitRepository", "old", { source: { url: `${github.url}/acme/old.git` } }),
      flux("Kustomization", "old-root", {
        kustomization: {
          source: { kind: "GitRepository", namespace: "flux-system", name: "old" },
          path: "./clusters/eu-1",
          inventory: [],
        },
      }),
    ];
    await wired.observations.upsert(observed.map(write));
    expect((await adoptIt("old")).ok).toBe(true);
    expect(await columns()).toEqual([
      "development: web",
      "staging: web",
      "production: ledger, web",
      "production shop-production: shop",
    ]);
    const [row] = (await wired.store.read.repositories()).filter(({ fullName }) => fullName === "acme/old");
    expect(row?.corrections.clusterMatches).toEqual({ "eu-1": { name: "production", environment: "production" } });
  });

  it("are matched by hand against what was seen, with the audit to tell who did it", async () => {
    const byHand = { clusterMatches: { "eu-1": { name: "staging", byHand: true } } };
    expect((await adoptIt("old", byHand)).ok).toBe(true);
    expect(await columns()).toContain("staging: ledger, web");
    const [record] = await wired.store.read.auditRecords({ to: "acme/old", limit: 1 });
    expect(record).toMatchObject({ did: "repository.corrected", data: { before: { clusterMatches: { "eu-1": {} } } } });
  });

  it("leave no empty column behind where a cluster is matched anew", async () => {
    const shop = (name: string) => adoptIt("shop", { clusterMatches: { production: { name, byHand: true } } });
    expect((await shop("production")).ok).toBe(true);
    expect(await columns()).toEqual(["development: web", "staging: ledger, web", "production: shop, web"]);
    expect((await shop("shop-production")).ok).toBe(true);
    expect(await columns()).toContain("production shop-production: shop");
  });

  it("are not matched to a cluster that nobody knows, and nothing changes", async () => {
    const before = await columns();
    const refused = await adoptIt("old", { clusterMatches: { "eu-1": { name: "nowhere", byHand: true } } });
    expect(refused).toMatchObject({ ok: false, sentence: expect.stringContaining('knows no cluster "nowhere"') });
    expect(await columns()).toEqual(before);
  });

  it("give one deployment an environment of its own, and it stands in a column of that one", async () => {
    const corrections = { deploymentEnvironments: { "eu-1/Deployment/ledger/ledger": "development" } };
    expect(
      (await adoptIt("old", { ...corrections, clusterMatches: { "eu-1": { name: "staging", byHand: true } } })).ok,
    ).toBe(true);
    expect(await columns()).toEqual([
      "development: web",
      "development staging: ledger",
      "staging: web",
      "production: web",
      "production shop-production: shop",
    ]);
  });

  it("leave the board when somebody stops following one, and it comes back when it is adopted again", async () => {
    const before = await columns();
    const id = "shop-production/Deployment/shop/shop";
    const running = async () =>
      (
        await host.database.owner.query('SELECT "to" FROM interval WHERE deployment = $1 AND kind = $2', [
          id,
          "running",
        ])
      ).rows;
    const opened = {
      deployment: id,
      service: "shop",
      environment: "production",
      cluster: "shop-production",
      version: "1.0.0",
      from: 1_000,
    };
    await wired.observations.saveFolded({ statuses: [{ status: aStatus({ deployment: id }) }], opened: [opened] });
    const leave = (repository: string, adoptedAnyway: string[] = []) =>
      leaveRepository(wired, system, { repository, reason: "It was the wrong one", adoptedAnyway });
    expect(await leave("acme/none")).toMatchObject({ ok: false, reason: "not-found" });
    expect(await leave("acme/shop", ["acme/shop@main"])).toMatchObject({ ok: false, reason: "fixed" });
    expect(await leave("acme/shop")).toMatchObject({ ok: true });
    expect(await columns()).toEqual(before.filter((column) => !column.includes("shop-production")));
    expect(await running()).toEqual([{ to: expect.any(Date) }]);
    expect((await wired.store.read.statuses([id])).size).toBe(0);
    const [record] = await wired.store.read.auditRecords({ to: "acme/shop", limit: 1 });
    expect(record).toMatchObject({ did: "repository.left", because: "It was the wrong one", data: { deployments: 1 } });
    await readRepository(wired, { repository: "acme/shop" });
    expect(await leave("acme/shop")).toMatchObject({ ok: false, reason: "not-found" });

    const [row] = (await wired.store.read.repositories()).filter(({ fullName }) => fullName === "acme/shop");
    expect((await adoptIt("shop", row?.corrections)).ok).toBe(true);
    expect(await columns()).toEqual(before);
    await wired.observations.saveFolded({ statuses: [{ status: aStatus({ deployment: id }) }], opened: [opened] });
    expect(await running()).toEqual([{ to: null }]);
  });

  it("are left also while one is being read, and what its log has told stays", async () => {
    const before = await columns();
    const [row] = (await wired.store.read.repositories()).filter(({ fullName }) => fullName === "acme/shop");
    const id = row?.id ?? "";
    const leave = () => leaveRepository(wired, system, { repository: id, reason: "In between", adoptedAnyway: [] });
    await readHistory(wired, { repository: id });
    const declared = () => wired.store.read.intervals({ service: "shop", kind: "declared", limit: 10 });
    const told = (await declared()).length;
    expect(told).toBeGreaterThan(0);
    await github.seed.commit("acme/shop", {
      branch: "main",
      files: { "clusters/production/shop.yaml": workload("shop", "1.9.0") },
      message: "Take 1.9.0",
      author: "sluice-bot",
    });
    const ask = async (...asked: Parameters<Wired["readings"]["ask"]>) => {
      const answer = await wired.readings.ask(...asked);
      await leave();
      return answer;
    };
    await readRepository({ ...wired, readings: { ...wired.readings, ask } as Wired["readings"] }, { repository: id });
    expect(await columns()).toEqual(before.filter((column) => !column.includes("shop-production")));
    expect((await wired.store.read.repositories([id]))[0]?.adoptedAt).toBeUndefined();
    await readHistory(wired, { repository: id });
    expect(await declared()).toHaveLength(told);
    expect((await declared()).filter(({ to }) => to === undefined)).toEqual([]);
    expect((await adoptIt("shop", row?.corrections)).ok).toBe(true);
    expect(await columns()).toEqual(before);
  });

  it("are followed on while a promotion is under way in one", async () => {
    const mira: Actor = { id: "mira", login: "mira", name: "Mira", grants: [{ role: "admin" }] };
    const wanted = { service: "web", environment: "production", version: "1.1.0", reason: "News" };
    expect(await requestPromotion(wired, mira, wanted)).toMatchObject({ ok: true });
    const refused = await leaveRepository(wired, system, { repository: "acme/fleet", reason: "No", adoptedAnyway: [] });
    expect(refused).toMatchObject({ ok: false, sentence: expect.stringContaining("web into production") });
    expect(await columns()).toContain("production: web");
  });
});

function flux(kind: "GitRepository" | "Kustomization", name: string, facts: Partial<Observation>): Observation {
  return {
    cluster: "production",
    kind,
    namespace: "flux-system",
    name,
    uid: name,
    resourceVersion: "1",
    generation: 1,
    observedGeneration: 1,
    createdAt: 1,
    conditions: [],
    ...facts,
  };
}
