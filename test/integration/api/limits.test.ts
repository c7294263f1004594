import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { recordToken } from "../../../lib/usecases/record-token.ts";
import { type Host, startHost } from "../adopt/host.ts";

vi.mock("server-only", () => ({}));

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

let host: Host;
let close: () => Promise<void>;
const token = `sluice_${randomBytes(24).toString("base64url")}`;

beforeAll(async () => {
  host = await startHost();
  const { prisma } = host.wired.database;
  const { owner } = host.database;
  await prisma.user.create({ data: { id: "adam", login: "adam", name: "Adam" } });
  await prisma.grant.create({ data: { login: "adam", role: "admin", givenBy: "test" } });
  await prisma.apiToken.create({
    data: { userId: "adam", name: "t", role: "admin", hash: createHash("sha256").update(token).digest("hex") },
  });
  await owner.query(`INSERT INTO environment (name, "order") SELECT 'env-' || i, i FROM generate_series(1, 20) i`);
  await owner.query(
    `INSERT INTO cluster (id, environment) SELECT 'env-' || i, 'env-' || i FROM generate_series(1, 20) i`,
  );
  await owner.query(
    `INSERT INTO service (id, name, kind) SELECT 'svc-' || i, 'svc-' || i, 'chart' FROM generate_series(1, 2000) i`,
  );
  await owner.query(
    `INSERT INTO deployment (id, "serviceId", environment, "clusterId", "repositoryId", found, definition, "declaredVersion")
     SELECT 'env-' || e || '/HelmRelease/a/svc-' || s, 'svc-' || s, 'env-' || e, 'env-' || e, 'r',
       '{"policy":"fixed"}', jsonb_build_object('form', 'chart-version', 'object', jsonb_build_object('kind', 'HelmRelease', 'namespace', 'a', 'name', 'svc-' || s)), '1.0.0'
     FROM generate_series(1, 20) e, generate_series(1, 2000) s`,
  );
  await owner.query(
    `INSERT INTO interval (deployment, service, environment, cluster, kind, version, "from", "to")
     SELECT 'env-' || (n % 20 + 1) || '/HelmRelease/a/svc-' || (n % 2000 + 1), 'svc-' || (n % 2000 + 1), 'env-' || (n % 20 + 1), 'env-' || (n % 20 + 1), 'running', '1.0.' || n,
       timestamptz '2025-01-01' + n * interval '1 minute', timestamptz '2025-01-01' + (n + 1) * interval '1 minute'
     FROM generate_series(1, 2000) n`,
  );
  const { web } = await import("../../../lib/web/deps.ts");
  const opened = await web();
  close = () => opened.close();
}, 300_000);

afterAll(async () => {
  await close?.();
  await host?.close();
}, 60_000);

const routes: Record<string, () => Promise<unknown>> = {
  board: () => import("../../../app/api/v1/board/route.ts"),
  history: () => import("../../../app/api/v1/history/route.ts"),
  promotions: () => import("../../../app/api/v1/promotions/route.ts"),
  promotion: () => import("../../../app/api/v1/promotions/[promotion]/route.ts"),
  releases: () => import("../../../app/api/v1/releases/route.ts"),
  audit: () => import("../../../app/api/v1/audit/route.ts"),
  search: () => import("../../../app/api/v1/search/route.ts"),
  service: () => import("../../../app/api/v1/services/[service]/route.ts"),
  "set-up": () => import("../../../app/api/set-up/route.ts"),
  auth: () => import("../../../app/api/auth/[...nextauth]/route.ts"),
  reconcile: () => import("../../../app/api/v1/deployments/[deployment]/reconcile/route.ts"),
};

