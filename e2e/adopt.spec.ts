import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Provenance } from "../lib/contracts/provenance.ts";
import { board, call, promotion, read } from "./kit/api.ts";
import { cell, expect, test } from "./kit/test.ts";
import { commit } from "./kit/world.ts";

/**
 * A second repository, with everything that the first one has not: overlays with patches, components, variables
 * of each cluster, a shared line. It is adopted by hand, and what is in it is promoted like anything else.
 */
const warehouse = "acme/warehouse";
type Read = { commit: string; services: { name: string; deployments: { cluster: string; version: string }[] }[] };
const forget = async (page: Page) => {
  await call(page, "POST", "/adoption", { repository: warehouse, corrections: {}, confirm: true });
  await call(page, "POST", `/repositories/${encodeURIComponent(warehouse)}/leave`, { reason: "To begin anew" });
};
const reading = (page: Page) => read<Read>(page, `/repositories/${encodeURIComponent(warehouse)}`);

test.describe.configure({ mode: "serial" });

test("a repository with overlays is adopted in the browser, and one guess is set right", async ({ as }, { retry }) => {
  const page = await as("adam");
  // The first try may have come as far as to adopt it, and to correct it.
  if (retry > 0) await forget(page).catch(() => {});
  await page.goto(`/setup/adopt?repository=${warehouse}`);
  await expect(page.getByText("4 clusters, 3 environments, 6 services, 20 deployments")).toBeVisible();
  // What Flux applies says which cluster it is, whatever the repository calls it.
  await expect(page.getByRole("combobox", { name: "Cluster of Sluice that eu-1 is" })).toHaveValue("production-eu");
  await expect(page.getByRole("combobox", { name: "Environment of eu-1" })).toHaveValue("production");

  await page.getByText("billing-reports", { exact: true }).first().click();
  const name = page.getByRole("textbox", { name: "Name of billing-reports" });
  await name.fill("reports");
  await name.press("Enter");
  await expect(page.getByText("The service billing-reports is called reports")).toBeVisible();
  await expect(page.getByText("4 clusters, 3 environments, 5 services, 20 deployments")).toBeVisible();

  await page.getByRole("button", { name: "Adopt", exact: true }).click();
  await expect(page).toHaveURL(/\/board/);
  await expect(cell(page, "orders", "production eu")).toContainText("5.2.0");
  await expect(cell(page, "reports", "production us")).toBeVisible();
  const { records } = await read<{ records: { did: string; to: string; who: string }[] }>(page, "/audit");
  expect(records.find(({ to }) => to === warehouse)).toMatchObject({ did: "repository.adopted", who: "adam" });
});

test("what makes no sense is refused with a sentence, and nothing is lost", async ({ as }) => {
  const page = await as("adam");
  await page.goto(`/setup/adopt?repository=${warehouse}`);
  const environment = page.getByRole("combobox", { name: "Environment of dev" });
  await environment.fill("?!");
  await environment.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: '"?!" cannot be the name of an environment' })).toBeVisible();
  await expect(page.getByText("The service billing-reports is called reports")).toBeVisible();
  await expect(page.getByRole("button", { name: "Adopted" })).toBeDisabled();
});

test("a correction outlives the next reading, and can be taken back", async ({ as }) => {
  const page = await as("adam");
  const before = (await reading(page)).commit;
  await commit("main", { "README.md": "# warehouse\n" }, "Say less", "kofi", warehouse);
  await expect.poll(async () => (await reading(page)).commit).not.toBe(before);
  const names = async () => (await reading(page)).services.map((service) => service.name);
  expect(await names()).toEqual(["labels", "ledger", "orders", "reports", "scanner"]);

  await page.goto(`/setup/adopt?repository=${warehouse}`);
  await page.getByText("scanner", { exact: true }).first().click();
  await page.getByRole("checkbox", { name: "Take scanner on staging" }).uncheck();
  await expect(page.getByRole("button", { name: "Save the corrections" })).toBeEnabled();
  // Something else changes, and the page reads it again: what was not saved yet is still there.
  const again = page.waitForResponse((response) => response.url().includes("/api/v1/adoption?"));
  await call(page, "POST", `/repositories/${encodeURIComponent(warehouse)}/history`, { to: "again" });
  await again;
  await page.getByRole("button", { name: "Save the corrections" }).click();
  await expect(page.getByText("The corrections are saved.")).toBeVisible();
  await expect
    .poll(async () => (await board(page)).cells.filter(({ service }) => service === "scanner").length)
    .toBe(3);
  await page.getByRole("button", { name: /^Take back: .*scanner is left out/ }).click();
  await page.getByRole("button", { name: "Save the corrections" }).click();
  await expect
    .poll(async () => (await board(page)).cells.filter(({ service }) => service === "scanner").length)
    .toBe(4);
});

