import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { board, read } from "./kit/api.ts";
import { cell, expect, test } from "./kit/test.ts";

/** WCAG 2.2 AA, on every page, in light and dark, as far as a machine can tell. */
const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const pages: [name: string, open: (page: Page) => Promise<void>][] = [
  ["the board", (page) => go(page, "/board", () => cell(page, "checkout", "development"))],
  [
    "a deployment",
    async (page) => {
      const { cells } = await board(page);
      const id = cells.find((each) => each.service === "search" && each.column.includes("us"))?.deployment ?? "";
      await go(page, `/board?d=${encodeURIComponent(id)}`, () => page.getByRole("heading", { name: "What Flux says" }));
    },
  ],
  [
    "the promote dialog",
    (page) =>
      go(page, "/board?promote=payments&into=production&version=3.7.2", () =>
        page.getByRole("heading", { name: "What changes in Git" }),
      ),
  ],
  ["the inbox", (page) => go(page, "/inbox", () => page.getByRole("heading", { name: /Nothing waits|Inbox/ }).last())],
  [
    "the promotions",
    (page) =>
      go(page, "/promotions", () => page.getByRole("button", { name: "Ended" }).or(page.getByText("Ended")).first()),
  ],
  [
    "a promotion",
    async (page) => {
      const { promotions } = await read<{ promotions: { id: string }[] }>(page, "/promotions");
      if (!promotions[0]) return;
      await go(page, `/promotions/${promotions[0].id}`, () => page.getByRole("heading", { name: "Where it is" }));
    },
  ],
  ["the services", (page) => go(page, "/services", () => page.getByText("checkout", { exact: true }).first())],
  ["a service", (page) => go(page, "/services/checkout", () => page.getByRole("rowheader").first())],
  ["the releases", (page) => go(page, "/releases", () => page.getByText("checkout").first())],
  ["the history", (page) => go(page, "/history", () => page.getByText("declared").first())],
  ["the audit", (page) => go(page, "/audit", () => page.getByRole("heading", { name: "Audit" }))],
  ["connections", (page) => go(page, "/setup/connect", () => page.getByRole("heading", { name: "Connect a cluster" }))],
  ["adoption", (page) => go(page, "/setup/adopt", () => page.getByText(/4 clusters/).first())],
  [
    "the rules",
    (page) => go(page, "/settings/environments", () => page.getByRole("group", { name: "Rules of production" })),
  ],
  ["people", (page) => go(page, "/settings/people", () => page.getByRole("main").getByText("Adam Novak").first())],
  ["tokens", (page) => go(page, "/settings/tokens", () => page.getByRole("heading", { name: /token/i }).first())],
];

async function go(page: Page, path: string, shown: () => ReturnType<Page["getByText"]>): Promise<void> {
  await page.goto(path);
  await expect(shown()).toBeVisible();
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(wcag).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

for (const [name, open] of pages) {
  test(`${name} can be used by everybody, in light and dark, and on a phone`, async ({ as }) => {
    const page = await as("adam");
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
    await open(page);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "dark" });
    expect(await violations(page)).toEqual([]);
    // A wide table scrolls by itself: what makes the page wider moves everything under the thumb.
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await violations(page)).toEqual([]);
  });
}

test("the sign-in can be used by everybody, in light and dark", async ({ page }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/sign-in");
    await expect(page.getByRole("button", { name: "Sign in with GitHub" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  }
});

test("the cell that the keyboard is on is seen whole, where the board is larger than its window", async ({ as }) => {
  const page = await as("vera", { viewport: { width: 800, height: 420 } });
  const grid = page.getByRole("grid", { name: "Services and environments" });
  await grid.focus();
  const isWhole = () =>
    grid.evaluate((box) => {
      const cell = document.getElementById(box.getAttribute("aria-activedescendant") ?? "")?.getBoundingClientRect();
      const around = box.getBoundingClientRect();
      const head = box.querySelector("[role=row]")?.getBoundingClientRect();
      const first = box.querySelector("[role=columnheader]")?.getBoundingClientRect();
      if (!cell || !head || !first) return "not drawn";
      const cut = { top: head.bottom - cell.top, bottom: cell.bottom - around.bottom };
      const aside = { left: first.right - cell.left, right: cell.right - around.right };
      return Object.entries({ ...cut, ...aside }).flatMap(([side, by]) => (by > 2 ? [`${side} by ${by}`] : []));
    });
  for (const key of [
    "ArrowRight",
    "ArrowRight",
    "ArrowRight",
    ...Array(8).fill("ArrowDown"),
    ...Array(8).fill("ArrowUp"),
  ]) {
    await page.keyboard.press(key);
    await expect.poll(isWhole).toEqual([]);
  }
});
