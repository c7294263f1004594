import { type Browser, chromium, type Page } from "@playwright/test";
import { findBrowser } from "../../bin/steps/browser.ts";
import { atTheEnd } from "./ending.ts";

/** A real Chromium, signed in where a cookie is given. */
export async function openBrowser(): Promise<Browser> {
  const found = findBrowser();
  if ("missing" in found) throw new Error(found.missing);
  const browser = await chromium.launch({ executablePath: found.path, args: ["--no-sandbox"] });
  atTheEnd(() => browser.close());
  return browser;
}

export async function openPage(
  browser: Browser,
  url: string,
  cookie?: { name: string; value: string },
  viewport = { width: 1440, height: 900 },
): Promise<Page> {
  const context = await browser.newContext({ viewport });
  if (cookie) await context.addCookies([{ ...cookie, url, httpOnly: true, sameSite: "Lax" }]);
  const page = await context.newPage();
  return page;
}
