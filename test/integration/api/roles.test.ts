import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type EndpointName, endpoints } from "../../../lib/contracts/api.ts";
import type { Role } from "../../../lib/domain/permissions.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { adoptHere, enrol, person, promotionOf, type Rig, startRig } from "../promotion/rig.ts";
import { ask, candidates } from "../promotion/world.ts";
import { callRoute, origin, signedIn, tokenOf } from "./calls.ts";

// Next.js makes it harmless on a server, by a condition that nobody else sets.
vi.mock("server-only", () => ({}));

/**
 * Every call that the API has, by everybody. A call that is added without a line here fails:
 * whoever adds it says who may make it.
 */
const everyone: Role[] = ["viewer", "developer", "approver", "release-manager", "admin"];
const movers: Role[] = ["developer", "release-manager", "admin"];
const managers: Role[] = ["release-manager", "admin"];
const admins: Role[] = ["admin"];

const allowed: Record<EndpointName, Role[]> = {
  me: everyone,
  board: everyone,
  services: everyone,
  service: everyone,
  leadTimes: everyone,
  releases: everyone,
  deployment: everyone,
  provenance: everyone,
  reconcile: ["developer", "approver", "release-manager", "admin"],
  suspend: managers,
  resume: managers,
  plan: everyone,
  planReleases: everyone,
  promote: movers,
  promotions: everyone,
  promotion: everyone,
  verdict: ["approver", "release-manager", "admin"],
  cancel: movers,
  retry: movers,
  inbox: everyone,
  history: everyone,
  audit: everyone,
  search: everyone,
  connections: admins,
  connectGitHub: admins,
  connectCluster: admins,
  beginApp: admins,
  setSignIn: admins,
  checkConnection: admins,
  steerHistory: admins,
  leave: admins,
  disconnect: admins,
  adoption: admins,
  adopt: admins,
  repositories: everyone,
  repository: everyone,
  environments: everyone,
  setRules: admins,
  people: admins,
  grant: admins,
  tokens: everyone,
  createToken: everyone,
  revokeToken: everyone,
};

let rig: Rig;
let ownerUrl: string;
let close: () => Promise<void>;
const sessions = new Map<Role, Record<string, string>>();
const tokens = new Map<Role, Record<string, string>>();
let params: Record<string, string>;
let bodies: Partial<Record<EndpointName, unknown>>;
let queries: Partial<Record<EndpointName, string>>;

beforeAll(async () => {
  ownerUrl = await emptyDatabase({ migrated: true });
  rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] } });
  await adoptHere(rig);
  const { prisma } = rig.wired.database;
  for (const role of everyone) {
    await enrol(rig, [person(role, role)]);
    await prisma.grant.create({ data: { login: role, role, givenBy: "test" } });
    sessions.set(role, await signedIn(prisma, role));
    tokens.set(role, await tokenOf(prisma, role, "admin"));
  }
  const [first, second] = (await candidates(rig, 20)).filter((one) => one.environment === "production");
  if (!first || !second) throw new Error("The fleet has two places in production.");
  const promotion = await ask(rig, person("mira", "developer"), first);
  const { planHash } = await promotionOf(rig, promotion);
  const [deployment] = await rig.wired.store.read.deployments({ service: first.service });
  params = {
    service: first.service,
    deployment: deployment?.id ?? "",
    promotion,
    connection: "none",
    environment: "staging",
    person: "somebody",
    token: "none",
    repository: rig.repository,
  };
  const reason = { reason: "To see who may" };
  const rules = { approvals: 0, holdMinutes: 1, deadlineMinutes: 5, oneClusterAtATime: true };
  bodies = {
    reconcile: reason,
    suspend: reason,
    resume: reason,
    promote: { service: second.service, environment: second.environment, version: second.version, ...reason },
    verdict: { planHash: `not ${planHash}`, verdict: "approved", because: "To see who may" },
    cancel: reason,
    retry: reason,
    connectGitHub: { webUrl: "http://127.0.0.1:1", token: "ghp_none" },
    beginApp: { webUrl: "http://127.0.0.1:1" },
    setSignIn: { clientId: "none", clientSecret: "none" },
    connectCluster: { name: "none", kubeconfig: "none" },
    adopt: { repository: rig.repository, confirm: false },
    steerHistory: { to: "stop" },
    leave: reason,
    setRules: rules,
    grant: { grants: [] },
    createToken: { name: "a token", role: "viewer", days: 1 },
  };
  queries = {
    plan: `?${new URLSearchParams({ service: first.service, environment: "production", version: first.version })}`,
    planReleases: `?${new URLSearchParams({ service: first.service, environment: "production" })}`,
    search: "?q=check",
    adoption: `?repository=${encodeURIComponent(rig.repository)}`,
  };
  const { web } = await import("../../../lib/web/deps.ts");
  const opened = await web();
  close = () => opened.close();
}, 300_000);

