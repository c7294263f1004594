import type { Page } from "@playwright/test";
import { ask, call, plan, promotion, pullRequestOf, read, setRules } from "./kit/api.ts";
import { cell, expect, test } from "./kit/test.ts";
import { breakGitHub, closeByHand, commit, mergeByHand, pauseFlux, publish, pullOf, tagAgain } from "./kit/world.ts";

/** The ways a promotion goes, and the ways it ends. */
const headline = (page: Page) => page.locator("article header");
const says = (page: Page, sentence: string | RegExp) =>
  expect(headline(page).getByRole("status").filter({ hasText: sentence })).toBeVisible({ timeout: 120_000 });

async function approve(page: Page, id: string): Promise<void> {
  await expect
    .poll(async () => {
      const { planHash } = await promotion(page, id);
      const said = { planHash, verdict: "approved", because: "Looked at it" };
      return (await call(page, "POST", `/promotions/${id}/verdict`, said)).status;
    })
    .toBe(200);
}

let platform = "";
let broken = "";

// A registry is looked at every two minutes, so what is needed at the end is published at the beginning.
test.beforeAll(async () => {
  await tagAgain(
    "acme/search",
    "1.33.0",
    Array.from({ length: 60 }, (_, i) => `0.1.${i}`),
  );
  await pauseFlux("staging", true);
  ({ version: platform } = await publish({ service: "platform", titles: ["Longer logs"] }));
  ({ version: broken } = await publish({
    service: "catalog",
    version: `2.22.0-rc.${Date.now()}.broken`,
    broken: true,
  }));
});

test.afterAll(() => pauseFlux("staging", false));

test("into an environment that follows a branch nothing is promoted, and the way is said", async ({ as }) => {
  const page = await as("dev");
  await page.goto("/board?promote=platform&into=development&version=1.8.1");
  const dialog = page.getByRole("dialog", { name: /platform/ });
  await expect(dialog.getByRole("alert")).toContainText("development follows a branch (main)");
  await expect(dialog.getByRole("alert")).toContainText("Merge into the branch");
  await expect(dialog.getByRole("button", { name: "Open the pull request" })).toBeHidden();
});

test("the newest releases are at hand, and one of long ago is found by the keyboard", async ({ as }) => {
  const page = await as("dev");
  await expect
    .poll(async () => (await plan(page, "search", "production", "1.33.0")).moreChoices, { timeout: 200_000 })
    .toBeGreaterThan(0);
  await page.goto("/board?promote=search&into=production&version=1.33.0");
  const dialog = page.getByRole("dialog", { name: "Promote search into production" });
  await expect(dialog.getByRole("radio", { name: "1.33.0" })).toBeChecked();
  await expect(dialog.getByText(/more\. Type a part/)).toBeVisible();
  await expect(dialog.getByRole("radio", { name: /^0\.1\.7 / })).toHaveCount(0);
  await dialog.getByRole("searchbox", { name: "Search releases" }).fill("0.1.7");
  await expect(dialog.getByRole("radio")).toHaveCount(1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/version=0\.1\.7/);
  await expect(page.getByRole("dialog", { name: "Roll back search in production" })).toBeVisible();
  await page.getByRole("dialog").getByRole("searchbox", { name: "Search releases" }).fill("");
  await expect(page.getByRole("dialog").getByRole("radio", { name: /^0\.1\.7 / })).toBeChecked();
});