async function get(route: string, path: string, params: Record<string, string> = {}) {
  const { GET } = (await (routes[route] as () => Promise<unknown>)()) as { GET: Handler };
  const request = new Request(`http://sluice.example.com/api/v1/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const response = await GET(request, { params: Promise.resolve(params) });
  return { status: response.status, body: await response.json() };
}

async function post(route: string, path: string, params: Record<string, string>, body: string) {
  const { POST } = (await (routes[route] as () => Promise<unknown>)()) as { POST: Handler };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const request = new Request(`http://sluice.example.com/api/v1/${path}`, { method: "POST", headers, body });
  const response = await POST(request, { params: Promise.resolve(params) });
  return { status: response.status, body: await response.json() };
}

const key = (...parts: string[]) => encodeURIComponent(Buffer.from(JSON.stringify(parts)).toString("base64url"));

const history = `history?cursor=`;

describe("an API of a fleet with 40,000 deployments", () => {
  it("tells the history of all of them, page by page", async () => {
    const first = await get("history", "history");
    expect(first).toMatchObject({ status: 200, body: { intervals: { length: 50 }, next: expect.any(String) } });
    const second = await get("history", history + first.body.next);
    const ids = [...first.body.intervals, ...second.body.intervals].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(100);
    const then = await get("history", `history?at=${Date.parse("2025-01-02T00:00:30Z")}`);
    expect(then.body.intervals).toMatchObject([{ version: "1.0.1440" }]);
  });

  it.each([
    ["history", key("x", "y")],
    ["history", key("1e300", "99999999999999999999999")],
    ["history", key("5", "\0")],
    ["promotions", key("x", "y")],
    ["promotions", key("5", "\0")],
    ["releases", key("x", "a", "b")],
    ["releases", key("5", "\0", "b")],
    ["audit", key("1e30")],
    ["audit", key("1.5")],
    ["audit", "garbage"],
  ])("begins at the beginning where the key to go on by is none of ours: %s, %s", async (list, cursor) => {
    expect(await get(list, `${list}?cursor=${cursor}`)).toEqual(await get(list, list));
  });

  it.each([
    ["history", "history?service=%00", {}],
    ["promotions", "promotions?service=%00", {}],
    ["search", "search?q=%00", {}],
    ["promotion", "promotions/%00", { promotion: "%00" }],
    ["service", "services/a%00", { service: "a%00" }],
  ])("says what is the matter with a name that cannot be one: %s", async (route, path, params) => {
    expect(await get(route, path, params)).toMatchObject({ status: 400, body: { error: { code: "invalid" } } });
  });

  it.each(["100%", "a+b", "a/b", "ä ö", "__proto__", "constructor", "#1?x=y"])(
    "knows no service %s, and says so",
    async (service) => {
      const params = { service: encodeURIComponent(service) };
      expect(await get("service", `services/${params.service}`, params)).toMatchObject({ status: 404 });
    },
  );

  it.each([
    ["{", "The request is not valid JSON. Nothing was changed."],
    ["[".repeat(50_000) + "]".repeat(50_000), "The request is nested too deeply. Nothing was changed."],
    ["null", "It has to be an object. Nothing was changed."],
    ["{}", "reason: Missing: it has to be a text. Nothing was changed."],
    ['{"reason":1}', "reason: It has to be a text. Nothing was changed."],
    [`{"reason":"${"x".repeat(2001)}"}`, "reason: It has more than 2000 characters. Nothing was changed."],
    ['{"reason":"It is late","reasons":1}', "There is no reasons here. Nothing was changed."],
    ['{"reason":" "}', "reason: Say why in a few words. Nothing was changed."],
  ])("says in a sentence what is the matter with a request: %.30s", async (body, sentence) => {
    const said = await post("reconcile", "deployments/x/reconcile", { deployment: "x" }, body);
    expect(said).toEqual({ status: 400, body: { error: { code: "invalid", sentence } } });
  });

  it.each([
    ["set-up", 400, "application/json", {}],
    ["auth", 413, "application/x-www-form-urlencoded", { nextauth: ["signin", "github"] }],
    ["auth", 413, "application/json", { nextauth: ["callback", "github"] }],
  ])(
    "reads no more of a body than it needs from somebody who is nobody yet: %s",
    async (route, status, type, params) => {
      let sent = 0;
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (sent > 50_000_000) return controller.close();
          sent += 64 * 1024;
          controller.enqueue(new Uint8Array(64 * 1024).fill(97));
        },
      });
      const { POST } = (await (routes[route] as () => Promise<unknown>)()) as { POST: Handler };
      const { NextRequest } = await import("next/server");
      const headers = { origin: "http://sluice.example.com", host: "sluice.example.com", "content-type": type };
      const init = { method: "POST", headers, body: endless, duplex: "half" as const };
      const request = new NextRequest("http://sluice.example.com/api", init);
      const response = await POST(request, { params: Promise.resolve(params as never) });
      expect(response.status).toBe(status);
      expect(sent).toBeLessThan(1_000_000);
    },
  );

  it("lets nobody write into its log", async () => {
    const { POST } = (await (routes.auth as () => Promise<unknown>)()) as { POST: Handler };
    const body = new URLSearchParams({ level: "error", code: "anything", message: "anything" });
    const request = new Request("http://sluice.example.com/api/auth/_log", { method: "POST", body });
    const response = await POST(request, { params: Promise.resolve({ nextauth: ["_log"] } as never) });
    expect(response.status).toBe(404);
  });

  it.each(["board", "promotions", "history"])("takes no filter that it does not know for none: %s", async (list) => {
    const said = await get(list, `${list}?enviroment=production`);
    expect(said).toMatchObject({ status: 400, body: { error: { code: "invalid" } } });
    expect(said.body.error.sentence).toMatch(/^There is no parameter enviroment here/);
  });

  it("names a token in the audit records as its owner did", async () => {
    const adam = { id: "adam", login: "adam", name: "Adam", grants: [] };
    await recordToken(host.wired, adam, { id: "t-1", name: "nightly", role: "viewer", did: "token.made" });
    expect((await get("audit", "audit")).body.records[0]).toMatchObject({ to: "t-1", name: "nightly" });
  });
});
