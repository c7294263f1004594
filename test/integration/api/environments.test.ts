import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type EndpointName, endpoints } from "../../../lib/contracts/api.ts";
import type { DeploymentRow } from "../../../lib/ports/store.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { adoptHere, enrol, person, type Rig, startRig } from "../promotion/rig.ts";
import { ask, candidates } from "../promotion/world.ts";
import { callRoute, type RouteCall, tokenOf } from "./calls.ts";

// Next.js makes it harmless on a server, by a condition that nobody else sets.
vi.mock("server-only", () => ({}));

/**
 * Every call of the API, by people who may see one environment or none, with what there is
 * elsewhere: it has to be as if that were not there.
 */
const stages = ["development", "staging", "production"];
const roles = ["viewer", "developer", "approver", "release-manager", "admin"] as const;
const names = Object.keys(endpoints) as EndpointName[];
const reads = names.filter((name) => endpoints[name].method === "get");

let rig: Rig;
let ownerUrl: string;
let close: () => Promise<void>;
let deployments: DeploymentRow[];
let promotions: { id: string; environment: string }[];
const tokens = new Map<string, Record<string, string>>();

beforeAll(async () => {
  ownerUrl = await emptyDatabase({ migrated: true });
  rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] } });
  await adoptHere(rig);
  const { prisma } = rig.wired.database;
  for (const environment of [...stages, undefined])
    for (const role of roles) {
      const login = `${role} of ${environment ?? "nothing"}`;
      await enrol(rig, [person(login, role)]);
      if (environment) await prisma.grant.create({ data: { login, role, environment, givenBy: "test" } });
      tokens.set(login, await tokenOf(prisma, login, "admin"));
    }
  deployments = await rig.wired.store.read.deployments();
  promotions = [];
  const wanted = await candidates(rig, 40);
  for (const environment of stages)
    for (const one of wanted.filter((each) => each.environment === environment).slice(0, 2))
      promotions.push({ id: await ask(rig, person("mira", "developer"), one), environment });
  const at = new Date();
  for (const { id: service } of await rig.wired.store.read.services()) {
    const [newest] = await rig.wired.store.read.releases(service);
    const version = newest?.version ?? "1.0.0";
    await prisma.verification.createMany({
      data: stages.map((environment) => ({ service, version, environment, at })),
      skipDuplicates: true,
    });
  }
  const { web } = await import("../../../lib/web/deps.ts");
  const opened = await web();
  close = () => opened.close();
}, 300_000);

afterAll(async () => {
  await close?.();
  await rig?.close();
  await dropDatabase(ownerUrl);
}, 60_000);

/** Every read, of all that there is. */
function callsOf(name: EndpointName): Omit<RouteCall, "headers">[] {
  const { path } = endpoints[name];
  const services = [...new Set(deployments.map((d) => d.service))];
  const places = services.flatMap((service) => stages.map((environment) => ({ service, environment })));
  const queries = (all: Record<string, string>[]) => all.map((each) => ({ query: `?${new URLSearchParams(each)}` }));
  if (path.includes("{deployment}")) return deployments.map(({ id }) => ({ params: { deployment: id } }));
  if (path.includes("{promotion}")) return promotions.map(({ id }) => ({ params: { promotion: id } }));
  if (path.includes("{service}")) return services.map((service) => ({ params: { service } }));
  if (path.includes("{repository}")) return [{ params: { repository: rig.repository } }];
  if (name === "plan" || name === "planReleases") return queries(places.slice(0, 12));
  if (name === "search") return queries(["e", "0", "1", "#1", "#2", "#3", "#4", "#5", "#6"].map((q) => ({ q })));
  if (name === "adoption") return queries([{ repository: rig.repository }]);
  if (name === "history" || name === "promotions")
    return queries([{}, ...stages.map((environment) => ({ environment }))]);
  return [{}];
}

/** What an environment is itself told of the one before it: that it is promoted from there, and what its gates ask of it. */
const ownBusiness = /^(promotesFrom|gates)$/;
/** What people wrote, who may name whatever they like. */
const words = /^(title|reason|because)$/;

