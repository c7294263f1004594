import { board, call, read } from "./kit/api.ts";
import { cell, expect, signIn, test } from "./kit/test.ts";
import { baseUrl } from "./kit/world.ts";

/** What one may not do is not done, wherever one tries. */
test("a viewer sees everything, may do nothing, and reads why", async ({ as }) => {
  const page = await as("vera");
  await cell(page, "payments", "production us").click();
  const panel = page.getByRole("dialog", { name: /payments/ });
  await expect(panel.getByRole("button", { name: "Promote…" })).toBeDisabled();
  await expect(panel.getByRole("button", { name: "Suspend" })).toBeDisabled();
  await expect(panel.getByText(/You may not promote in production\. That takes one of these roles/)).toBeVisible();

  await page.goto("/board?promote=payments&into=production&version=3.7.2");
  const dialog = page.getByRole("dialog", { name: /payments/ });
  await expect(dialog.getByRole("alert")).toContainText("You may not promote in production");
  await expect(dialog.getByRole("button", { name: "Open the pull request" })).toBeHidden();
});

test("the API refuses a viewer with the same sentence", async ({ as }) => {
  const page = await as("vera");
  const wish = { service: "payments", environment: "production", version: "3.7.2", reason: "Let me try" };
  const { cells } = await board(page);
  const deployment = encodeURIComponent(cells.find((each) => each.service === "payments")?.deployment ?? "");
  for (const [method, path, body] of [
    ["POST", "/promotions", wish],
    ["POST", `/deployments/${deployment}/suspend`, { reason: "Let me try" }],
    [
      "PUT",
      "/environments/production/rules",
      { approvals: 0, holdMinutes: 0, deadlineMinutes: 1, oneClusterAtATime: false },
    ],
    ["POST", "/connections/github", { webUrl: "https://github.com", token: "x" }],
  ] as const) {
    const { status, body: answer } = await call(page, method, path, body);
    expect(status, path).toBe(403);
    expect(answer.error.sentence).toMatch(/^You may not /);
  }
});

test("settings are shown to everybody and changed by admins", async ({ as }) => {
  const page = await as("dev");
  await page.goto("/settings/environments");
  const rules = page.getByRole("group", { name: "Rules of production" });
  await expect(rules.getByRole("spinbutton", { name: "Approvals" })).toBeDisabled();
});

test("who may not set up is not led there, on a phone either", async ({ as }) => {
  const phone = { viewport: { width: 390, height: 844 } };
  for (const [login, led] of [
    ["adam", 1],
    ["dev", 0],
  ] as const) {
    const page = await as(login, phone);
    await page.getByRole("button", { name: "More" }).click();
    await expect(page.getByRole("link", { name: "Settings" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Setup" })).toHaveCount(led);
  }
});

test("somebody gets a role before they sign in for the first time", async ({ as }) => {
  const page = await as("adam");
  await page.goto("/settings/people");
  await expect(page.getByText(/^@adam · signed in .* ago$/)).toBeVisible();
  await page.getByRole("textbox", { name: "Login on GitHub" }).fill("@Mira");
  await page.getByRole("combobox", { name: "Role for them" }).selectOption("approver");
  await page.getByRole("button", { name: "Add somebody" }).click();
  await expect(page.getByRole("button", { name: "Take the role approver from mira" })).toBeVisible();
});

test("whoever signs in as somebody else is that person, and nobody becomes two", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const me = async (login: "ada" | "dev") => {
    // GitHub remembers who was there last.
    await context.clearCookies({ name: "playground_user" });
    await signIn(page, login);
    return read<{ id: string; login: string }>(page, "/me");
  };
  const ada = await me("ada");
  const dev = await me("dev");
  expect([ada.login, dev.login]).toEqual(["ada", "dev"]);
  expect(dev.id).not.toBe(ada.id);
  expect((await me("ada")).id).toBe(ada.id);
  await context.close();
});

test("without a session the API answers 401 and a page leads to the sign-in", async ({ page, request }) => {
  for (const path of ["/board", "/promotions", "/audit", "/live", "/people", "/connections"]) {
    expect((await request.get(`${baseUrl()}/api/v1${path}`)).status(), path).toBe(401);
  }
  const token = await request.get(`${baseUrl()}/api/v1/board`, {
    headers: { authorization: "Bearer sluice_nobody_knows_this_one" },
  });
  expect(token.status()).toBe(401);
  await page.goto("/services/checkout");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("without cookies the sign-in says what it lacks", async ({ page, baseURL }) => {
  await page.route("**/api/auth/csrf", async (route) => {
    const { "set-cookie": _, ...headers } = (await route.fetch()).headers();
    await route.fulfill({ headers, json: { csrfToken: "of-no-cookie" } });
  });
  await page.goto(`${baseURL}/sign-in`);
  await page.getByRole("button", { name: "Sign in with GitHub" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "keeps no cookie of Sluice" })).toBeVisible();
});

test("a page from elsewhere cannot make a signed-in browser act", async ({ as }) => {
  const page = await as("rhea");
  const wish = { service: "payments", environment: "production", version: "3.7.2", reason: "From elsewhere" };
  const post = (headers: Record<string, string>) =>
    page.request.post(`${baseUrl()}/api/v1/promotions`, { data: wish, headers });
  expect((await post({ origin: "https://elsewhere.example.com" })).status()).toBe(403);
  expect((await post({})).status()).toBe(403);
  expect((await post({ origin: baseUrl(), "sec-fetch-site": "cross-site" })).status()).toBe(403);
});
