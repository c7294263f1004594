import { expect, it } from "vitest";
import type { Web } from "../deps.ts";
import { loadEnvironments } from "./setup.ts";

const actor = { id: "ada", login: "ada", name: "Ada", grants: [{ role: "admin" as const }] };

it("the rules of a stage name the cluster that it shares with others", async () => {
  const columns = ["development", "production"].map((environment) => ({ environment, cluster: "main" }));
  const environments = columns.map(({ environment: name }) => ({ name, promotesFrom: [] }));
  const shown = await loadEnvironments({ fleet: { environments, columns: () => columns } } as unknown as Web, actor);
  expect(shown).toMatchObject({
    value: { environments: environments.map((each) => ({ ...each, clusters: ["main"] })) },
  });
});
