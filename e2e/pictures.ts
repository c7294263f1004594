import type { Page } from "@playwright/test";
import { ask, call, promotion } from "./kit/api.ts";
import { cell, expect, test } from "./kit/test.ts";
import { publish } from "./kit/world.ts";

/** Not a test: the pictures of the README, taken from a board with something on it. */
const wish = { service: "catalog", environment: "production", version: "2.21.0", reason: "Sizes and colours as one" };

async function both(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: `docs/pictures/${name}-${colorScheme}.png` });
  }
}

test("the board and a promotion, light and dark", async ({ as }) => {
  const dev = await as("dev");
  const { id } = await ask(dev, wish);
  await publish({ service: "storefront" });
  const page = await as("ada");
  await expect(cell(page, "catalog", "production eu")).toHaveAccessibleName(/wait/);
  await page.mouse.move(700, 850);
  await both(page, "board");
  await page.goto(`/promotions/${id}`);
  await expect(page.getByText("waits: approval", { exact: true })).toBeVisible();
  await both(page, "promotion");
  expect((await promotion(dev, id)).ended).toBe(false);
  await call(dev, "POST", `/promotions/${id}/cancel`, { reason: "Only a picture" });
});