test("why a version is here is told layer by layer, each a link to its line", async ({ as }) => {
  const page = await as("vera");
  await expect(cell(page, "scanner", "production us")).toContainText("1.8.1");
  await cell(page, "scanner", "production us").click();
  const panel = page.getByRole("dialog", { name: /scanner on production-us/ });
  await expect(panel.getByRole("heading", { name: /Why is this 1\.8\.1 here\?/ })).toBeVisible();
  await panel.getByRole("link", { name: "on a page of its own" }).click();
  await expect(page.getByRole("heading", { name: "Why is this 1.8.1 here?", level: 1 })).toBeVisible();

  const chain = page.getByRole("list", { name: "How 1.8.1 gets to production-us" });
  await expect(chain.getByRole("link", { name: /^base\/scanner\.yaml:\d+$/ })).toBeVisible();
  const decides = chain.getByRole("listitem").filter({ hasText: "decides" });
  await expect(decides.locator("del")).toHaveText("1.8.0");
  await expect(decides.locator("ins")).toHaveText("1.8.1");
  const line = decides.getByRole("link", { name: /^clusters\/us-1\/warehouse\.yaml:\d+$/ });
  const [host] = await Promise.all([page.waitForEvent("popup"), line.click()]);
  await expect(host).toHaveURL(/\/acme\/warehouse\/blob\/[0-9a-f]{40}\/clusters\/us-1\/warehouse\.yaml#L\d+$/);
  const number = new URL(host.url()).hash.slice(1);
  await expect(host.locator(`#${number}`)).toContainText("acme/scanner:1.8.1");
});

test("a line that environments share is promoted into a layer of its own", async ({ as }) => {
  const page = await as("vera");
  const { cells } = await board(page);
  const id = cells.find(({ service, column }) => service === "ledger" && column === "staging")?.deployment ?? "";
  const { edit, sharedWith } = await read<Provenance>(page, `/deployments/${encodeURIComponent(id)}/provenance`);
  expect(sharedWith.map(({ cluster }) => cluster).sort()).toEqual(["production-eu", "production-us"]);
  expect(edit.files.map((file) => file.path)).toEqual(["overlays/staging/ledger.yaml"]);
});

/** Asked for in the dialog, approved by somebody else. */
async function ask(page: Page, approver: Page, service: string, version: string): Promise<string> {
  await page.goto(`/board?promote=${service}&into=production&version=${version}`);
  const dialog = page.getByRole("dialog", { name: `Promote ${service} into production` });
  await dialog.getByRole("textbox", { name: "Why" }).fill("Out of the warehouse");
  await dialog.getByRole("button", { name: /^Open the (first )?pull request$/ }).click();
  await expect(page).toHaveURL(/\/promotions\/\w+/);
  const id = new URL(page.url()).pathname.split("/").pop() ?? "";
  await expect
    .poll(async () => {
      const { planHash } = await promotion(page, id);
      const said = { planHash, verdict: "approved", because: "Looked at it" };
      const answer = await call(approver, "POST", `/promotions/${id}/verdict`, said);
      // A refusal is shown with its sentence, beside the promotion it refuses.
      return answer.status === 200 ? "approved" : { answer, promotion: await promotion(page, id) };
    })
    .toBe("approved");
  return id;
}

test("versions are promoted through an overlay's patch and through variables, until they are verified", async ({
  as,
}) => {
  const page = await as("dev");
  const ada = await as("ada");
  const patched = await ask(page, ada, "orders", "5.3.0");
  const set = await ask(page, ada, "labels", "2.5.0");
  for (const id of [patched, set]) {
    await page.goto(`/promotions/${id}`);
    const said = page.locator("article header").getByRole("status");
    await expect(said.filter({ hasText: "verified" })).toBeVisible({ timeout: 120_000 });
  }
  const patch = await promotion(page, patched);
  expect(patch.files.map((file) => file.path)).toEqual(["overlays/production/orders.yaml"]);
  expect(patch.legs).toHaveLength(1);
  const variables = await promotion(page, set);
  expect(variables.files.map((file) => file.path)).toEqual([
    "clusters/eu-1/variables.yaml",
    "clusters/us-1/variables.yaml",
  ]);
  expect(variables.legs.map((leg) => leg.clusters)).toEqual([["production-eu"], ["production-us"]]);
});

test("the guard rails are a checked list, each finding with its line and what to do", async ({ as }) => {
  const page = await as("vera");
  await page.goto("/repositories");
  await page.getByRole("link", { name: new RegExp(warehouse) }).click();
  const rails = page.getByRole("list", { name: "Guard rails" });
  const floating = rails.getByRole("listitem").filter({ hasText: "No moving tag" });
  await expect(floating).toContainText("2 findings");
  await expect(floating).toContainText("Write one exact version, or a digest.");
  const link = floating.getByRole("link", { name: "overlays/production/billing-reports.yaml:18" }).first();
  await expect(link).toHaveAttribute("href", /\/blob\/[0-9a-f]{40}\/overlays\/production\/billing-reports\.yaml#L18$/);
  await expect(rails.getByRole("listitem").filter({ hasText: "No API version" })).toContainText(
    "attic/labels-helm.yaml",
  );
  await expect(rails.getByRole("listitem").filter({ hasText: "Every source exists" }).getByLabel("fine")).toBeVisible();
  await expect(page.getByText("Secret warehouse/mail is encrypted").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Correct a guess" })).toBeHidden();
});

test("environments that nobody has looked at yet are confirmed with one click", async ({ as }) => {
  const page = await as("adam");
  await page.goto("/setup/adopt?repository=acme/fleet");
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await expect(page.getByText("From now on their order changes by hand only.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Adopted" })).toBeDisabled();
});

test("how long versions took from environment to environment is known from the log, on the first day", async ({
  as,
}) => {
  const page = await as("vera");
  await page.goto("/services/checkout");
  const times = page.locator("section").filter({ hasText: "From environment to environment" });
  const last = times.getByRole("group").filter({ hasText: "staging into production" });
  await expect(last).toContainText("by the Git log");
  await last.getByText("by the Git log").click();
  await expect(last.getByRole("row", { name: /^4\.12\.1 / })).toContainText("h");
});

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

test("the pages of a repository and of a version can be used by everybody, in light and dark", async ({ as }) => {
  const page = await as("adam");
  const { cells } = await board(page);
  const scanner = cells.find(({ service, column }) => service === "scanner" && column === "production-us");
  const pages: [string, ReturnType<Page["getByText"]>][] = [
    ["/repositories", page.getByRole("link", { name: new RegExp(warehouse) })],
    [`/repositories/${warehouse}`, page.getByRole("list", { name: "Guard rails" })],
    [
      `/deployments/${encodeURIComponent(scanner?.deployment ?? "")}`,
      page.getByRole("list", { name: /^How 1\.8\.1 gets to/ }),
    ],
    [`/setup/adopt?repository=${warehouse}`, page.getByRole("heading", { name: "Set by hand" })],
  ];
  for (const [address, shown] of pages) {
    await page.goto(address);
    await expect(shown).toBeVisible();
    await page.locator("main details").evaluateAll((all) => {
      for (const folded of all) folded.setAttribute("open", "");
    });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ reducedMotion: "reduce", colorScheme });
      const { violations } = await new AxeBuilder({ page }).withTags(wcag).analyze();
      const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
      expect(told, `${address}, ${colorScheme}`).toEqual([]);
    }
  }
});

