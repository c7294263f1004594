import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createObservations } from "../../../lib/adapters/database/observations.ts";
import { keyOf, type Observation, type ObservedKind } from "../../../lib/domain/deployment/observation.ts";
import type { Definition } from "../../../lib/domain/deployment/types.ts";
import { write } from "../../../lib/domain/deployment/written.ts";
import type { Deps } from "../../../lib/ports/deps.ts";
import type { Observations } from "../../../lib/ports/observations.ts";
import type { DeploymentRow } from "../../../lib/ports/store.ts";
import { ClusterObserver } from "../../../lib/usecases/observe-deployments.ts";
import type { Layout } from "../../../lib/usecases/readings/layout.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
let observations: Observations;
beforeAll(async () => {
  test = await startTestDatabase();
});
beforeEach(async () => {
  await test.owner.query("TRUNCATE observation, status, interval");
  observations = createObservations(test.database, test.jobs);
  for (const name of ["find", "retain"] as const) vi.spyOn(observations, name);
});
afterAll(() => test.close());

const shop: Definition = {
  id: "eu/shop",
  service: "shop",
  cluster: "eu",
  environment: "production",
  namespace: "apps",
  object: { kind: "HelmRelease", namespace: "apps", name: "shop" },
  form: "oci-tag",
  declared: { version: "7.0.0" },
};

function open(...definitions: Definition[]): Promise<ClusterObserver> {
  const read = {
    ...test.store.read,
    deployments: async () => definitions.map((definition) => ({ id: definition.id, cluster: "eu", definition })),
    statuses: async () => new Map(),
    environments: async () => [],
  };
  const deps = { observations, store: { read }, now: Date.now, staleAfterMs: 90_000 } as unknown as Deps;
  return ClusterObserver.open(deps, ["eu"]).then(([observer]) => observer as ClusterObserver);
}

const seen = (kind: ObservedKind, name: string, more: Partial<Observation> = {}): Observation => ({
  cluster: "eu",
  kind,
  namespace: "apps",
  name,
  uid: name,
  resourceVersion: "1",
  generation: 1,
  observedGeneration: 1,
  createdAt: 1,
  conditions: [],
  ...more,
});

const batch = (kind: ObservedKind, upserts: Observation[], present?: Observation[]) => ({
  cluster: "eu",
  kind,
  upserts: upserts.map(write),
  deletes: [],
  heardAt: Date.now(),
  ...(present ? { complete: { present: present.map(keyOf) } } : {}),
});

const stored = async () => (await observations.load("eu")).map((each) => each.name).sort();

it("a first list is folded without asking the store for anything back", async () => {
  const observer = await open(shop);
  const source = { kind: "OCIRepository", namespace: "apps", name: "shop" };
  const history = [{ number: 1, chartVersion: "7.0.0", status: "deployed", deployedAt: 1 }];
  const release = seen("HelmRelease", "shop", {
    conditions: [{ type: "Ready", status: "True", reason: "UpgradeSucceeded", message: "", since: 1, generation: 1 }],
    helm: { source, history, failures: 0, inventory: [{ kind: "Deployment", namespace: "apps", name: "shop" }] },
  });
  const repository = seen("OCIRepository", "shop", {
    conditions: [{ type: "Ready", status: "True", reason: "Succeeded", message: "", since: 1, generation: 1 }],
    source: { revision: "7.0.0@sha256:0123" },
  });
  const workload = { containers: [], replicas: 1, current: 1, updated: 1, ready: 1, available: 1 };
  const pod = { owner: { kind: "Deployment", namespace: "apps", name: "shop" }, containers: [], phase: "Running" };
  const lists: Observation[][] = [
    [release],
    [repository],
    [seen("Deployment", "shop", { workload }), seen("Deployment", "flux", { workload: { ...workload, flux: true } })],
    [seen("Pod", "shop-1", { pod: { ...pod, ready: true, restarts: 0 } })],
  ];
  for (const list of lists) {
    const kind = list[0]?.kind as ObservedKind;
    await observer.take(batch(kind, list));
    await observer.take(batch(kind, [], list));
  }
  expect(observations.find).not.toHaveBeenCalled();
  expect(observations.retain).not.toHaveBeenCalled();
  const { rows } = await test.owner.query("SELECT data FROM status");
  expect(rows).toMatchObject([{ data: { deployment: "eu/shop", health: "healthy", runs: "7.0.0" } }]);
});

