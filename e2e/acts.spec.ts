import type { Page } from "@playwright/test";
import { cell, expect, test } from "./kit/test.ts";

/** What one may do on a cluster without changing a version: three acts, each with a reason, each kept. */
const panel = (page: Page) => page.getByRole("dialog", { name: /notifier on staging/ });

async function act(page: Page, name: string, reason: string): Promise<void> {
  await panel(page).getByRole("button", { name }).click();
  const dialog = page.getByRole("dialog", { name, exact: true });
  await dialog.getByRole("textbox", { name: "Why" }).fill(reason);
  await dialog.getByRole("button", { name }).click();
  await expect(dialog).toBeHidden();
}

test("a release manager has Flux look at once, suspends it and lets it go on, and the records say why", async ({
  as,
}) => {
  const page = await as("rhea");
  const watcher = await as("vera");
  await cell(page, "notifier", "staging").click();
  await act(page, "Reconcile now", "The interval is long");
  await expect(page.getByText("Flux was asked to reconcile.")).toBeVisible();

  await act(page, "Suspend", "The database is being moved");
  await expect(page.getByText("Suspended: Flux applies nothing here.")).toBeVisible();
  await expect(cell(watcher, "notifier", "staging")).toHaveAccessibleName(/suspended/);
  await act(page, "Resume", "It has been moved");
  await expect(cell(watcher, "notifier", "staging")).not.toHaveAccessibleName(/suspended/);
  await expect(cell(watcher, "notifier", "staging")).toHaveAccessibleName(/healthy/);

  await watcher.getByRole("link", { name: "Audit" }).click();
  for (const reason of ["The interval is long", "The database is being moved", "It has been moved"])
    await expect(watcher.getByText(reason).first()).toBeVisible();
});
