import { defineConfig } from "@playwright/test";
import config from "../playwright.config.ts";

/** `npm run pictures`: what the README shows, from a product of its own. */
export default defineConfig(config, {
  testDir: ".",
  testMatch: "pictures.ts",
  globalSetup: "./kit/start-product.ts",
  outputDir: "../test-results",
});
