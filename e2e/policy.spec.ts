import { expect, test } from "./kit/test.ts";
import { baseUrl } from "./kit/world.ts";

const PAGES = ["/board", "/inbox", "/settings/tokens", "/services/checkout", "/sign-in", "/no/such/page"];

test("every script of every page runs by the nonce of its own request, and no other does", async ({ as }) => {
  const page = await as("adam");
  const refused: string[] = [];
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  const nonces = new Set<string>();
  for (const path of PAGES) {
    const response = await page.goto(path);
    const policy = response?.headers()["content-security-policy"] ?? "";
    const nonce = /script-src 'self' 'nonce-([^']+)' 'sha256-[^']+' 'strict-dynamic';/.exec(policy)?.[1] ?? "";
    expect(nonce, `${path}: ${policy}`).not.toBe("");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    nonces.add(nonce);
    const scripts = (await response?.text())?.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(5);
    // The theme's own is let through by its hash, where a page is drawn for the request and it has no nonce.
    const without = scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`));
    expect(["", "<script>"], path).toContain(without.join());
    await expect(page.locator("html")).toHaveClass(/variable/);
  }
  expect(nonces.size).toBe(PAGES.length);
  expect(refused).toEqual([]);

  await page.goto("/board");
  await page.evaluate(() => {
    const foreign = document.createElement("div");
    foreign.innerHTML = `<img src="data:," onerror="document.title = 'taken over'">`;
    document.body.append(foreign);
  });
  await expect.poll(() => refused.length).toBeGreaterThan(0);
  await expect(page).not.toHaveTitle("taken over");
});

test("a theme that was chosen is there before anything is drawn, on every page", async ({ as }) => {
  const page = await as("vera", { colorScheme: "light" });
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("radio", { name: "Dark" }).click();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      document.documentElement.dataset.atFirst = getComputedStyle(document.documentElement).colorScheme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  for (const path of ["/board", "/services/checkout", "/sign-in"]) {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("data-at-first", "dark");
  }
});

test("what an address asks for is what one sees, though its page was drawn before anybody asked", async ({ as }) => {
  const page = await as("vera");
  await page.goto("/board?q=checkout&rows=dense&group=none&sort=trouble");
  await expect(page.getByRole("searchbox")).toHaveValue("checkout");
  await expect(page.getByRole("button", { name: "Dense" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByLabel("Sort")).toHaveValue("trouble");
  await expect(page.getByRole("gridcell", { name: /^checkout, / }).first()).toBeVisible();
  await expect(page.getByRole("gridcell", { name: /^payments, / })).toHaveCount(0);
});

test("what is typed into the search before a page has come alive is searched for", async ({ as }) => {
  const page = await as("vera");
  let comeAlive = () => {};
  const typed = new Promise<void>((resolve) => {
    comeAlive = resolve;
  });
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    await typed;
    await route.continue();
  });
  await page.goto("/board?group=none", { waitUntil: "commit" });
  await page.getByRole("searchbox").fill("checkout");
  comeAlive();
  await expect(page.getByRole("gridcell", { name: /^checkout, / }).first()).toBeVisible();
  await expect(page.getByRole("gridcell", { name: /^payments, / })).toHaveCount(0);
  await expect(page.getByRole("searchbox")).toHaveValue("checkout");
  await expect(page).toHaveURL(/q=checkout/);
});

test("no cache keeps a page, whoever asks for it and however", async ({ playwright }) => {
  const anybody = await playwright.request.newContext();
  for (const path of PAGES)
    for (const headers of [{ accept: "text/html" }, { accept: "*/*" }]) {
      const response = await anybody.get(`${baseUrl()}${path}`, { headers });
      expect(response.headers()["cache-control"], path).toContain("no-store");
      expect(response.headers()["cache-control"], path).toContain("private");
    }
  await anybody.dispose();
});
