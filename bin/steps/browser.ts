import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "./install.mjs";

/** A Chromium for the tests, or the sentence that says why there is none. */
export type Browser = { path: string; from: string } | { missing: string };

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Installed; else Debian's package, for which one has to be root; else Playwright's own download, which some networks do not let through. */
export function findBrowser(): Browser {
  const installed = installedBrowser();
  if (installed) return installed;
  const tried: string[] = [];
  if (existsSync("/usr/bin/apt-get")) {
    if (process.getuid?.() === 0) {
      console.log("  … installing Debian's chromium");
      run("apt-get", ["update", "-qq"], 120);
      run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], 400);
      const found = installedBrowser();
      if (found) return found;
      tried.push("Debian's package could not be installed");
    } else tried.push("Debian's package needs root (sudo apt-get install chromium)");
  }
  console.log("  … downloading Playwright's own Chromium");
  run(process.execPath, [path.join(root, "node_modules/playwright-core/cli.js"), "install", "chromium"], 300);
  const found = installedBrowser();
  if (found) return found;
  tried.push("Playwright's download did not come through");
  return {
    missing: `There is no Chromium: none is installed, and ${tried.join(", and ")}. Install one, or name it in CHROMIUM_PATH.`,
  };
}

function installedBrowser(): { path: string; from: string } | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named && existsSync(named)) return { path: named, from: "CHROMIUM_PATH" };
  const system = usual.find((file) => existsSync(file));
  if (system) return { path: system, from: "this machine" };
  const own = playwrightsOwn();
  return own && existsSync(own) ? { path: own, from: "Playwright" } : undefined;
}

function playwrightsOwn(): string | undefined {
  try {
    const { chromium } = createRequire(path.join(root, "package.json"))("@playwright/test") as {
      chromium: { executablePath(): string };
    };
    return chromium.executablePath();
  } catch {
    return undefined;
  }
}

function run(command: string, args: string[], seconds: number): void {
  spawnSync(command, args, {
    stdio: "ignore",
    timeout: seconds * 1000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
