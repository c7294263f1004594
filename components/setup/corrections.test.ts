import { expect, it } from "vitest";
import type { Adoption } from "../../lib/contracts/setup.ts";
import { corrected, countTaken, toggleIgnored, togglePromotesFrom } from "./corrections.ts";

const place = { version: "1", file: "f", line: 1, path: "p", form: "chart", reason: "r" };
const reading: Adoption = {
  repository: "acme/fleet",
  branch: "main",
  commit: "c",
  adopted: false,
  environments: ["dev", "prod"].map((name) => ({
    name,
    promotesFrom: [],
    clusters: [name],
    reason: "",
    certainty: "sure",
  })),
  clusters: ["dev", "prod"].map((name) => ({ name, path: name, environment: name, reason: "", certainty: "sure" })),
  services: [
    {
      name: "shop",
      kind: "chart",
      deployments: ["dev", "prod"].map((c) => ({ ...place, environment: c, cluster: c })),
    },
  ],
  problems: [],
};

it("moves a cluster with all its deployments into the environment that a person names", () => {
  const next = corrected(reading, { clusters: { prod: "dev" } });
  expect(next.environments.map((each) => each.clusters)).toEqual([["dev", "prod"], []]);
  expect(next.services[0]?.deployments.map((each) => each.environment)).toEqual(["dev", "dev"]);
});

it("leaves a deployment out and takes it again", () => {
  const out = toggleIgnored({}, "prod/shop");
  expect(countTaken(reading, out)).toBe(1);
  expect(countTaken(reading, toggleIgnored(out, "prod/shop"))).toBe(2);
});

it("adds and removes what an environment is promoted from", () => {
  const once = togglePromotesFrom({}, reading, "prod", "dev");
  expect(once.promotesFrom).toEqual({ prod: ["dev"] });
  expect(togglePromotesFrom(once, corrected(reading, once), "prod", "dev").promotesFrom).toEqual({ prod: [] });
});
