import { ask } from "./kit/api.ts";
import { cell, expect, test } from "./kit/test.ts";
import { silence } from "./kit/world.ts";

test("a cluster that falls silent is not shown as healthy, and comes back by itself", async ({ as }) => {
  const page = await as("vera");
  await expect(cell(page, "storefront", "production us")).toHaveAccessibleName(/healthy/);
  await silence("production-us", true);
  try {
    await expect(cell(page, "storefront", "production us")).toHaveAccessibleName(/not heard for/, { timeout: 90_000 });
    await expect(cell(page, "storefront", "production us")).not.toHaveAccessibleName(/healthy/);
    await expect(page.getByRole("columnheader", { name: /production us silent since/ })).toBeVisible();
    await expect(cell(page, "storefront", "production eu")).toHaveAccessibleName(/healthy/);
    await cell(page, "storefront", "production us").click();
    const panel = page.getByRole("dialog", { name: /storefront/ });
    await expect(panel.getByText("production-us does not answer: its events are not known.")).toBeVisible();
    await panel.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: /^\d+ not heard$/ }).click();
    await expect(page).toHaveURL(/show=silent/);
  } finally {
    await silence("production-us", false);
  }
  await expect(cell(page, "storefront", "production us")).toBeHidden({ timeout: 90_000 });
  await page.goto("/board");
  await expect(cell(page, "storefront", "production us")).toHaveAccessibleName(/healthy/);
});

test("a promotion that waits for a silent cluster says so, and goes on by itself", async ({ as }) => {
  const page = await as("dev");
  const wish = { service: "notifier", environment: "staging", version: "0.20.0", reason: "Quiet hours" };
  await silence("staging", true);
  try {
    const { id } = await ask(page, wish);
    await page.goto(`/promotions/${id}`);
    const standing = page.locator("article header").getByRole("status").first();
    // Before the merge or after it: which of both depends on when the silence is noticed.
    await expect(standing).toHaveText(/waits: sign of life|waits for a sign of life from staging/, { timeout: 90_000 });
    const place = page.getByRole("definition").filter({ hasText: "when last heard" });
    await expect(place).toHaveCount(1);
    await silence("staging", false);
    await expect(place).toHaveCount(0);
    await expect(standing).toHaveText("verified", { timeout: 120_000 });
  } finally {
    await silence("staging", false);
  }
});
