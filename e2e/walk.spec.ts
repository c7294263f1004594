import type { Page } from "@playwright/test";
import { cell, expect, people, test } from "./kit/test.ts";
import { publish } from "./kit/world.ts";

/** What the whole product is for, once from end to end, as somebody new would take it. */
test.describe.configure({ mode: "serial" });

const sizes = { desktop: { width: 1360, height: 860 }, phone: { width: 390, height: 844 } };

/** Light, dark and on a phone: they are looked at by people. */
async function picture(page: Page, name: string): Promise<void> {
  const shoot = async (suffix: string) => {
    const take = () => page.screenshot({ path: `test-results/pictures/${name}-${suffix}.png`, timeout: 10_000 });
    // Now and then Chromium draws no frame after a page was made another size, and does when it is asked again.
    await take().catch(take);
  };
  await shoot("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot("dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(sizes.phone);
  await shoot("phone");
  await page.setViewportSize(sizes.desktop);
}

async function promote(page: Page, place: string, reason: string): Promise<void> {
  await cell(page, "checkout", place).click();
  const panel = page.getByRole("dialog", { name: /checkout/ });
  await panel.getByRole("button", { name: "Promote…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Promote checkout into / });
  await expect(dialog.getByRole("radio", { name: version, exact: false })).toBeChecked();
  await expect(dialog.getByRole("figure")).toContainText(version);
  await picture(page, `promote-into-${place.replace(" ", "-")}`);
  await dialog.getByRole("textbox", { name: "Why" }).fill(reason);
  await dialog.getByRole("button", { name: "Open the pull request" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `checkout ${version}` })).toBeVisible();
}

const headline = (page: Page) => page.getByRole("article").getByRole("banner").or(page.locator("article header"));
const verified = (page: Page) =>
  expect(headline(page).getByText("verified", { exact: true })).toBeVisible({ timeout: 90_000 });

let version = "";

test("somebody new signs in with GitHub and sees what runs where", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Sign in with GitHub" })).toBeVisible();
  await picture(page, "sign-in");
  await page.getByRole("button", { name: "Sign in with GitHub" }).click();
  await page.getByRole("button", { name: people.dev }).click();
  // Tried again, it begins with what was published before.
  await expect(cell(page, "checkout", "development")).toContainText(/4\.1[3-9]\.0/);
  for (const place of ["development", "staging", "production eu", "production us"])
    await expect(cell(page, "checkout", place)).toHaveAccessibleName(/healthy/);
  await picture(page, "board");
});

test("the repository was read, and says where each version is written and why", async ({ as }) => {
  const page = await as("adam");
  await page.getByRole("link", { name: "Setup" }).click();
  await page.getByRole("link", { name: "Adopt", exact: true }).click();
  await expect(page.getByText("Flux repository", { exact: true })).toBeVisible();
  await page.goto("/setup/adopt?repository=acme/fleet");
  await expect(page.getByText(/4 clusters, 3 environments, 9 services, 36 deployments/)).toBeVisible();
  await expect(
    page.getByText('The cluster\'s name "production-eu" holds a usual word for production').first(),
  ).toBeVisible();
  await page.getByText("checkout", { exact: true }).click();
  await expect(page.getByRole("link", { name: /^apps\/production\/checkout\.yaml:\d+/ }).first()).toBeVisible();
  await picture(page, "adopt");
});

test("a release that was just published is brought through staging into production", async ({ as }) => {
  const page = await as("dev");
  ({ version } = await publish({
    service: "checkout",
    titles: ["Show the delivery day in the basket", "Keep a basket for thirty days"],
  }));
  await expect(cell(page, "checkout", "development")).toHaveAccessibleName(
    `checkout, development: ${version}, healthy`,
    {
      timeout: 60_000,
    },
  );
  await page.getByRole("link", { name: "checkout", exact: true }).click();
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: version }) });
  await expect(row.getByText("verified", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Board" }).click();
  await promote(page, "staging", "The delivery day, for the autumn campaign");
  await verified(page);
  await picture(page, "verified-in-staging");

  await page.getByRole("link", { name: "Board" }).click();
  await promote(page, "production eu", "The delivery day, for the autumn campaign");
  await expect(page.getByText("waits: approval")).toBeVisible({ timeout: 60_000 });
  await picture(page, "waits-for-approval");

  const approver = await as("ada");
  await approver.getByRole("link", { name: /Inbox/ }).click();
  await expect(approver.getByRole("link", { name: `checkout ${version}` })).toBeVisible();
  await picture(approver, "inbox");
  await approver.getByRole("link", { name: `checkout ${version}` }).click();
  await expect(approver.getByText("Your approval")).toBeVisible();
  await picture(approver, "approve");
  await approver.getByPlaceholder("What you looked at, in a few words").fill("Seen it in staging");
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(approver.getByText("@ada approved")).toBeVisible();

  await verified(page);
  await picture(page, "verified-in-production");
  await page.getByRole("link", { name: "Board" }).click();
  for (const place of ["production eu", "production us"])
    await expect(cell(page, "checkout", place)).toHaveAccessibleName(`checkout, ${place}: ${version}, healthy`);
});

test("one click on the cell takes it back, and says that it is a downgrade", async ({ as }) => {
  const page = await as("rhea");
  await cell(page, "checkout", "production eu").click();
  await picture(page, "deployment");
  await page.getByRole("button", { name: /^Roll back to 4\.12\.1/ }).click();
  const dialog = page.getByRole("dialog", { name: "Roll back checkout in production" });
  await expect(dialog.getByText(`This is a downgrade from ${version}`)).toBeVisible();
  await picture(page, "roll-back");
  await dialog.getByRole("textbox", { name: "Why" }).fill("The delivery day is a day late");
  await dialog.getByRole("button", { name: "Roll back to 4.12.1" }).click();
  await expect(page.getByText("rollback", { exact: true })).toBeVisible();

  const approver = await as("ada");
  await approver.getByRole("link", { name: /Inbox/ }).click();
  await approver.getByRole("link", { name: "checkout 4.12.1" }).click();
  await approver.getByPlaceholder("What you looked at, in a few words").fill("Go back");
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await verified(page);
  await picture(page, "rolled-back");
});

test("who did what, and what ran when, is kept", async ({ as }) => {
  const page = await as("vera");
  await page.getByRole("link", { name: "History" }).click();
  await expect(page.getByText(version).first()).toBeVisible();
  await picture(page, "history");
  await page.getByRole("link", { name: "Audit" }).click();
  await expect(page.getByText("The delivery day is a day late").first()).toBeVisible();
  await expect(page.getByText("Seen it in staging").first()).toBeVisible();
  await picture(page, "audit");
  await page.goto("/services/checkout");
  await expect(page.getByRole("rowheader", { name: version })).toBeVisible();
  await picture(page, "service");
});
