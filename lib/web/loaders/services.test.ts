import { expect, it } from "vitest";
import type { Store } from "../../ports/store.ts";
import type { Web } from "../deps.ts";
import { Fleet } from "../fleet.ts";
import { loadService, loadServices } from "./services.ts";

const actor = { id: "dev", login: "dev", name: "dev", grants: [{ role: "viewer" as const }] };

/** One service with so many releases, of which production runs one. */
async function aService(releases: string[], runs: string): Promise<Web> {
  const deployment = {
    id: "production/checkout",
    service: "checkout",
    environment: "production",
    cluster: "production",
    declaredVersion: runs,
    found: { policy: "fixed" },
    definition: { form: "chart-version", object: { kind: "HelmRelease", namespace: "shop", name: "checkout" } },
  };
  const read = {
    environments: async () => [{ name: "production", order: 0, promotesFrom: [] }],
    clusters: async () => [{ id: "production", environment: "production", connectionId: "k" }],
    services: async () => [{ id: "checkout", name: "checkout", kind: "chart" }],
    deployments: async () => [deployment],
    statuses: async () =>
      new Map([[deployment.id, { runs, health: "healthy", tone: "quiet", drift: [], running: {} }]]),
    heard: async () => [],
    activePromotions: async () => [],
    listPromotions: async () => [],
    verifications: async () => [],
    releases: async () =>
      releases.map((version) => ({ service: "checkout", version, foundAt: 1, where: "a registry" })),
  };
  const store = { read } as unknown as Store;
  const fleet = await Fleet.open(store, { cursor: async () => 1, subscribe: () => () => {} } as never);
  return { fleet, store, now: () => 2 } as unknown as Web;
}

const many = Array.from({ length: 1000 }, (_, i) => `1.${i}.0`);

it("a service with more releases than are shown says how many are left out, and leaves out none that runs", async () => {
  const shown = await loadService(await aService(many, "v1.3.0"), actor, "checkout");
  if (!shown.ok) throw new Error(shown.sentence);
  const { releases, olderReleases } = shown.value;
  expect(releases.slice(0, 2).map(({ version }) => version)).toEqual(["1.999.0", "1.998.0"]);
  expect(releases.at(-1)).toMatchObject({ version: "1.3.0", runsIn: [{ cluster: "production" }] });
  expect(releases).toHaveLength(201);
  expect(olderReleases).toBe(799);
});

it("a service of which all is shown says nothing of it", async () => {
  const shown = await loadService(await aService(many.slice(0, 200), "1.3.0"), actor, "checkout");
  expect(shown).toMatchObject({ ok: true, value: { releases: { length: 200 } } });
  expect(shown.ok && "olderReleases" in shown.value).toBe(false);
});

it("the newest of them stands in the list of services", async () => {
  const listed = await loadServices(await aService(many, "1.3.0"), actor);
  expect(listed).toMatchObject({
    value: { services: [{ latest: "1.999.0", runsIn: [{ cluster: "production", version: "1.3.0" }] }] },
  });
});
