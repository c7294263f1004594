import { expect, it } from "vitest";
import { aService } from "../../../test/fakes/service.ts";
import { loadChoices } from "./choices.ts";
import { loadPlan } from "./plan.ts";

const actor = { id: "dev", login: "dev", name: "dev", grants: [{ role: "viewer" as const }] };
const place = { service: "checkout", environment: "production" };
const many = Array.from({ length: 2000 }, (_, i) => `1.${i}.0`);

const versions = ({ choices }: { choices: { version: string }[] }) => choices.map(({ version }) => version);

async function planOf(version?: string) {
  const plan = await loadPlan(await aService(many, "v1.3.0"), actor, { ...place, version });
  if (!plan.ok) throw new Error(plan.sentence);
  return plan.value;
}

async function found(q: string) {
  const choices = await loadChoices(await aService(many, "v1.3.0"), actor, { ...place, q });
  if (!choices.ok) throw new Error(choices.sentence);
  return choices.value;
}

it("of thousands of releases the newest are offered to choose from, and with them what runs here", async () => {
  const plan = await planOf();
  expect(versions(plan)).toEqual([...many.slice(-50).reverse(), "1.3.0"]);
  expect(plan.moreChoices).toBe(1949);
  expect(plan.choices[0]).toMatchObject({ version: "1.1999.0", step: "minor", offered: true });
});

it("a release that is asked for is among them, however old it is", async () => {
  const plan = await planOf("1.42.0");
  expect(versions(plan).slice(-2)).toEqual(["1.42.0", "1.3.0"]);
  expect(plan.version).toBe("1.42.0");
});

it("an older one is found by a part of its version, and how many more fit is said", async () => {
  expect(versions(await found(" .42.0 "))).toEqual(["1.42.0"]);
  const all = await found("1.1");
  expect([all.choices.length, all.moreChoices]).toEqual([50, 1061]);
  expect(await found("2.0.0")).toEqual({ choices: [] });
});

it("of a service that one may not see nothing is found either", async () => {
  const elsewhere = { ...actor, grants: [{ role: "viewer" as const, environment: "staging" }] };
  expect(await loadChoices(await aService(many, "1.3.0"), elsewhere, place)).toMatchObject({ reason: "not-found" });
});

it("nor where a release runs that one may see as such", async () => {
  const web = await aService(["1.3.0"], "1.3.0");
  const elsewhere = { ...actor, grants: [{ role: "viewer" as const, environment: "staging" }] };
  const there = { ...place, environment: "staging" };
  expect(await loadChoices(web, actor, there)).toMatchObject({ value: { choices: [{ runsIn: ["production"] }] } });
  expect(await loadChoices(web, elsewhere, there)).toMatchObject({ value: { choices: [{ runsIn: [] }] } });
});

it("where a release was verified is told in the order in which releases go, and not in that of a database", async () => {
  const web = await aService(["1.3.0"], "1.3.0");
  const stages = ["development", "staging", "production"];
  web.fleet.environments = stages.map((name, order) => ({ name, order, promotesFrom: [] })) as never;
  const verified = ["staging", "production", "development"].map((environment) => ({ environment, version: "1.3.0" }));
  Object.assign(web.store.read, { verifications: async () => verified });
  expect(await loadChoices(web, actor, place)).toMatchObject({ value: { choices: [{ verifiedIn: stages }] } });
});