afterAll(async () => {
  await close?.();
  await rig?.close();
  await dropDatabase(ownerUrl);
}, 60_000);

function call(name: EndpointName, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return callRoute(name, { headers, params, query: queries[name], body: bodies[name] });
}

const names = Object.keys(endpoints) as EndpointName[];
const writes = names.filter((name) => endpoints[name].method !== "get");

async function records(): Promise<number> {
  const rows = await rig.wired.store.read.auditRecords({ limit: 1 });
  return Math.max(0, ...rows.map((row) => row.seq));
}

describe("every call of the API", () => {
  it.each(names)("%s: nobody who is not signed in gets more than a 401, by whatever header", async (name) => {
    const before = await records();
    const wrong: Record<string, string>[] = [
      {},
      { authorization: "" },
      { authorization: "Bearer x" },
      { authorization: "Bearer %E0%A4%A" },
      { authorization: `Bearer sluice_${"a".repeat(32)}` },
      { authorization: tokens.get("admin")?.authorization?.replace("Bearer", "Basic") ?? "" },
      { authorization: `${tokens.get("admin")?.authorization}, ${tokens.get("admin")?.authorization}` },
      { authorization: `Bearer ${"a".repeat(8_000)}` },
      { cookie: "sluice.session=none" },
      { cookie: "sluice.session=%E0%A4%A" },
      { cookie: `sluice.session=${"a".repeat(5_000)}` },
      { "x-middleware-subrequest": "middleware:middleware:middleware", "x-forwarded-user": "adam" },
    ];
    for (const headers of wrong) {
      const { status, text } = await call(name, headers);
      expect({ headers, status }).toEqual({ headers, status: 401 });
      expect(JSON.parse(text)).toMatchObject({ error: { code: "signed-out" } });
    }
    expect(await records()).toBe(before);
  });

  const cases = names.flatMap((name) => everyone.map((role) => [name, role] as const));

  it.each(cases)("%s, by a(n) %s: as the table says", async (name, role) => {
    for (const how of [{ ...sessions.get(role), origin }, tokens.get(role) ?? {}]) {
      const before = await records();
      const { status, text } = await call(name, how);
      // A token makes no other one, whosever it is.
      const may = allowed[name].includes(role) && !(name === "createToken" && "authorization" in how);
      if (may) {
        expect(status, text).not.toBe(401);
        expect(status, text).not.toBe(403);
        expect(status, text).not.toBe(500);
      } else {
        const error = {
          code: "not-allowed",
          sentence: expect.stringMatching(/^(You may not .*roles: .*|A token cannot .*)\.$/),
        };
        expect({ status, ...JSON.parse(text) }).toEqual({ status: 403, error });
        expect(await records()).toBe(before);
      }
    }
  });

  it.each(writes)("%s: a session does not count for a page from elsewhere", async (name) => {
    const before = await records();
    for (const from of ["https://evil.example.com", "null", `${origin}.evil.example.com`, undefined]) {
      const { status } = await call(name, {
        ...sessions.get("admin"),
        ...(from ? { origin: from } : {}),
      });
      expect({ from, status }).toEqual({ from, status: 403 });
    }
    const own = { origin, "sec-fetch-site": "cross-site" };
    expect(await call(name, { ...sessions.get("admin"), ...own })).toMatchObject({ status: 403 });
    expect(await records()).toBe(before);
  });
});

describe("a token", () => {
  it("does no more than its own role, though its owner may", async () => {
    const small = await tokenOf(rig.wired.database.prisma, "admin", "viewer");
    for (const name of writes.filter((each) => !allowed[each].includes("viewer")))
      expect(await call(name, small)).toMatchObject({ status: 403 });
  });

  it("of somebody who was disabled, or lost the role, is worth nothing at the next call", async () => {
    const { prisma } = rig.wired.database;
    await prisma.grant.deleteMany({ where: { login: "release-manager" } });
    expect((await call("suspend", tokens.get("release-manager") ?? {})).status).toBe(404);
    await prisma.user.update({ where: { id: "admin" }, data: { disabledAt: new Date() } });
    expect((await call("me", tokens.get("admin") ?? {})).status).toBe(401);
    expect((await call("me", sessions.get("admin") ?? {})).status).toBe(401);
  });
});
