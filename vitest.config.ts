import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{lib,worker,components,playground,bin,test,app}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/.next/**", "e2e/**"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