function* textsOf(value: unknown, isPlan: boolean): Generator<string> {
  if (typeof value === "string") yield value;
  else if (value && typeof value === "object")
    for (const [key, each] of Object.entries(value))
      if (!ownBusiness.test(key) && !words.test(key) && !(isPlan && key === "verifiedIn")) yield* textsOf(each, isPlan);
}

function namesElsewhere(stage: string): string[] {
  const elsewhere = deployments.filter((d) => d.environment !== stage);
  return [
    ...stages.filter((each) => each !== stage),
    ...elsewhere.flatMap((d) => [d.id, d.cluster]),
    ...promotions.filter((p) => p.environment !== stage).map((p) => p.id),
  ];
}

describe("somebody who may see one environment", () => {
  it.each(reads.flatMap((name) => stages.map((stage) => [name, stage] as const)))(
    "reads nothing of another one by %s, in %s",
    async (name, stage) => {
      const others = namesElsewhere(stage);
      for (const each of callsOf(name)) {
        const { status, text } = await callRoute(name, { ...each, headers: tokens.get(`admin of ${stage}`) ?? {} });
        expect(status, text).toBeLessThan(500);
        const texts = [...textsOf(JSON.parse(text), name.startsWith("plan"))];
        const told = texts.filter((said) => others.some((other) => said.includes(other)));
        expect({ ...each, told }).toEqual({ ...each, told: [] });
      }
    },
  );

  const onSomething = names.filter((name) => /\{(deployment|promotion)\}/.test(endpoints[name].path));

  it.each(onSomething)("hears by %s of what is elsewhere what is said of nothing, whatever the role", async (name) => {
    const deployment = deployments.find((d) => d.environment === "production")?.id ?? "";
    const promotion = promotions.find((p) => p.environment === "production")?.id ?? "";
    const none = { deployment: "production/HelmRelease/none/none", promotion: "01HZX3V9QK0000000000000000" };
    const verdict = { planHash: "none", verdict: "approved", because: "To see who may" };
    const written = name === "verdict" ? verdict : { reason: "To see who may" };
    const body = endpoints[name].method === "get" ? undefined : written;
    for (const role of roles)
      for (const of of ["staging", "nothing"]) {
        const headers = tokens.get(`${role} of ${of}`) ?? {};
        const said = await callRoute(name, { headers, body, params: { deployment, promotion } });
        expect(said).toEqual(await callRoute(name, { headers, body, params: none }));
        expect(said.status).toBe(404);
      }
  });

  it("turns the pages of promotions without a sign of those elsewhere", async () => {
    const { prisma } = rig.wired.database;
    const [there, here] = ["production", "staging"].map((stage) => promotions.find((p) => p.environment === stage)?.id);
    const headers = tokens.get("viewer of staging") ?? {};
    // The oldest one is theirs, and a page is full of newer ones that are not.
    await prisma.promotion.update({ where: { id: here ?? "" }, data: { requestedAt: new Date(0) } });
    const row = await prisma.promotion.findUniqueOrThrow({ where: { id: there ?? "" } });
    const { number: _, ...copied } = row;
    await prisma.promotion.createMany({
      data: Array.from({ length: 60 }, (_, i) => ({ ...copied, id: `many-${i}`, endedAt: new Date() })) as never,
    });
    const { text } = await callRoute("promotions", { headers });
    const mine = promotions.filter((p) => p.environment === "staging");
    expect(JSON.parse(text)).toMatchObject({ promotions: { length: mine.length } });
    expect(JSON.parse(text)).not.toHaveProperty("next");
  });
});

it.each(reads)("somebody who was given no role yet reads of no service and no environment by %s", async (name) => {
  const services = (await rig.wired.store.read.services()).map(({ id }) => `"${id}"`);
  const all = [...services, ...stages, ...promotions.map(({ id }) => id)];
  for (const each of callsOf(name)) {
    const { text } = await callRoute(name, { ...each, headers: tokens.get("viewer of nothing") ?? {} });
    const told = all.filter((one) => text.includes(one));
    expect({ ...each, told }).toEqual({ ...each, told: [] });
  }
});
