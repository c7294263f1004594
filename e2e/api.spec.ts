import { endpoints } from "../lib/contracts/api.ts";
import { call, read } from "./kit/api.ts";
import { expect, test } from "./kit/test.ts";
import { baseUrl } from "./kit/world.ts";

/** Scripts get what the browser gets, in the shapes that the document promises. */
test("every answer has the shape that the OpenAPI document promises", async ({ as }) => {
  const page = await as("adam");
  const document = await read<{ openapi: string; paths: Record<string, Record<string, unknown>> }>(
    page,
    "/openapi.json",
  );
  expect(document.openapi).toBe("3.1.0");
  for (const { path, method } of Object.values(endpoints)) expect(document.paths[path]?.[method], path).toBeDefined();

  const { cells } = endpoints.board.response.parse(await read(page, "/board"));
  const { promotions } = endpoints.promotions.response.parse(await read(page, "/promotions"));
  const examples: Record<string, string | undefined> = {
    service: "checkout",
    deployment: cells[0]?.deployment,
    promotion: promotions[0]?.id,
    repository: "acme/fleet",
  };
  const queries: Record<string, string> = {
    plan: "?service=checkout&environment=staging&version=4.12.1",
    planReleases: "?service=checkout&environment=staging&q=4.1",
    search: "?q=check",
    adoption: "?repository=acme/fleet",
  };
  for (const [name, { method, path, response }] of Object.entries(endpoints)) {
    if (method !== "get") continue;
    const [parameter] = [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "");
    const value = parameter ? examples[parameter] : "";
    if (value === undefined) continue;
    const concrete = path.replace(/\{\w+\}/, encodeURIComponent(value)) + (queries[name] ?? "");
    const parsed = response.safeParse(await read(page, concrete));
    expect(parsed.error?.issues ?? [], concrete).toEqual([]);
  }
});

test("a token does what a person may, until it is revoked", async ({ as, playwright }) => {
  const page = await as("adam");
  const made = await call(page, "POST", "/tokens", { name: "nightly", role: "viewer", days: 1 });
  expect(made.status).toBe(200);
  const { token, secret } = endpoints.createToken.response.parse(made.body);
  const script = await playwright.request.newContext({ extraHTTPHeaders: { authorization: `Bearer ${secret}` } });
  expect((await script.get(`${baseUrl()}/api/v1/board`)).status()).toBe(200);
  const wish = { service: "payments", environment: "production", version: "3.7.2", reason: "By script" };
  expect((await script.post(`${baseUrl()}/api/v1/promotions`, { data: wish })).status()).toBe(403);
  expect((await call(page, "DELETE", `/tokens/${token.id}`)).status).toBe(200);
  expect((await script.get(`${baseUrl()}/api/v1/board`)).status()).toBe(401);
  await script.dispose();
});

test("what is not valid is refused with a sentence, and an unknown thing is not found", async ({ as }) => {
  const page = await as("dev");
  const short = await call(page, "POST", "/promotions", {
    service: "checkout",
    environment: "staging",
    version: "1",
    reason: "x",
  });
  expect(short.status).toBe(400);
  expect(short.body.error.sentence).toMatch(/Nothing was changed\.$/);
  expect((await call(page, "GET", "/promotions/01HZZZZZZZZZZZZZZZZZZZZZZZ")).status).toBe(404);
  expect((await call(page, "GET", "/services/nothing")).status).toBe(404);
});

test("an address that cannot be read is refused with a sentence, of the API as of pages", async ({ playwright }) => {
  const anybody = await playwright.request.newContext();
  for (const wrong of ["%ff", "%", "100%", "%zz", "%e2%82"]) {
    const page = await anybody.get(`${baseUrl()}/${wrong}`);
    expect([page.status(), await page.text()], wrong).toEqual([400, expect.stringContaining("cannot be read")]);
    const answer = await anybody.get(`${baseUrl()}/api/v1/services/${wrong}`);
    expect(answer.status(), wrong).toBe(400);
    expect((await answer.json()).error.sentence).toMatch(/cannot be read.*Nothing was changed\.$/);
  }
  // What is written rightly in any script goes on to whoever answers there.
  expect((await anybody.get(`${baseUrl()}/api/v1/services/%E2%82%AC`)).status()).toBe(401);
  await anybody.dispose();
});

test("a call that there is not is answered as calls are, to a program that reads no pages", async ({ playwright }) => {
  const anybody = await playwright.request.newContext();
  for (const method of ["get", "post", "put", "delete"] as const) {
    const response = await anybody[method](`${baseUrl()}/api/v1/promotion`);
    expect(response.status()).toBe(404);
    const { error } = (await response.json()) as { error: { code: string; sentence: string } };
    expect(error).toMatchObject({ code: "not-found", sentence: expect.stringContaining("/api/v1/openapi.json") });
  }
  await anybody.dispose();
});
