import { expect, it } from "vitest";
import type { Deps } from "../../ports/deps.ts";
import { pairKey, readElsewhere } from "./elsewhere.ts";

type Filter = { service?: string; environment?: string; clusters?: string[] };

const row = (cluster: string, environment: string, service = "web") => ({
  id: `${cluster}/${environment}/${service}`,
  service,
  environment,
  cluster,
  definition: { object: { kind: "HelmRelease", namespace: "apps", name: service }, form: "chart-version" },
});

/** `shared` has an environment of its own, and deployments of others. */
const rows = [
  row("dev", "development"),
  row("shared", "development"),
  row("shared", "production"),
  row("shared", "shared"),
];

async function elsewhere(services: string[]) {
  const read = {
    clusters: async () => ["dev", "shared"].map((id) => ({ id, environment: id === "dev" ? "development" : id })),
    deployments: async ({ service, environment, clusters }: Filter) =>
      rows.filter(
        (each) =>
          each.environment === environment &&
          (service === undefined || each.service === service) &&
          clusters?.includes(each.cluster),
      ),
    statuses: async () => new Map(),
    heard: async () => [],
  };
  const pairs = services.map((service) => ({ service, environment: "development" }));
  const found = await readElsewhere({ store: { read } } as unknown as Deps, "dev", pairs, 0);
  return found.elsewhere.get(pairKey({ service: "web", environment: "development" }))?.map(({ cluster }) => cluster);
}

it("a stage that stands on a shared cluster too has not held before it has held there", async () => {
  expect(await elsewhere(["web"])).toEqual(["shared"]);
  expect(await elsewhere(["web", "api", "pay", "cart"])).toEqual(["shared"]);
});