it("what an earlier worker stored and no list names any more is gone", async () => {
  await observations.upsert([seen("HelmRelease", "old"), seen("HelmRelease", "shop")].map(write));
  const observer = await open();
  await observer.take(batch("HelmRelease", [seen("HelmRelease", "shop"), seen("HelmRelease", "new")]));
  await observer.take(batch("HelmRelease", [], [seen("HelmRelease", "shop"), seen("HelmRelease", "new")]));
  expect(await stored()).toEqual(["new", "shop"]);
});

it("what a list that broke off brought, and the next one does not name, is gone", async () => {
  const observer = await open();
  const [a, b, c] = ["a", "b", "c"].map((name) => seen("HelmRelease", name)) as [Observation, Observation, Observation];
  await observer.take(batch("HelmRelease", [a, b]));
  await observer.take(batch("HelmRelease", [c]));
  await observer.take(batch("HelmRelease", [], [b, c]));
  expect(await stored()).toEqual(["b", "c"]);
});

it("what is gone by a later list is gone", async () => {
  const observer = await open();
  const [a, b] = ["a", "b"].map((name) => seen("HelmRelease", name)) as [Observation, Observation];
  await observer.take(batch("HelmRelease", [a, b]));
  await observer.take(batch("HelmRelease", [], [a, b]));
  await observer.take(batch("HelmRelease", [], [b]));
  expect(await stored()).toEqual(["b"]);
});

it("of a push only what it names is folded again, and what is gone is watched no more", async () => {
  const named = (name: string, version = "7.0.0"): Definition => ({
    ...shop,
    id: `eu/${name}`,
    service: name,
    object: { kind: "HelmRelease", namespace: "apps", name },
    declared: { version },
  });
  const layout = (...definitions: Definition[]): Layout => ({
    deployments: new Map([
      ["eu", definitions.map((definition) => ({ id: definition.id, definition }) as DeploymentRow)],
    ]),
    statuses: new Map(),
    holdMinutes: new Map(),
  });
  const wanted = async () => {
    const { rows } = await test.owner.query(
      `SELECT deployment, data->'declared'->>'version' AS v FROM status ORDER BY 1`,
    );
    return rows.map((row) => `${row.deployment} ${row.v}`);
  };
  const observer = await open(named("a"), named("b"));
  for (const kind of ["HelmRelease", "OCIRepository", "Deployment", "Pod"] as const) {
    const list = kind === "HelmRelease" ? ["a", "b", "c"].map((name) => seen(kind, name)) : [seen(kind, "other")];
    await observer.take(batch(kind, list));
    await observer.take(batch(kind, [], list));
  }
  expect(await wanted()).toEqual(["eu/a 7.0.0", "eu/b 7.0.0"]);
  await observer.takeLayout(layout(named("a", "7.1.0"), named("c")), ["eu/a", "eu/b", "eu/c", "acme/fleet"]);
  expect(await wanted()).toEqual(["eu/a 7.1.0", "eu/b 7.0.0", "eu/c 7.0.0"]);
  await test.owner.query("TRUNCATE status");
  await observer.take(
    batch("HelmRelease", [
      seen("HelmRelease", "a", { suspended: true }),
      seen("HelmRelease", "b", { suspended: true }),
    ]),
  );
  expect(await wanted()).toEqual(["eu/a 7.1.0"]);
});
