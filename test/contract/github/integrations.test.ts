import { createHash, createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { appClient, type Checked, here, owner, proposeVersion, startChecked, statusOf } from "./checked.ts";
import { validateWebhook } from "./openapi.ts";

type Received = { event: string; delivery: string; signature: string; agent: string; body: string };

let world: Checked;
let receiver: Server;
let hookUrl = "";
const received: Received[] = [];

beforeAll(async () => {
  world = await startChecked();
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const header = (name: string): string => String(request.headers[name] ?? "");
    const [event, delivery] = [header("x-github-event"), header("x-github-delivery")];
    received.push({ event, delivery, signature: header("x-hub-signature-256"), agent: header("user-agent"), body });
    response.end("ok");
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
});
afterAll(async () => {
  await world.stop();
  receiver.close();
});
afterEach(() => {
  expect(world.problems.splice(0)).toEqual([]);
});

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams(form);
  return fetch(`${world.github.url}${path}`, { method: "POST", body, headers, redirect: "manual" });
}

describe("signing in", () => {
  const client = { client_id: "sluice-id", client_secret: "sluice-secret" };
  const callback = "http://127.0.0.1:3000/api/auth/callback/github";

  it("offers the accounts, comes back with a code, and gives a token for it once", async () => {
    await world.github.seed.addOAuthApp({
      name: "Sluice",
      clientId: client.client_id,
      clientSecret: client.client_secret,
      callbackUrls: [callback],
    });
    const verifier = "a-verifier-of-sufficient-length-for-this-test-0123";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const asked = {
      client_id: client.client_id,
      redirect_uri: callback,
      state: "s1",
      scope: "read:user repo",
      code_challenge: challenge,
      code_challenge_method: "S256",
    };
    const page = await fetch(`${world.github.url}/login/oauth/authorize?${new URLSearchParams(asked)}`);
    expect(await page.text()).toContain("Ada Park");
    const chosen = await post("/login/oauth/authorize", { ...asked, login: "ada" });
    const back = new URL(chosen.headers.get("location") ?? "");
    expect(back.searchParams.get("state")).toBe("s1");
    const code = back.searchParams.get("code") ?? "";
    const trade = { ...client, code, redirect_uri: callback, code_verifier: verifier };
    const token = await (await post("/login/oauth/access_token", trade, { accept: "application/json" })).json();
    expect(token).toMatchObject({ token_type: "bearer", scope: "read:user,repo" });
    expect((await world.as(token.access_token).rest.users.getAuthenticated()).data.login).toBe("ada");
    const again = await (await post("/login/oauth/access_token", trade, { accept: "application/json" })).json();
    expect(again.error).toBe("bad_verification_code");
  });

  it("refuses another address, a wrong secret and a wrong verifier", async () => {
    const elsewhere = new URLSearchParams({ client_id: client.client_id, redirect_uri: "https://evil.example.com/" });
    expect((await fetch(`${world.github.url}/login/oauth/authorize?${elsewhere}`)).status).toBe(400);
    const json = { accept: "application/json" };
    const wrong = await (
      await post("/login/oauth/access_token", { ...client, client_secret: "x", code: "y" }, json)
    ).json();
    expect(wrong.error).toBe("incorrect_client_credentials");
    const asked = {
      client_id: client.client_id,
      redirect_uri: callback,
      code_challenge: "abc",
      code_challenge_method: "S256",
      login: "bob",
    };
    const code =
      new URL((await post("/login/oauth/authorize", asked)).headers.get("location") ?? "").searchParams.get("code") ??
      "";
    const unproven = await (
      await post("/login/oauth/access_token", { ...client, code, code_verifier: "no" }, json)
    ).json();
    expect(unproven.error).toBe("bad_verification_code");
  });
});

