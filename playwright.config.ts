import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const installed = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/**
 * One product for all journeys, started as `npm start` starts it (e2e/kit/start-product.ts). The journeys keep to
 * services of their own, but clusters, people and the GitHub are shared: one after the other.
 */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  // Journeys of many minutes have a script of their own (npm run journeys), which npm test names.
  testIgnore: process.env.SLUICE_JOURNEYS ? [] : ["**/promote.spec.ts", "**/board.spec.ts", "**/bad-input.spec.ts"],
  globalSetup: "./e2e/kit/start-product.ts",
  outputDir: "test-results",
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A machine that is busy elsewhere may be late once; what fails twice is broken.
  retries: process.env.CI ? 1 : 0,
  timeout: 240_000,
  expect: { timeout: 40_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1360, height: 860 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    actionTimeout: 40_000,
    navigationTimeout: 60_000,
    trace: "retain-on-failure",
    launchOptions: {
      ...(existsSync(installed) ? { executablePath: installed } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