test("clusters with places of their own go one after the other", async ({ as }) => {
  const admin = await as("adam");
  await setRules(admin, "production", { oneClusterAtATime: true });
  const page = await as("dev");
  await page.goto("/board?promote=platform&into=production&version=1.9.0");
  const dialog = page.getByRole("dialog", { name: "Promote platform into production" });
  await expect(dialog.getByRole("heading", { name: "Cluster by cluster" })).toBeVisible();
  await dialog.getByRole("textbox", { name: "Why" }).fill("Region by region");
  await dialog.getByRole("button", { name: "Open the first pull request" }).click();
  await says(page, "waits: approval");
  const id = new URL(page.url()).pathname.split("/").pop() ?? "";
  await approve(await as("ada"), id);
  await says(page, "verified");
  const { legs, timeline } = await promotion(page, id);
  expect(legs.map((leg) => leg.clusters)).toEqual([["production-eu"], ["production-us"]]);
  expect(new Set(legs.map((leg) => leg.pullRequest?.number)).size).toBe(2);
  const merges = timeline.filter((entry) => /merged/i.test(entry.sentence)).map((entry) => entry.at);
  const held = timeline.find((entry) => /eu/.test(entry.sentence) && /held|healthy/i.test(entry.sentence))?.at ?? 0;
  expect(Math.max(...merges)).toBeGreaterThan(held);
});

test("what is merged by hand on GitHub is noticed, said, and watched all the same", async ({ as }) => {
  const page = await as("dev");
  const wish = { service: "ingress-nginx", environment: "production", version: "4.13.2", reason: "Monthly update" };
  const { id } = await ask(page, wish);
  await page.goto(`/promotions/${id}`);
  await says(page, "waits: approval");
  // Until its checks are through GitHub lets nobody merge it.
  await expect(page.getByText(/2 of 2 required checks/)).toBeVisible();
  await mergeByHand(await pullRequestOf(page, id));
  await expect(page.getByText(/Merged by hand on the git host by @?rhea/)).toBeVisible();
  await says(page, "verified");
});

test("what is closed by hand on GitHub ends, and says so", async ({ as }) => {
  const page = await as("dev");
  const wish = { service: "cert-manager", environment: "production", version: "v1.19.0", reason: "New certificates" };
  const { id } = await ask(page, wish);
  const number = await pullRequestOf(page, id);
  await page.goto(`/promotions/${id}`);
  await closeByHand(number);
  await says(page, `Pull request #${number} was closed on the git host.`);
});

test("what GitHub refuses is told while it is tried again; what ends for good says why, and goes on by hand", async ({
  as,
}) => {
  const page = await as("dev");
  const refusal = { match: "POST /repos/*/pulls", before: 403, body: { message: "Resource not accessible" } };
  await breakGitHub({ ...refusal, times: 4 });
  const wish = { service: "cert-manager", environment: "production", version: "v1.19.0", reason: "New certificates" };
  const { id } = await ask(page, wish);
  await page.goto(`/promotions/${id}`);
  await says(page, /Resource not accessible.* It is tried again\./);
  await commit(`sluice/production/cert-manager/${id.toLowerCase()}`, { "NOTES.md": "Mine\n" }, "Write here, too");
  await says(page, "Somebody else has written to the branch");
  await page.getByRole("button", { name: "Try again" }).click();
  const dialog = page.getByRole("dialog", { name: "Try again" });
  await dialog.getByRole("textbox", { name: "Why" }).fill("On a branch of its own");
  await dialog.getByRole("button", { name: "Try again" }).click();
  await says(page, "waits: approval");
  await expect(page.getByText("Tried again: “On a branch of its own”")).toBeVisible();
  expect((await call(page, "POST", `/promotions/${id}/cancel`, { reason: "Enough" })).status).toBe(200);
});

