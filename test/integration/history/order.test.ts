import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Actor, system } from "../../../lib/domain/permissions.ts";
import type { Corrections } from "../../../lib/domain/repository/adopt/types.ts";
import { adoptRepository } from "../../../lib/usecases/adopt-repository.ts";
import { readHistory } from "../../../lib/usecases/read-history.ts";
import { readRepository } from "../../../lib/usecases/read-repository.ts";
import { predecessorFacts } from "../../../lib/usecases/readings/predecessors.ts";
import type { Web } from "../../../lib/web/deps.ts";
import { adoptOrRead } from "../../../lib/web/loaders/adoption.ts";
import { loadLeadTimes } from "../../../lib/web/loaders/lead-times.ts";
import { loadRepository } from "../../../lib/web/loaders/repositories.ts";
import type { GitHub } from "../../../playground/github/main.ts";
import type { TestDatabase } from "../../postgres.ts";
import { type Host, startHost, sync, workload } from "../adopt/host.ts";

// Next.js makes it harmless on a server, by a condition that nobody else sets.
vi.mock("server-only", () => ({}));

/** Clusters whose names say nothing; what is promoted goes gamma → alpha → beta, two days and five apart. */
const journey = { gamma: 0, alpha: 2, beta: 7 };
const versions = 18;
const day = 86_400_000;
const begin = Date.UTC(2024, 0, 1);
const ada: Actor = { id: "ada", login: "ada", name: "Ada", grants: [{ role: "admin" }] };

let host: Host;
let github: GitHub;
let database: TestDatabase;
let wired: Web;
let connectionId: string;

beforeAll(async () => {
  host = await startHost();
  ({ github, database, connectionId } = host);
  for (const name of ["named-by-machine", "named-by-people"]) await makeRepository(name);
  const { web } = await import("../../../lib/web/deps.ts");
  wired = await web();
}, 120_000);

afterAll(async () => {
  await wired?.close();
  await host?.close();
}, 60_000);

async function makeRepository(name: string): Promise<void> {
  const repository = `acme/${name}`;
  await github.seed.createRepository({ owner: "acme", name, collaborators: { "sluice-bot": "push" } });
  const commit = (files: Record<string, string>, message: string, at: number) =>
    github.seed.commit(repository, { branch: "main", files, message, author: "sluice-bot", at: new Date(at) });
  const all = Object.keys(journey).flatMap((cluster) => [
    [`clusters/${cluster}/flux-system/gotk-sync.yaml`, sync(name, cluster)],
    [`clusters/${cluster}/shop.yaml`, workload("shop")],
  ]);
  await commit(Object.fromEntries(all), "Begin", begin);
  const moves = Object.entries(journey).flatMap(([cluster, lag]) =>
    Array.from({ length: versions }, (_, i) => ({
      cluster,
      version: `1.${i + 1}.0`,
      at: begin + (10 * (i + 1) + lag) * day,
    })),
  );
  for (const { cluster, version, at } of moves.sort((a, b) => a.at - b.at))
    await commit({ [`clusters/${cluster}/shop.yaml`]: workload("shop", version) }, `shop ${version} on ${cluster}`, at);
}

async function adopted(name: string, actor: Actor, corrections: Corrections = {}): Promise<string> {
  const input = { connectionId, fullName: `acme/${name}`, branch: "main", corrections };
  const result = await adoptRepository(wired, actor, input);
  if (!result.ok) throw new Error(result.sentence);
  return result.value.repository;
}

const order = async () =>
  (await wired.store.read.environments()).map(({ name, promotesFrom }) => `${name} < ${promotesFrom.join(",")}`);
const sideBySide = ["alpha < ", "beta < ", "gamma < "];
const inOrder = ["gamma < ", "alpha < gamma", "beta < alpha"];

async function page(name: string) {
  const loaded = await loadRepository(wired, ada, `acme/${name}`);
  if (!loaded.ok) throw new Error(loaded.sentence);
  return loaded.value;
}

it("nothing is said of the order before the log has been read", async () => {
  await adopted("named-by-people", ada);
  expect(await order()).toEqual(sideBySide);
  const { suggestedOrder, confirmed, environments } = await page("named-by-people");
  expect({ suggestedOrder, confirmed }).toEqual({ suggestedOrder: undefined, confirmed: true });
  expect(environments.map(({ certainty }) => certainty)).toEqual(["guess", "guess", "guess"]);
}, 60_000);

it("where somebody has confirmed the environments, the log's order is suggested with its reasons, and no gate changes", async () => {
  await readHistory(wired, { repository: "acme/named-by-people" });
  expect(await order()).toEqual(sideBySide);
  const { suggestedOrder = [] } = await page("named-by-people");
  expect(suggestedOrder).toMatchObject([
    { name: "gamma", promotesFrom: [], certainty: "certain" },
    {
      name: "alpha",
      promotesFrom: ["gamma"],
      reason: expect.stringContaining("18 of 18 versions came to gamma first, 2 days earlier in the median."),
    },
    {
      name: "beta",
      promotesFrom: ["alpha"],
      reason: expect.stringContaining("18 of 18 versions came to alpha first, 5 days earlier in the median."),
    },
  ]);
  expect(await predecessorFacts(wired, { service: "shop", environment: "beta", version: "1.18.0" })).toEqual([]);
}, 60_000);