describe("a GitHub App", () => {
  it("is registered from a manifest, installed, and acts with what it was granted", async () => {
    const manifest = {
      name: "Sluice",
      url: "http://127.0.0.1:3000",
      redirect_url: "http://127.0.0.1:3000/setup/created",
      callback_urls: ["http://127.0.0.1:3000/callback"],
      setup_url: "http://127.0.0.1:3000/setup/installed",
      hook_attributes: { url: hookUrl },
      default_permissions: { contents: "write", pull_requests: "write", statuses: "write", checks: "write" },
      default_events: ["push", "pull_request", "pull_request_review", "status", "check_run"],
    };
    const form = { manifest: JSON.stringify(manifest), state: "s2" };
    const where = `/organizations/${owner}/settings/apps/new?state=s2`;
    expect(await (await post(where, form)).text()).toContain("Ada Park");
    expect(await (await post(where, { ...form, login: "ada" })).text()).toContain("Create GitHub App for acme");
    expect((await post(where, { ...form, login: "bob", confirm: "yes" })).status).toBe(422);
    const created = await post(where, { ...form, login: "ada", confirm: "yes" });
    const back = new URL(created.headers.get("location") ?? "");
    expect(back.searchParams.get("state")).toBe("s2");
    const code = back.searchParams.get("code") ?? "";
    const { data: app } = await world.ada.rest.apps.createFromManifest({ code });
    expect(app.pem).toContain("BEGIN RSA PRIVATE KEY");
    expect((await statusOf(world.ada.rest.apps.createFromManifest({ code }))).status).toBe(404);

    const install = `/apps/${app.slug}/installations/new`;
    expect(await (await post(install, { login: "ada" })).text()).toContain("Install on acme");
    const installed = await post(install, { login: "ada", account: owner, selection: "all", state: "s3" });
    const setup = new URL(installed.headers.get("location") ?? "");
    expect(setup.searchParams.get("setup_action")).toBe("install");
    const installation = Number(setup.searchParams.get("installation_id"));

    const self = appClient(world.github, app);
    expect((await self.rest.apps.getAuthenticated()).data?.slug).toBe("sluice");
    expect((await self.rest.apps.listInstallations()).data[0]?.id).toBe(installation);
    expect((await self.rest.apps.getRepoInstallation(here)).data.id).toBe(installation);
    const acting = appClient(world.github, app, installation);
    expect((await acting.rest.apps.listReposAccessibleToInstallation()).data.total_count).toBe(1);
    const { head } = await proposeVersion(acting, "by-app", "1.2.0");
    await acting.rest.repos.createCommitStatus({ ...here, sha: head, state: "success", context: "sluice/gates" });
    const { data: run } = await acting.rest.checks.create({
      ...here,
      name: "plan",
      head_sha: head,
      status: "in_progress",
    });
    await acting.rest.checks.update({ ...here, check_run_id: run.id, conclusion: "success" });
    expect((await acting.rest.checks.listForRef({ ...here, ref: head })).data.check_runs[0]?.conclusion).toBe(
      "success",
    );
    expect((await acting.rest.checks.listSuitesForRef({ ...here, ref: head })).data.total_count).toBe(1);
    const forbidden = await statusOf(acting.rest.repos.listWebhooks(here));
    expect(forbidden).toEqual({ status: 403, message: "Resource not accessible by integration" });
  });

  it("is not believed with somebody else's key", async () => {
    const known = await world.github.seed.addApp({ name: "Other", owner });
    const { id } = await world.github.seed.addApp({ name: "Third", owner });
    const forged = appClient(world.github, { id, pem: known.pem });
    expect((await statusOf(forged.rest.apps.getAuthenticated())).status).toBe(401);
  });

  it("hears what happens, signed, in the shapes that GitHub describes", async () => {
    const { number } = await proposeVersion(world.bob, "heard", "1.3.0");
    await world.ada.rest.pulls.createReview({ ...here, pull_number: number, event: "APPROVE" });
    await world.bob.rest.pulls.merge({ ...here, pull_number: number });
    await world.github.webhooksSettled();
    const events = received.map((one) => one.event);
    for (const name of ["installation", "push", "pull_request", "pull_request_review", "status", "check_run"]) {
      expect(events).toContain(name);
    }
    const [hook] = received;
    expect(hook?.agent).toMatch(/^GitHub-Hookshot\//);
    expect(new Set(received.map((one) => one.delivery)).size).toBe(received.length);
    expect(received.flatMap((one) => validateWebhook(one.event, JSON.parse(one.body)))).toEqual([]);
  });
});

describe("a webhook of a repository", () => {
  it("is signed with its secret over exactly what was sent", async () => {
    received.length = 0;
    await world.github.seed.addWebhook("acme/fleet", {
      url: hookUrl,
      secret: "It's a Secret to Everybody",
      events: ["*"],
    });
    await world.github.seed.commit("acme/fleet", {
      branch: "side",
      files: { "x.yaml": "x\n" },
      message: "X",
      author: "bob",
    });
    await world.ada.rest.repos.createRelease({ ...here, tag_name: "v9" });
    await world.github.seed.deleteBranch("acme/fleet", "side");
    await world.github.webhooksSettled();
    const own = received.filter((one) => one.signature !== "");
    for (const one of own.filter((hook) => JSON.parse(hook.body).installation === undefined)) {
      const mac = createHmac("sha256", "It's a Secret to Everybody").update(one.body).digest("hex");
      expect(one.signature).toBe(`sha256=${mac}`);
    }
    const names = new Set(received.map((one) => one.event));
    for (const name of ["push", "create", "delete", "release"]) expect(names).toContain(name);
    expect(received.flatMap((one) => validateWebhook(one.event, JSON.parse(one.body)))).toEqual([]);
  });
});
