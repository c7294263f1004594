import type { Page } from "@playwright/test";
import { parse, stringify } from "yaml";
import { board, call, read } from "./kit/api.ts";
import { expect, test } from "./kit/test.ts";
import { told } from "./kit/world.ts";

/** Wrong input gets a sentence that says what is wrong, what did not happen, and keeps what was typed. */
async function connect(page: Page, kubeconfig: string): Promise<void> {
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("somewhere");
  await page.getByRole("textbox", { name: "Kubeconfig" }).fill(kubeconfig);
  await page
    .locator("form")
    .filter({ has: page.getByRole("textbox", { name: "Kubeconfig" }) })
    .getByRole("button", { name: "Connect and check" })
    .click();
}

const names = async (page: Page) =>
  (await read<{ connections: { name: string }[] }>(page, "/connections")).connections.map((each) => each.name).sort();

test("a wrong token connects nothing, and the sentence says that GitHub refused it", async ({ as }) => {
  const page = await as("adam");
  await page.goto("/setup/connect");
  const before = await names(page);
  await page.getByRole("textbox", { name: "Address" }).fill(told().github.url);
  await page.getByRole("textbox", { name: "Token" }).fill("ghp_thisisnotoneofthem");
  await page
    .locator("form")
    .filter({ has: page.getByRole("textbox", { name: "Token" }) })
    .getByRole("button", { name: "Connect and check" })
    .click();
  await expect(
    page
      .getByText(/token/i)
      .filter({ hasText: /refuse|does not|not valid|not accept/i })
      .first(),
  ).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Token" })).toHaveValue("ghp_thisisnotoneofthem");
  expect(await names(page)).toEqual(before);
});

test("a kubeconfig that would run a program is refused by name, and stays in the field", async ({ as }) => {
  const page = await as("adam");
  await page.goto("/setup/connect");
  const config = parse(told().clusters[0]?.kubeconfig ?? "") as { users: { user: object }[] };
  for (const user of config.users)
    user.user = { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "sh" } };
  await connect(page, stringify(config));
  await expect(page.getByRole("alert").filter({ hasText: "This kubeconfig uses exec" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Kubeconfig" })).toHaveValue(/client\.authentication/);
});

test("a cluster that does not answer is not kept, and what was typed stays", async ({ as }) => {
  const page = await as("adam");
  await page.goto("/setup/connect");
  const before = await names(page);
  const config = parse(told().clusters[0]?.kubeconfig ?? "") as { clusters: { cluster: { server: string } }[] };
  for (const cluster of config.clusters) cluster.cluster.server = "https://localhost:9";
  await connect(page, stringify(config));
  await expect(page.getByText("somewhere does not answer: nothing listens at its address.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Kubeconfig" })).toHaveValue(/localhost:9/);
  expect(await names(page)).toEqual(before);
});

test("what is no kubeconfig at all is said to be none", async ({ as }) => {
  const page = await as("adam");
  await page.goto("/setup/connect");
  await connect(page, "hello: [");
  await expect(page.getByRole("alert").filter({ hasText: "This is not a kubeconfig" })).toBeVisible();
});

test("a repository that is no Flux repository is not adopted, and the board stays as it is", async ({ as }) => {
  const page = await as("adam");
  const before = (await board(page)).services.length;
  await page.goto("/setup/adopt?repository=acme/checkout");
  await expect(page.getByText(/no .*Flux|nothing .*Flux|not a Flux/i).first()).toBeVisible();
  const { status } = await call(page, "POST", "/adoption", { repository: "acme/checkout", confirm: true });
  expect(status).toBeGreaterThanOrEqual(400);
  expect((await board(page)).services.length).toBe(before);
});

test("a repository that does not exist is said to be missing", async ({ as }) => {
  const page = await as("adam");
  await page.goto("/setup/adopt?repository=acme/nothing-here");
  await expect(page.getByRole("alert").filter({ hasText: "There is no such repository" })).toBeVisible();
});

test("a version that does not exist is refused with the newest that does", async ({ as }) => {
  const page = await as("dev");
  await page.goto("/board?promote=payments&into=staging&version=99.0.0");
  const dialog = page.getByRole("dialog", { name: /payments/ });
  await expect(dialog.getByRole("alert")).toContainText("There is no release 99.0.0 of payments. The newest is");
  const answer = await call(page, "POST", "/promotions", {
    service: "payments",
    environment: "staging",
    version: "99.0.0",
    reason: "Let me see",
  });
  expect(answer.status).toBe(422);
});

test("a reason is asked for before anything is done", async ({ as }) => {
  const page = await as("dev");
  await page.goto("/board?promote=payments&into=production&version=3.7.2");
  const dialog = page.getByRole("dialog", { name: /payments/ });
  await dialog.getByRole("button", { name: /^Open the/ }).click();
  await expect(dialog.getByText("Say why in a few words.")).toBeVisible();
  await expect(dialog).toBeVisible();
});