it("is taken with one call, is on the record, and outlives the next reading", async () => {
  const repository = "acme/named-by-people";
  const taken = { order: ["gamma", "alpha", "beta"] };
  const answer = await adoptOrRead(wired, ada, { repository, corrections: taken, confirm: true });
  expect(answer).toMatchObject({ ok: true, value: { corrections: taken, confirmed: true } });
  expect(await order()).toEqual(inOrder);
  // Pages hear of it, although no deployment has changed.
  await vi.waitFor(() => expect(wired.fleet.environments.map(({ name }) => name)).toEqual(["gamma", "alpha", "beta"]), {
    timeout: 20_000,
  });
  expect((await page("named-by-people")).suggestedOrder).toBeUndefined();
  expect(await predecessorFacts(wired, { service: "shop", environment: "beta", version: "1.18.0" })).toMatchObject([
    { environment: "alpha" },
  ]);
  const [record] = await wired.store.read.auditRecords({ to: repository, limit: 1 });
  expect(record).toMatchObject({ who: "ada", did: "repository.corrected" });
  // The same log, under the same names: it is not read again for that.
  const [row] = (await wired.store.read.repositories()).filter(({ fullName }) => fullName === repository);
  expect(await wired.store.read.history(row?.id ?? "")).toMatchObject({ done: true });

  await github.seed.commit(repository, {
    branch: "main",
    files: { "clusters/beta/shop.yaml": workload("shop", "1.19.0") },
    message: "shop 1.19.0 on beta, before all others",
    author: "sluice-bot",
  });
  await readRepository(wired, { repository });
  await readHistory(wired, { repository });
  expect(await order()).toEqual(inOrder);
  expect((await page("named-by-people")).environments.map(({ corrected }) => corrected)).toEqual([true, true, true]);
}, 60_000);

it("the time that versions took from environment to environment is known from the log, and from observation where there is any", async () => {
  const days = (count: number, lag: number) => ({ count, medianMs: lag * day, p90Ms: lag * day });
  const nothing = { count: 0, skipped: 0, versions: [] };
  const loaded = await loadLeadTimes(wired, ada, "shop");
  expect(loaded).toMatchObject({
    ok: true,
    value: {
      steps: [
        { from: "gamma", to: "alpha", declared: { ...days(versions, 2), skipped: 0 }, running: nothing },
        // 1.19.0 came to beta alone.
        { from: "alpha", to: "beta", declared: { ...days(versions, 5), skipped: 1 }, running: nothing },
      ],
    },
  });
  const { rows } = await database.owner.query(
    `INSERT INTO interval (deployment, service, environment, cluster, kind, version, "from", "to")
     SELECT environment || '/Deployment/shop/shop', 'shop', environment, environment, 'running', version,
            '2025-01-01'::timestamptz + "from" * interval '1 hour', '2025-01-01'::timestamptz + "to" * interval '1 hour'
     FROM (VALUES ('gamma', '1.0.0', 0, 10), ('gamma', '1.1.0', 10, NULL), ('alpha', '1.0.0', 0, 13), ('alpha', '1.1.0', 13, NULL))
       AS given(environment, version, "from", "to")
     RETURNING id`,
  );
  expect(rows).toHaveLength(4);
  const observed = { count: 1, medianMs: 3 * 3_600_000, versions: [{ version: "1.1.0", ms: 3 * 3_600_000 }] };
  expect(await loadLeadTimes(wired, ada, "shop")).toMatchObject({ value: { steps: [{ running: observed }, {}] } });
}, 60_000);

it("nobody is told the times of an environment that they may not see", async () => {
  const of = (...seen: string[]): Actor => ({
    ...ada,
    grants: seen.map((environment) => ({ role: "viewer" as const, environment })),
  });
  expect(await loadLeadTimes(wired, of("beta", "gamma"), "shop")).toEqual({ ok: true, value: { steps: [] } });
  expect(await loadLeadTimes(wired, of("gamma", "alpha"), "shop")).toMatchObject({
    value: { steps: [{ from: "gamma", to: "alpha" }] },
  });
  for (const [actor, service] of [
    [of("nowhere"), "shop"],
    [ada, "none"],
  ] as const)
    expect(await loadLeadTimes(wired, actor, service)).toMatchObject({ ok: false, reason: "not-found" });
});

