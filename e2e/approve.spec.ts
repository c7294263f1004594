import type { Page } from "@playwright/test";
import { ask, call, plan, promotion, pullRequestOf } from "./kit/api.ts";
import { expect, test } from "./kit/test.ts";
import { commit, publish, pullOf } from "./kit/world.ts";

/** Four eyes: who asks does not approve, a refusal ends it, and nothing but the plan is merged. */
const wish = { service: "search", environment: "production", version: "1.34.0", reason: "Ranking by stock" };

const waitsForApproval = (page: Page) => expect(page.getByText("waits: approval", { exact: true })).toBeVisible();
const why = (page: Page) => page.getByPlaceholder("What you looked at, in a few words");

async function open(page: Page, id: string): Promise<void> {
  await page.goto(`/promotions/${id}`);
  await waitsForApproval(page);
}

test("nobody approves what they asked for themselves, not even an admin", async ({ as }) => {
  const page = await as("adam");
  const { id } = await ask(page, wish);
  await open(page, id);
  await expect(page.getByText("You asked for this promotion, so somebody else has to approve it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeHidden();
  const { planHash } = await promotion(page, id);
  const answer = await call(page, "POST", `/promotions/${id}/verdict`, {
    planHash,
    verdict: "approved",
    because: "me",
  });
  expect(answer.status).toBe(403);
  expect(answer.body.error.sentence).toMatch(/somebody else has to approve/);

  const cancelled = await call(page, "POST", `/promotions/${id}/cancel`, { reason: "Only to see who may approve" });
  expect(cancelled.status).toBe(200);
  await expect(page.getByText("cancelled by @adam: Only to see who may approve")).toBeVisible();
});

test("a refusal needs a reason, ends the promotion and tells whoever asked", async ({ as }) => {
  const page = await as("dev");
  const { id } = await ask(page, wish);
  await open(page, id);

  const approver = await as("ada");
  await open(approver, id);
  await approver.getByRole("button", { name: "Refuse" }).click();
  await expect(approver.getByText("Say why in a few words.")).toBeVisible();
  await why(approver).fill("Not on a Friday");
  await approver.getByRole("button", { name: "Refuse" }).click();

  await expect(page.getByText("refused by @ada: Not on a Friday")).toBeVisible();
  const number = await pullRequestOf(page, id);
  await expect.poll(async () => (await pullOf(number)).state).toBe("closed");
});

test("what somebody pushed to the pull request is not merged, even when approved", async ({ as }) => {
  const page = await as("dev");
  const { id } = await ask(page, wish);
  await open(page, id);
  const pull = await pullOf(await pullRequestOf(page, id));
  await commit(pull.head.ref, { "apps/production/extra.yaml": "a: 1\n" }, "One more thing", "mira");

  const approver = await as("ada");
  await approver.goto(`/promotions/${id}`);
  await expect(approver.getByText(/blocked: .*exact form/)).toBeVisible();
  await approver.getByPlaceholder("What you looked at, in a few words").fill("Looks fine");
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(approver.getByText("@ada approved")).toBeVisible();
  await expect(approver.getByText(/blocked: .*exact form/)).toBeVisible();
  expect((await pullOf(pull.number)).merged).toBe(false);

  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Why" }).fill("Somebody pushed to it");
  await page.getByRole("button", { name: "Cancel the promotion" }).click();
  await expect(page.getByText("cancelled by @dev: Somebody pushed to it")).toBeVisible();
});

test("the inbox holds what waits for me, and empties when I have said my word", async ({ as }) => {
  const page = await as("dev");
  await ask(page, wish);
  const approver = await as("rhea");
  await approver.getByRole("link", { name: /Inbox/ }).click();
  await approver.getByRole("link", { name: "search 1.34.0" }).click();
  await expect(approver.getByText("For exactly this plan")).toBeVisible();
  await why(approver).fill("Seen in staging");
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(approver.getByText("@rhea approved")).toBeVisible();
  await approver.getByRole("link", { name: /Inbox/ }).click();
  await expect(approver.getByText("Nothing waits for you")).toBeVisible();
});

test("where no approval is asked for nobody is led to give one, and a refusal still ends it", async ({ as }) => {
  const [page, approver] = [await as("dev"), await as("ada")];
  const { version } = await publish({ service: "search", broken: true });
  await expect
    .poll(async () => (await plan(page, "search", "staging", version)).refusal, { timeout: 130_000 })
    .toBeUndefined();
  const { id } = await ask(page, { service: "search", environment: "staging", version, reason: "Try it out" });
  await approver.goto(`/promotions/${id}`);
  await expect(approver.getByText("staging asks for no approval. A refusal still ends the promotion.")).toBeVisible();
  await expect(approver.getByRole("button", { name: "Approve", exact: true })).toBeHidden();
  await approver.getByPlaceholder("What speaks against it, in a few words").fill("It is broken");
  await approver.getByRole("button", { name: "Refuse" }).click();
  await expect(approver.getByText("refused by @ada: It is broken").first()).toBeVisible();
});