test("a promotion can be cancelled, and its pull request is closed", async ({ as }) => {
  const page = await as("dev");
  const reason = `https://tickets.example.com/browse/OPS-4711?from=${"a-mail-of-last-week_".repeat(4)}`;
  const wish = { service: "cert-manager", environment: "production", version: "v1.19.0", reason };
  const { id } = await ask(page, wish);
  const number = await pullRequestOf(page, id);
  await page.goto(`/promotions/${id}`);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Why" }).fill("The wrong environment");
  await page.getByRole("button", { name: "Cancel the promotion" }).click();
  await says(page, "cancelled by @dev: The wrong environment");
  await expect.poll(async () => (await pullOf(number)).state).toBe("closed");
  // An address as the reason does not push the page aside.
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test("a newer wish replaces the one in flight only when somebody says so", async ({ as }) => {
  const page = await as("dev");
  const wish = { service: "cert-manager", environment: "production", version: "v1.19.0", reason: "New certificates" };
  const first = await ask(page, wish);
  await page.goto(`/promotions/${first.id}`);
  await says(page, /waits/);
  await page.goto("/board?promote=cert-manager&into=production&version=v1.18.1");
  const dialog = page.getByRole("dialog", { name: /cert-manager/ });
  await dialog.getByRole("textbox", { name: "Why" }).fill("Go back instead");
  await dialog.getByRole("button", { name: "Roll back to v1.18.1" }).click();
  await expect(dialog.getByText(/v1\.19\.0 is on its way to production already/)).toBeVisible();
  await dialog.getByRole("button", { name: "Replace the one in flight" }).click();
  await says(page, /waits/);
  expect((await promotion(page, first.id)).sentence).toBe("replaced by a newer promotion");
  // Nobody has to look at it, and nobody is asked for a word any more.
  const approver = await as("ada");
  await approver.goto(`/promotions/${first.id}`);
  await expect(approver.getByRole("listitem").filter({ hasText: "Gates: ended here" })).toBeVisible();
  await expect(approver.getByText("you can", { exact: true })).toBeHidden();
  const id = new URL(page.url()).pathname.split("/").pop();
  expect((await call(page, "POST", `/promotions/${id}/cancel`, { reason: "Enough" })).status).toBe(200);
});

test("a release that never gets ready fails at its deadline, and one click takes it back", async ({ as }) => {
  const admin = await as("adam");
  await admin.goto("/settings/environments");
  const rules = admin.getByRole("group", { name: "Rules of development" });
  await rules.getByRole("spinbutton", { name: "Deadline, minutes" }).fill("1");
  await rules.locator("xpath=ancestor::form").getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () => {
      const { environments } = await read<{ environments: { name: string; rules: { deadlineMinutes: number } }[] }>(
        admin,
        "/environments",
      );
      return environments.find((each) => each.name === "development")?.rules.deadlineMinutes;
    })
    .toBe(1);

  const [page, board] = [await as("rhea"), await as("vera")];
  const before = (await cell(page, "catalog", "development").getAttribute("aria-label"))?.match(/: (\S+),/)?.[1];
  const version = broken;
  await expect
    .poll(async () => (await plan(page, "catalog", "development", version)).refusal, { timeout: 130_000 })
    .toBeUndefined();
  const { id } = await ask(page, { service: "catalog", environment: "development", version, reason: "Try it out" });
  await page.goto(`/promotions/${id}`);
  await says(page, /^merged/);
  await says(page, "Not healthy within 1 min.");
  await expect(cell(board, "catalog", "development")).toHaveAccessibleName(/failing, .*never got ready/);
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.getByRole("button", { name: `Roll back to ${before}` }).click();
  const dialog = page.getByRole("dialog", { name: "Roll back catalog in development" });
  await dialog.getByRole("textbox", { name: "Why" }).fill("It never got ready");
  await dialog.getByRole("button", { name: `Roll back to ${before}` }).click();
  await expect(page.getByText("rollback", { exact: true })).toBeVisible();
  await says(page, "verified");
  await setRules(admin, "development", { deadlineMinutes: 5 });
});

test("where a range covers the release there is nothing to edit: Sluice watches it arrive", async ({ as }) => {
  const page = await as("dev");
  const version = platform;
  await expect
    .poll(async () => (await plan(page, "platform", "staging", version)).watchOnly, { timeout: 130_000 })
    .toBe(true);
  await page.goto(`/board?promote=platform&into=staging&version=${version}`);
  const dialog = page.getByRole("dialog", { name: "Promote platform into staging" });
  await expect(dialog.getByText("There is nothing to edit")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Why" }).fill("To know when it is there");
  await dialog.getByRole("button", { name: `Watch ${version} arrive` }).click();
  await says(page, `watching ${version} arrive`);
  await pauseFlux("staging", false);
  await says(page, "verified");
});
