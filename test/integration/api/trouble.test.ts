import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { adoptHere, enrol, person, type Rig, startRig } from "../promotion/rig.ts";
import { type Candidate, candidates } from "../promotion/world.ts";

vi.mock("server-only", () => ({}));

let rig: Rig;
let ownerUrl: string;
let owner: pg.Client;
let close: () => Promise<void>;
let POST: (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
let places: Candidate[];
const tokens: string[] = [];

beforeAll(async () => {
  ownerUrl = await emptyDatabase({ migrated: true });
  rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] } });
  await adoptHere(rig);
  const { prisma } = rig.wired.database;
  for (const login of ["dev", "rhea"]) {
    await enrol(rig, [person(login, "developer")]);
    await prisma.grant.create({ data: { login, role: "developer", givenBy: "test" } });
    const token = `sluice_${randomBytes(24).toString("base64url")}`;
    const hash = createHash("sha256").update(token).digest("hex");
    await prisma.apiToken.create({ data: { userId: login, name: login, role: "developer", hash } });
    tokens.push(token);
  }
  places = await candidates(rig, 4);
  ({ POST } = await import("../../../app/api/v1/promotions/route.ts"));
  const { web } = await import("../../../lib/web/deps.ts");
  const opened = await web();
  close = () => opened.close();
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
}, 300_000);

afterAll(async () => {
  await close?.();
  await owner?.end();
  await rig?.close();
  await dropDatabase(ownerUrl);
}, 60_000);

async function promote(place: Candidate | undefined, by = 0, more: object = {}, key?: string) {
  const { legs: _, ...wanted } = place ?? { legs: 0 };
  const request = new Request("http://sluice.example.com/api/v1/promotions", {
    method: "POST",
    headers: {
      authorization: `Bearer ${tokens[by]}`,
      "content-type": "application/json",
      ...(key ? { "idempotency-key": key } : {}),
    },
    body: JSON.stringify({ ...wanted, reason: "To see what is said", ...more }),
  });
  const response = await POST(request, { params: Promise.resolve({}) });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function written(): Promise<{ promotions: number; records: number }> {
  const { rows } = await owner.query(
    "select (select count(*)::int from promotion) as promotions, (select count(*)::int from audit_record) as records",
  );
  return rows[0];
}

describe("whoever promotes is told", () => {
  it("that the database's disk is full, and nothing is half done; later it works", async () => {
    const before = await written();
    await owner.query(`create function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`);
    await owner.query("create trigger full_disk before insert on audit_record execute function full_disk()");
    const refused = await promote(places[0]);
    expect(refused).toMatchObject({ status: 503, body: { error: { code: "unavailable" } } });
    expect(refused.body.error.sentence).toMatch(/disk is full; nothing was changed/);
    expect(refused.headers.get("retry-after")).not.toBeNull();
    expect(await written()).toEqual(before);
    await owner.query("drop trigger full_disk on audit_record");
    expect(await promote(places[0])).toMatchObject({ status: 200, body: { number: expect.any(Number) } });
  });

  it("who was faster, where two ask at once: one promotion is made", async () => {
    const before = await written();
    const answers = await Promise.all([promote(places[1], 0), promote(places[1], 1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = answers.find(({ status }) => status === 409);
    expect(late?.body.error).toMatchObject({ code: "in-flight", sentence: expect.stringContaining("on its way") });
    expect((await written()).promotions).toBe(before.promotions + 1);
  });

  it("that a key was used for something else, also where both are asked for at the same moment", async () => {
    const before = await written();
    const answers = await Promise.all([promote(places[2], 0, {}, "one key"), promote(places[3], 0, {}, "one key")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(answers.find(({ status }) => status === 422)?.body.error.code).toBe("key-reused");
    expect((await written()).promotions).toBe(before.promotions + 1);
  });

  it("that there is no such version, and which is the newest", async () => {
    const { status, body } = await promote(places[1], 0, { version: "99.0.0" });
    expect({ status, ...body.error }).toMatchObject({
      status: 422,
      sentence: expect.stringMatching(/no release 99\.0\.0.*newest/),
    });
  });

  it("what is wrong with what they sent, before anything is done", async () => {
    const before = await written();
    for (const wrong of [{ reason: "" }, { version: "1.0\nimage: evil" }, { service: undefined }, { reason: 7 }]) {
      const { status, body } = await promote(places[1], 0, wrong);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body.error.sentence).toMatch(/\.$/);
    }
    expect(await written()).toEqual(before);
  });
});