it("where nobody has looked yet, the log's order takes effect by itself, and the record says so", async () => {
  await adopted("named-by-people", ada, { notClusters: ["alpha", "beta"] });
  await database.owner.query("DELETE FROM environment");
  await adopted("named-by-machine", system, { servicesApart: { shop: "shop.machine" } });
  await readHistory(wired, { repository: "acme/named-by-machine" });
  const { environments, confirmed, suggestedOrder } = await page("named-by-machine");
  expect(environments.map(({ name, promotesFrom }) => `${name} < ${promotesFrom.join(",")}`)).toEqual(inOrder);
  expect({ confirmed, suggestedOrder }).toEqual({ confirmed: false, suggestedOrder: undefined });
  expect(await order()).toEqual(inOrder);
  const [record] = await wired.store.read.auditRecords({ to: "acme/named-by-machine", limit: 1 });
  expect(record).toMatchObject({
    who: "sluice",
    did: "environments.ordered",
    data: {
      before: [{ name: "alpha", promotesFrom: [] }, { name: "beta" }, { name: "gamma" }],
      after: [{ name: "gamma" }, { name: "alpha", promotesFrom: ["gamma"], certainty: "certain" }, { name: "beta" }],
    },
  });
  // Told again, it is the same, and nothing more is on the record.
  await readHistory(wired, { repository: "acme/named-by-machine" });
  const [last] = await wired.store.read.auditRecords({ to: "acme/named-by-machine", limit: 1 });
  expect(last?.seq).toBe(record?.seq);
}, 60_000);

it("a confirmation keeps what is there, and what the log says afterwards is no more than suggested", async () => {
  const repository = "acme/named-by-machine";
  expect(await adoptOrRead(wired, ada, { repository, confirm: true })).toMatchObject({
    ok: true,
    value: { confirmed: true },
  });
  expect((await page("named-by-machine")).environments.map(({ name }) => name)).toEqual(["gamma", "alpha", "beta"]);
  const [row] = (await wired.store.read.repositories()).filter(({ fullName }) => fullName === repository);
  const pair = { one: "alpha", other: "gamma", oneFirst: 90, oneFirstTimes: 90, otherFirst: 0, otherFirstTimes: 0 };
  const other = [{ ...pair, together: 0, medianMs: day }];
  expect(await wired.store.transaction((tx) => tx.layout.savePrecedence(row?.id ?? "", other))).toBe(false);
  expect(await order()).toEqual(inOrder);
}, 60_000);

it("an environment that a push adds, and that changes what comes before another one, is on the record", async () => {
  await github.seed.commit("acme/named-by-machine", {
    branch: "main",
    files: {
      "clusters/development/flux-system/gotk-sync.yaml": sync("named-by-machine", "development"),
      "clusters/development/shop.yaml": workload("shop", "1.18.0"),
    },
    message: "A cluster to develop on",
    author: "sluice-bot",
  });
  await readRepository(wired, { repository: "acme/named-by-machine" });
  expect(await order()).toEqual(["development < ", "gamma < development", "alpha < gamma", "beta < alpha"]);
  const [record] = await wired.store.read.auditRecords({ to: "acme/named-by-machine", limit: 1 });
  expect(record).toMatchObject({
    did: "environments.ordered",
    data: { reordered: [{ name: "gamma", before: [], after: ["development"] }] },
  });
}, 60_000);

it("everything that was set right in the browser outlives the next reading", async () => {
  const repository = "acme/named-by-people";
  const corrections = {
    clusters: { gamma: "stage one" },
    order: ["beta", "alpha", "stage one"],
    promotesFrom: { alpha: ["stage one"] },
    production: { alpha: true },
    notClusters: ["beta"],
    services: { shop: "store" },
    teams: { store: "till" },
    ignore: ["gamma/Deployment/shop/shop"],
  };
  const refused = await adoptOrRead(wired, ada, { repository, corrections, confirm: true });
  expect(refused).toMatchObject({ ok: false, sentence: expect.stringContaining('no environment "beta"') });
  const said = { ...corrections, order: ["stage one", "alpha"] };
  expect(await adoptOrRead(wired, ada, { repository, corrections: said, confirm: true })).toMatchObject({ ok: true });
  const shown = async () => {
    const { corrections: kept, environments, clusters, services } = await page("named-by-people");
    return {
      kept,
      environments: environments.map(({ name, promotesFrom, isProduction, corrected }) => ({
        ...{ name, promotesFrom, isProduction, corrected },
      })),
      clusters: clusters.map(({ name, environment, corrected }) => ({ name, environment, corrected })),
      services: services.map(({ name, team, corrected }) => ({ name, team, corrected })),
    };
  };
  const before = await shown();
  expect(before).toEqual({
    kept: said,
    environments: [
      { name: "stage one", promotesFrom: [], isProduction: false, corrected: true },
      { name: "alpha", promotesFrom: ["stage one"], isProduction: true, corrected: true },
    ],
    clusters: [
      { name: "gamma", environment: "stage one", corrected: true },
      { name: "alpha", environment: "alpha", corrected: false },
    ],
    services: [{ name: "store", team: "till", corrected: true }],
  });
  await github.seed.commit(repository, {
    branch: "main",
    files: { "clusters/alpha/shop.yaml": workload("shop", "1.20.0") },
    message: "shop 1.20.0 on alpha",
    author: "sluice-bot",
  });
  await readRepository(wired, { repository });
  await readHistory(wired, { repository });
  expect(await shown()).toEqual(before);
}, 60_000);
