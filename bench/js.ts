import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { startBareApp } from "./kit/bare-app.ts";
import { startBoard } from "./kit/board-product.ts";
import { openBrowser, openPage } from "./kit/browser.ts";
import type { Row } from "./kit/report.ts";

const most = 195_000;

/** All scripts that come before anybody touches the page, those included that it asks for by itself once it is idle. */
export async function js(): Promise<Row[]> {
  const { web, cookie } = await startBoard();
  const bare = await startBareApp("{}");
  const browser = await openBrowser();
  const board = await openPage(browser, web.url, cookie);
  const scripts = await scriptsOf(board, `${web.url}/board`, () => board.getByRole("gridcell").first().waitFor());
  const nothing = await openPage(browser, bare.url);
  const least = await scriptsOf(nothing, bare.nothing, () => nothing.getByText("Nothing").waitFor());
  return [
    {
      bench: "js",
      number: "first-load JavaScript of the board, gzip",
      measured: kB(scripts.gzip),
      control: `${kB(least.gzip)} of an empty page`,
      ratio: (scripts.gzip / least.gzip).toFixed(2),
      toReach: "≤ 195 kB",
      ok: scripts.gzip <= most,
      note: `${scripts.count} scripts, ${kB(scripts.raw)} unpacked; the empty page of the same Next has ${least.count}.`,
    },
  ];
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

async function scriptsOf(page: Page, url: string, shown: () => Promise<void>) {
  const bodies = new Map<string, Promise<Buffer>>();
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.set(response.url(), response.body());
  });
  await page.goto(url);
  await shown();
  await page.waitForLoadState("load");
  // What the page loads for later, once it has nothing else to do, is loaded before anybody touches it.
  await page.waitForTimeout(3000);
  const texts = await Promise.all(bodies.values());
  return {
    count: texts.length,
    raw: texts.reduce((sum, text) => sum + text.length, 0),
    gzip: texts.reduce((sum, text) => sum + gzipSync(text).length, 0),
  };
}
