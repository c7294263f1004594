import { expect, it } from "vitest";
import type { Adoption } from "../../lib/contracts/adoption.ts";
import {
  dropCluster,
  move,
  renameService,
  sameCorrections,
  set,
  setByHand,
  takeOrder,
  toggleIgnored,
  toggleProduction,
  togglePromotesFrom,
} from "./corrections.ts";

const guessed = { reason: "", certainty: "certain" as const, corrected: false };
const reading = {
  environments: ["dev", "staging", "prod"].map((name, i, all) => ({
    name,
    promotesFrom: all.slice(Math.max(0, i - 1), i),
    clusters: [name],
    isProduction: name === "prod",
    ...guessed,
  })),
} as unknown as Adoption;
const named = (name: string) => {
  const found = reading.environments.find((each) => each.name === name);
  if (!found) throw new Error(`There is ${name}.`);
  return found;
};

it("an entry is set, replaced, and taken back without a trace", () => {
  const one = set({}, "clusters", "eu-1", "production");
  expect(one).toEqual({ clusters: { "eu-1": "production" } });
  expect(set(one, "clusters", "eu-1", "staging")).toEqual({ clusters: { "eu-1": "staging" } });
  expect(set(one, "clusters", "eu-1", "")).toEqual({});
});

it("an environment that moves is promoted from its new neighbour, whatever was said before", () => {
  const said = togglePromotesFrom({}, named("prod"), "dev");
  expect(said.promotesFrom).toEqual({ prod: ["staging", "dev"] });
  expect(move(said, reading, "prod", -1)).toEqual({ order: ["dev", "prod", "staging"] });
  expect(move({}, reading, "dev", -1)).toEqual({});
});

it("an order that is taken is said as shortly as it can be, and is then just that", () => {
  const line = ["dev", "prod", "staging"].map((name, i, all) => ({
    name,
    promotesFrom: all.slice(Math.max(0, i - 1), i),
  }));
  expect(takeOrder({ promotesFrom: { dev: ["prod"] } }, line)).toEqual({ order: ["dev", "prod", "staging"] });
  const fork = line.map((each) => (each.name === "staging" ? { ...each, promotesFrom: ["dev"] } : each));
  expect(takeOrder({}, fork)).toEqual({ order: ["dev", "prod", "staging"], promotesFrom: { staging: ["dev"] } });
});

it("what is clicked before the click before was read builds on it", () => {
  const once = togglePromotesFrom({}, named("prod"), "dev");
  expect(togglePromotesFrom(once, named("prod"), "staging").promotesFrom).toEqual({ prod: ["dev"] });
  expect(move(move({}, reading, "prod", -1), reading, "prod", -1)).toEqual({ order: ["prod", "dev", "staging"] });
  expect(toggleProduction(toggleProduction({}, named("dev")), named("dev")).production).toEqual({ dev: false });
});

it("an order that names only some of the environments is completed by the reading", () => {
  expect(move({ order: ["prod", "gone"] }, reading, "prod", -1)).toEqual({ order: ["dev", "prod", "staging"] });
});

it("what is no cluster is dropped with what was said of it, and can be taken back", () => {
  const dropped = dropCluster({ clusters: { lab: "staging" }, matches: { lab: "eu" } }, "lab");
  expect(dropped).toEqual({ notClusters: ["lab"] });
  expect(setByHand(dropped)).toEqual([{ sentence: "lab is no cluster", without: {} }]);
});

it("production's duties are given to what is called otherwise", () => {
  const given = toggleProduction({}, named("dev"));
  expect(given).toEqual({ production: { dev: true } });
  expect(setByHand(given)).toEqual([{ sentence: "dev has production's duties", without: {} }]);
});

it("a service that is renamed twice keeps the name it was found by", () => {
  const once = renameService({}, "billing-reports", "reports");
  expect(once.services).toEqual({ "billing-reports": "reports" });
  expect(renameService(once, "reports", "bills").services).toEqual({ "billing-reports": "bills", reports: "bills" });
  expect(renameService(once, "reports", "billing-reports").services).toEqual({ reports: "billing-reports" });
});

it("a deployment is left out, and taken again", () => {
  const out = toggleIgnored({}, "dev/Deployment/shop/web");
  expect(out.ignore).toEqual(["dev/Deployment/shop/web"]);
  expect(toggleIgnored(out, "dev/Deployment/shop/web")).toEqual({});
});

it("everything that was set by hand is told, and each can be taken back alone", () => {
  const all = toggleIgnored(set(move({}, reading, "prod", -1), "teams", "shop", "cart"), "dev/Deployment/shop/web");
  const told = setByHand(all);
  expect(told.map(({ sentence }) => sentence)).toEqual([
    "The order is dev, prod, staging",
    "shop is cart's",
    "dev/Deployment/shop/web is left out",
  ]);
  for (const { without } of told) expect(setByHand(without)).toHaveLength(2);
  expect(sameCorrections(all, { ...all })).toBe(true);
  expect(sameCorrections(all, told[0]?.without ?? {})).toBe(false);
});
