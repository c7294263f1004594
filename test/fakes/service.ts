import type { Store } from "../../lib/ports/store.ts";
import type { Web } from "../../lib/web/deps.ts";
import { Fleet } from "../../lib/web/fleet.ts";

/** One service with so many releases, of which production runs one. */
export async function aService(releases: string[], runs: string): Promise<Web> {
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
    connections: async () => [],
    releases: async () =>
      releases.map((version) => ({ service: "checkout", version, foundAt: 1, where: "a registry" })),
  };
  const store = { read } as unknown as Store;
  const fleet = await Fleet.open(store, { cursor: async () => 1, subscribe: () => () => {} } as never);
  return { fleet, store, now: () => 2 } as unknown as Web;
}
