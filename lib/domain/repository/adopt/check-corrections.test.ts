import { describe, expect, it } from "vitest";
import { adopt } from "./adopt.ts";
import { checkCorrections, keyOf } from "./check-corrections.ts";
import { fluxKustomization, sample, workload } from "./sample.ts";
import type { Corrections } from "./types.ts";

const repository = sample(
  {
    "clusters/eu-1/apps.yaml": fluxKustomization("apps", "./apps"),
    "clusters/dev/apps.yaml": fluxKustomization("apps", "./apps"),
    "apps/web.yaml": workload("r.example.com/web:1.2.3"),
    "apps/worker.yaml": workload("r.example.com/worker:1.2.3").replaceAll("name: web", "name: worker"),
  },
  "eu-1",
  "dev",
);
const clusters = ["production-eu", "dev"];

function checked(corrections: Corrections, before: Corrections = {}) {
  const after = adopt(repository, { corrections: { ...corrections, ignored: [] } });
  const said = checkCorrections(after, { corrections, before, clusters });
  return said.ok ? "fine" : said.sentence;
}

describe("corrections", () => {
  it("are taken where they name what is there", () => {
    expect(
      checked({
        clusterEnvironment: { "eu-1": "production" },
        clusterMatches: { "eu-1": { name: "production-eu", byHand: true } },
        environments: { production: { promotesFrom: ["development"] } },
        serviceNames: { web: "shop" },
        deploymentServices: { "eu-1/Deployment/shop/worker": "jobs" },
        ignored: ["eu-1/Deployment/shop/web"],
      }),
    ).toBe("fine");
  });

  it.each<[string, Corrections, RegExp]>([
    ["an unknown cluster", { clusterEnvironment: { us: "production" } }, /no cluster "us"/],
    [
      "a cluster that is not connected",
      { clusterMatches: { dev: { name: "x", byHand: true } } },
      /knows no cluster "x"/,
    ],
    ["one cluster twice", { clusterMatches: { "eu-1": { name: "dev", byHand: true } } }, /cannot both be dev/],
    ["an environment without a name", { clusterEnvironment: { dev: " " } }, /cannot be the name of an environment/],
    ["a service without a name", { serviceNames: { web: "" } }, /cannot be the name of a service/],
    ["itself as predecessor", { environments: { development: { promotesFrom: ["development"] } } }, /from itself/],
    ["a predecessor that is not there", { environments: { development: { promotesFrom: ["qa"] } } }, /from "qa"/],
    ["an unknown deployment", { ignored: ["dev/Deployment/shop/none"] }, /no deployment "dev\/Deployment\/shop\/none"/],
    ["two services of one name", { serviceNames: { worker: "web" } }, /would both be web on/],
    [
      "a circle",
      { environments: { development: { promotesFrom: ["eu-1"] }, "eu-1": { promotesFrom: ["development"] } } },
      /by way of others/,
    ],
  ])("with %s are refused with a sentence, and nothing is changed", (_, corrections, sentence) => {
    expect(checked(corrections)).toMatch(sentence);
    expect(checked(corrections)).toMatch(/Nothing was changed\.$/);
  });

  it("that name what has gone from Git since are kept", () => {
    const old = { ignored: ["dev/Deployment/shop/gone"] };
    expect(checked(old, old)).toBe("fine");
  });

  it("go by what the repository calls its clusters, whatever Sluice calls them", () => {
    const corrections: Corrections = {
      clusterMatches: { "eu-1": { name: "production-eu", environment: "production" } },
      deploymentEnvironments: { "eu-1/Deployment/shop/web": "canary" },
      ignored: ["eu-1/Deployment/shop/worker"],
    };
    const found = adopt(repository, { corrections });
    expect(found.clusters.find(({ called }) => called === "eu-1")).toMatchObject({
      name: "production-eu",
      environment: "production",
      reason: expect.stringContaining("It is the cluster production-eu"),
    });
    const there = found.deployments.filter(({ cluster }) => cluster === "production-eu");
    expect(there).toMatchObject([{ id: "production-eu/Deployment/shop/web", environment: "canary" }]);
    expect(there.map((deployment) => keyOf(found, deployment))).toEqual(["eu-1/Deployment/shop/web"]);
    expect(found.environments.map(({ name }) => name)).toContain("canary");
  });
});
