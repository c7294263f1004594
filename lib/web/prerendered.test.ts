import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { themeScript } from "../../app/theme.ts";
import { prerendered, prerenderedPages } from "./prerendered.ts";

vi.mock("server-only", () => ({}));

test("every script of a page, and every hint to fetch one, gets the nonce, and nothing else does", () => {
  const page = prerendered(
    '<html><head><link rel="preload" as="font" href="/f"/><link rel="preload" as="script" href="/a.js"/>' +
      '<script src="/b.js" async=""></script></head><body><p>script</p><script>push("\\u003cscript>")</script></body></html>',
  );
  expect(page.withNonce("n1")).toBe(
    '<html><head><link rel="preload" as="font" href="/f"/><link rel="preload" as="script" nonce="n1" href="/a.js"/>' +
      '<script nonce="n1" src="/b.js" async=""></script></head><body><p>script</p><script nonce="n1">push("\\u003cscript>")</script></body></html>',
  );
  expect(page.withNonce("n2")).not.toContain("n1");
});

test("what leads elsewhere, and what tells of an error, is no page that is handed out as it was built", () => {
  const built = mkdtempSync(path.join(os.tmpdir(), "sluice-built-"));
  onTestFinished(() => rmSync(built, { recursive: true }));
  const pages: Record<string, object> = { index: { status: 307 }, board: {}, "settings/people": {}, _error: {} };
  mkdirSync(path.join(built, "server/app/settings"), { recursive: true });
  for (const [name, meta] of Object.entries(pages)) {
    writeFileSync(path.join(built, `server/app/${name}.meta`), JSON.stringify(meta));
    writeFileSync(path.join(built, `server/app/${name}.html`), name);
  }
  const routes = { "/": {}, "/board": {}, "/settings/people": {}, "/_error": {} };
  writeFileSync(path.join(built, "prerender-manifest.json"), JSON.stringify({ routes }));
  const found = prerenderedPages(built);
  expect([...found.keys()]).toEqual(["/board", "/settings/people"]);
  expect(found.get("/settings/people")?.withNonce("n")).toBe("settings/people");
});

test("the theme is what the cookie says, among other cookies, and nothing that is no theme", () => {
  const themeBy = (cookie: string) => {
    const dataset: { theme?: string } = {};
    new Function("document", themeScript)({ cookie, documentElement: { dataset } });
    return dataset.theme;
  };
  expect(themeBy("a=1; theme=dark; b=2")).toBe("dark");
  expect(themeBy("theme=light")).toBe("light");
  for (const none of ["", "theme=", "theme=pink", "mytheme=dark", "theme=darker"])
    expect(themeBy(none)).toBeUndefined();
});
