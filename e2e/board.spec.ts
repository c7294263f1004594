import type { Page } from "@playwright/test";
import { openLine } from "./kit/line.ts";
import { cell, expect, test } from "./kit/test.ts";
import { publish } from "./kit/world.ts";

/** The page that people look at all day: it moves by itself, finds what is asked, and never lies about what it knows. */
const grid = (page: Page) => page.getByRole("grid", { name: "Services and environments" });
const serviceRows = (page: Page) =>
  grid(page)
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });

test("a cell changes by itself when the cluster does", async ({ as }) => {
  const page = await as("vera");
  await expect(page.getByRole("status").filter({ hasText: "live" })).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const { version } = await publish({ service: "storefront" });
  await expect(cell(page, "storefront", "development")).toHaveAccessibleName(
    `storefront, development: ${version}, healthy`,
  );
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});

test("what a cell has no room for, and the hour behind an age, are told where one points", async ({ as }) => {
  const page = await as("vera", { viewport: { width: 1080, height: 860 } });
  const tip = page.getByRole("tooltip");
  await cell(page, "checkout", "staging")
    .getByText(/^\d+.[smhd]$/)
    .hover();
  await expect(tip).toHaveText(/^\w{3}, \d+ \w+ \d{4}, \d\d:\d\d:\d\d \S+$/);
  const rule = page.getByRole("columnheader", { name: /^development/ }).getByText(/by branch/);
  await rule.hover();
  await expect(tip).toHaveText("fixed versions, 1 by range, 1 by branch");
});

test("a chip counts exactly the rows that it filters to", async ({ as }) => {
  const page = await as("vera");
  const chips = page.getByRole("group", { name: "Filter by what is wrong" }).getByRole("button");
  await expect(chips.first()).toBeVisible();
  for (const chip of await chips.all()) {
    await chip.click();
    await expect(chip).toHaveAttribute("aria-pressed", "true");
    // Clusters go on meanwhile, and both with them.
    await expect(async () => {
      const said = (await chip.textContent()) ?? "";
      expect(await serviceRows(page).count(), said).toBe(Number.parseInt(said, 10));
    }).toPass();
    await chip.click();
  }
});

test("what one looks for, and how, is in the address and can be shared", async ({ as }) => {
  const page = await as("vera");
  await page.getByRole("searchbox", { name: "Search the board" }).fill("check");
  await expect(serviceRows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Dense" }).click();
  await page.getByRole("combobox", { name: "Group" }).selectOption("none");
  await expect(page).toHaveURL(/q=check/);
  await expect(page).toHaveURL(/rows=dense/);
  await page.reload();
  await expect(page.getByRole("searchbox", { name: "Search the board" })).toHaveValue("check");
  await expect(page.getByRole("button", { name: "Dense" })).toHaveAttribute("aria-pressed", "true");
  await expect(serviceRows(page)).toHaveCount(1);
  await page.getByRole("searchbox", { name: "Search the board" }).fill("nothing is called so");
  await expect(page.getByRole("heading", { name: "No service matches" })).toBeVisible();
  await page.getByRole("link", { name: "Show all services" }).click();
  await expect(serviceRows(page)).toHaveCount(9);
});

test("everything can be reached by the keyboard", async ({ as }) => {
  const page = await as("dev");
  await expect(grid(page)).toBeVisible();
  await page.keyboard.type("gh");
  await expect(page.getByRole("heading", { name: "History", level: 1 })).toBeVisible();
  await page.keyboard.type("gb");
  await expect(grid(page)).toBeVisible();

  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search the board" })).toBeFocused();
  await page.keyboard.type("catalog");
  await expect(serviceRows(page)).toHaveCount(1);

  await grid(page).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: /catalog on staging/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await grid(page).focus();
  await page.keyboard.press("p");
  await expect(page.getByRole("dialog", { name: "Promote catalog into staging" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: /keys/i })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await palette.getByRole("combobox").fill("payments");
  await expect(palette.getByRole("option", { name: /payments/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /payments/ })).toBeVisible();
});

test("what was closed is not opened again by the way back", async ({ as }) => {
  const page = await as("dev");
  await expect(grid(page)).toBeVisible();
  await page.keyboard.type("gh");
  const history = page.getByRole("heading", { name: "History", level: 1 });
  await expect(history).toBeVisible();
  await page.keyboard.type("gb");
  await cell(page, "catalog", "staging").click();
  await expect(page.getByRole("dialog", { name: /catalog on staging/ })).toBeVisible();
  await cell(page, "payments", "staging").click();
  const panel = page.getByRole("dialog", { name: /payments on staging/ });
  await panel.getByRole("button", { name: "Promote…" }).click();
  const dialog = page.getByRole("dialog", { name: /payments in/ });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(panel).toBeVisible();
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(panel).toBeHidden();
  await page.goBack();
  await expect(history).toBeVisible();

  // Nor does it lead out of the board, when somebody closes twice before the browser has gone.
  await page.keyboard.type("gb");
  await cell(page, "catalog", "staging").click();
  await expect(page.getByRole("dialog", { name: /catalog on staging/ })).toBeVisible();
  await page.evaluate(() => {
    for (let i = 0; i < 2; i++) document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/board$/);
  await page.goBack();
  await expect(history).toBeVisible();

  // One that a link led to is closed where it is.
  await page.goto("/board?promote=catalog&into=staging");
  await expect(page.getByRole("dialog", { name: "Promote catalog into staging" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/board$/);
  await page.goBack();
  await expect(history).toBeVisible();
});

test("a board that lost its connection says so, and catches up", async ({ as }) => {
  const page = await as("vera");
  const line = await openLine();
  try {
    await page.goto(`${line.url}/board`);
    const mark = page.getByRole("status").filter({ hasText: /live|connecting/ });
    await expect(mark).toHaveText("live");
    line.cut();
    await expect(mark).toContainText("not live since");
    const { version } = await publish({ service: "notifier" });
    line.mend();
    await expect(mark).toHaveText("live");
    await expect(cell(page, "notifier", "development")).toHaveAccessibleName(
      `notifier, development: ${version}, healthy`,
    );
  } finally {
    await line.close();
  }
});
