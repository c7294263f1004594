import { describe, expect, it } from "vitest";
import { environmentOfCluster, environmentsOf } from "./environments.ts";

describe("the environment of a cluster", () => {
  it.each([
    ["development", "development"],
    ["dev", "development"],
    ["Staging", "staging"],
    ["production-eu", "production"],
    ["c2-production", "production"],
    ["prod us 1", "production"],
    ["qa", "test"],
    ["pre-prod", "staging"],
    ["eu-prd-01", "production"],
    ["my-sandbox", "sandbox"],
    ["sbox-01", "sandbox"],
    ["playground", "sandbox"],
    ["c3", "c3"],
    ["home", "home"],
    ["dev-to-prod", "dev-to-prod"],
  ])("%s is in %s", (cluster, environment) => {
    expect(environmentOfCluster(cluster).environment).toBe(environment);
  });
});

describe("the order of environments", () => {
  const of = (...clusters: string[]) => clusters.map(environmentOfCluster);

  it("goes from development to production, by name", () => {
    const found = environmentsOf(of("production-us", "staging", "production-eu", "development"));
    expect(found.map(({ name, order, promotesFrom }) => [name, order, promotesFrom])).toEqual([
      ["development", 0, []],
      ["staging", 1, ["development"]],
      ["production", 2, ["staging"]],
    ]);
  });

  it("lets people set it otherwise", () => {
    const found = environmentsOf(of("c3", "production"), {
      c3: { order: 9, promotesFrom: ["production"], isProduction: true },
    });
    expect(found.map(({ name, promotesFrom, isProduction }) => [name, promotesFrom, isProduction])).toEqual([
      ["production", [], true],
      ["c3", ["production"], true],
    ]);
  });

  it("does not promote out of a sandbox", () => {
    expect(
      environmentsOf(of("playground", "development")).map(({ name, promotesFrom }) => [name, promotesFrom]),
    ).toEqual([
      ["sandbox", []],
      ["development", []],
    ]);
  });
});
