import { expect, type Page, test } from "@playwright/test";
import { type Product, startEmpty } from "./kit/own-product.ts";
import { cell, people } from "./kit/test.ts";
import { fleet, told } from "./kit/world.ts";

/** From nothing to a full board, in the browser alone: with a GitHub and clusters that are there already. */
test.describe.configure({ mode: "serial" });

let sluice: Product;
let page: Page;
let link: string;

const main = () => page.getByRole("main");
const connected = (name: string) =>
  main()
    .locator("div")
    .filter({ has: page.getByRole("heading", { name, exact: true }) });
const host = () => new URL(told().github.url).host;
const linkIn = (text: string) => /http:\S+\/set-up\?token=\S+/.exec(text)?.[0] ?? "";

test.beforeAll(async ({ browser }) => {
  sluice = await startEmpty();
  page = await (await browser.newContext({ baseURL: sluice.url })).newPage();
  link = linkIn(sluice.said());
});

test.afterAll(async () => {
  await page?.context().close();
  await sluice?.stop();
});

test("nobody can sign in before a GitHub is connected, and the page says what to do", async ({ browser }) => {
  const who = await browser.newPage({ baseURL: sluice.url });
  await who.goto("/");
  await who.getByRole("button", { name: "Sign in with GitHub" }).click();
  await expect(who.getByRole("alert").filter({ hasText: "Nobody can sign in yet" })).toBeVisible();
  await who.close();
});

test("the link that was printed makes the admin, once, and only the newest one does", async ({ browser }) => {
  expect(link).toContain(sluice.url);
  const newer = linkIn((await sluice.command("set-up")).said).replace(/^http:\/\/[^/]+/, sluice.url);
  for (const [opened, answer] of [
    [newer.slice(0, -30), "This link is not whole"],
    [link, "This link is not valid any more"],
    [newer, undefined],
    [newer, "This link is not valid any more"],
  ] as const) {
    const who = answer ? await browser.newPage() : page;
    await who.goto(opened);
    await who.getByRole("button", { name: "Become the admin" }).click();
    if (answer) {
      await expect(who.getByRole("alert").filter({ hasText: answer })).toBeVisible();
      await who.close();
    } else await expect(who.getByRole("heading", { name: "Connect GitHub" })).toBeVisible();
  }
});

test("GitHub is connected by a token, and by a client people sign in", async () => {
  await page.getByRole("textbox", { name: "Address" }).fill(told().github.url);
  await page.getByRole("textbox", { name: "Token" }).fill(told().github.token);
  await form("Token").getByRole("button", { name: "Connect and check" }).click();
  await expect(
    connected(host())
      .getByText(/It sees .* and may write/)
      .first(),
  ).toBeVisible();
  await expect(
    connected(host())
      .getByText(/Nobody can sign in with it yet/)
      .first(),
  ).toBeVisible();

  const { clientId, clientSecret } = told().github.oauth;
  await expect(page.getByText(`${sluice.url}/api/auth/callback/github`)).toBeVisible();
  await page.getByRole("textbox", { name: "Client ID" }).fill(clientId);
  await page.getByRole("textbox", { name: "Client secret" }).fill("wrong");
  await page.getByRole("button", { name: "Save and check" }).click();
  await expect(page.getByText("GitHub does not know this client")).toBeVisible();
  await page.getByRole("textbox", { name: "Client secret" }).fill(clientSecret);
  await page.getByRole("button", { name: "Save and check" }).click();
  await expect(page.getByText(/Nobody can sign in with it yet/)).toHaveCount(0);

  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: `Disconnect ${host()}` }).click();
  await expect(page.getByRole("heading", { name: host(), exact: true })).toHaveCount(0);
});

test("GitHub is connected by an App, which nobody had to fill in", async () => {
  await page.getByRole("textbox", { name: "Address" }).fill(told().github.url);
  await page.getByRole("textbox", { name: "Organization" }).fill("acme");
  await page.getByRole("button", { name: "Create the GitHub App" }).click();
  await page.getByRole("button", { name: people.adam }).click();
  await page.getByRole("button", { name: "Create GitHub App for acme" }).click();
  await page.getByRole("button", { name: "Install on acme" }).click();
  await expect(page).toHaveURL(`${sluice.url}/setup/connect`);
  await expect(
    connected(host())
      .getByText(/It is installed on acme, for all repositories/)
      .first(),
  ).toBeVisible();
});

test("clusters are connected by what is pasted or uploaded, each with what it may", async () => {
  for (const { name, kubeconfig } of told().clusters) {
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    // Pasted or chosen as a file, it is the same.
    if (name === "staging")
      await page
        .getByLabel("Kubeconfig file")
        .setInputFiles({ name: "config", mimeType: "text/yaml", buffer: Buffer.from(kubeconfig) });
    else await page.getByRole("textbox", { name: "Kubeconfig" }).fill(kubeconfig);
    await form("Kubeconfig").getByRole("button", { name: "Connect and check" }).click();
    await expect(connected(name).getByText("Everything that Sluice reads may be read.").first()).toBeVisible();
  }
});

test("the repository is adopted, and the board fills", async () => {
  await page.goto(`/setup/adopt?repository=${fleet}`);
  await page.getByRole("button", { name: "Adopt", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Board", level: 1 })).toBeVisible();
  for (const place of ["development", "staging", "production eu", "production us"])
    await expect(cell(page, "catalog", place)).toHaveAccessibleName(/: \S+, healthy/);
});

test("whoever set it up goes on under a login of their own, and no second link is made", async () => {
  await page.goto("/setup/connect");
  await page.getByRole("textbox", { name: "Your login on GitHub" }).fill("Adam");
  await page.getByRole("button", { name: "Make it an admin" }).click();
  await page.getByRole("button", { name: "Sign in as @Adam" }).click();
  await page.getByRole("button", { name: "Sign in with GitHub" }).click();
  // They chose who they are when they registered the App; GitHub may ask once more.
  await page
    .getByRole("button", { name: people.adam })
    .or(page.getByRole("heading", { name: "Board", level: 1 }))
    .first()
    .waitFor();
  if (await page.getByRole("button", { name: people.adam }).isVisible())
    await page.getByRole("button", { name: people.adam }).click();
  await expect(page.getByRole("heading", { name: "Board", level: 1 })).toBeVisible();
  const me = await (await page.request.get("/api/v1/me")).json();
  expect(me).toMatchObject({ login: "adam", admin: true });
  const again = await sluice.command("set-up");
  expect(again).toEqual({ said: expect.stringContaining("Somebody is admin already"), code: 1 });
});

function form(field: string) {
  return page.locator("form").filter({ has: page.getByRole("textbox", { name: field }) });
}
