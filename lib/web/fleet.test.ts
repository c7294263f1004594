import { expect, it } from "vitest";
import type { Grant } from "../domain/permissions.ts";
import type { Store } from "../ports/store.ts";
import { Fleet } from "./fleet.ts";

const stages = ["staging", "production"];
const runs: Record<string, string> = { staging: "1.2.0", production: "1.1.0" };

async function aFleet(): Promise<Fleet> {
  const read = {
    environments: async () => stages.map((name, order) => ({ name, order, promotesFrom: stages.slice(0, order) })),
    clusters: async () => stages.map((name) => ({ id: name, environment: name })),
    services: async () => [{ id: "checkout", name: "checkout", kind: "chart" }],
    deployments: async () =>
      stages.map((name) => ({
        id: `${name}/checkout`,
        service: "checkout",
        environment: name,
        cluster: name,
        declaredVersion: runs[name],
        definition: { form: "chart-version", object: { kind: "HelmRelease", namespace: "shop", name: "checkout" } },
      })),
    statuses: async () =>
      new Map(
        stages.map((name) => [`${name}/checkout`, { runs: runs[name], health: "healthy", drift: [], running: {} }]),
      ),
    heard: async () => [],
    activePromotions: async () => [],
    releases: async () => ["1.1.0", "1.2.0"].map((version) => ({ version })),
  };
  const store = { read } as unknown as Store;
  return Fleet.open(store, { cursor: async () => 1, subscribe: () => () => {} } as never);
}

it("how far something is behind is told to those who see what it is behind", async () => {
  const fleet = await aFleet();
  const seenBy = (...grants: Grant[]) =>
    fleet.cell("production/checkout", { id: "vera", login: "vera", name: "Vera", grants })?.behind;
  expect(seenBy({ role: "viewer" })).toBe(1);
  expect(seenBy({ role: "admin", environment: "production" })).toBe(0);
});