test("a repository that somebody stops following leaves the board, and comes back as it was corrected", async ({
  as,
}) => {
  const page = await as("adam");
  const services = async () => new Set((await board(page)).cells.map(({ service }) => service));
  await page.goto(`/repositories/${warehouse}`);
  await page.getByRole("button", { name: "Stop following" }).click();
  const dialog = page.getByRole("dialog", { name: `Stop following ${warehouse}` });
  await expect(dialog).toContainText("Nothing changes in Git or on a cluster");
  await dialog.getByRole("textbox", { name: "Why" }).fill("It was the wrong one");
  await dialog.getByRole("button", { name: "Stop following" }).click();
  await expect(page.getByText(`Sluice no longer follows ${warehouse}.`)).toBeVisible();
  await expect(page).toHaveURL(/\/repositories$/);
  await expect(page.getByRole("link", { name: new RegExp(warehouse) })).toBeHidden();
  await expect.poll(async () => (await services()).has("reports")).toBe(false);
  await page.goto("/audit");
  await expect(page.getByText("stopped following").first()).toBeVisible();

  await page.goto(`/setup/adopt?repository=${warehouse}`);
  await expect(page.getByText("The service billing-reports is called reports")).toBeVisible();
  await page.getByRole("button", { name: "Adopt", exact: true }).click();
  await expect(page).toHaveURL(/\/board/);
  await expect(cell(page, "reports", "production us")).toBeVisible();
  await expect.poll(async () => (await services()).has("scanner")).toBe(true);
});
