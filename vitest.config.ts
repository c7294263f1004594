import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const never = ["**/node_modules/**", "**/.next/**", "e2e/**"];
const real = ["test/integration/**/*.test.ts", "test/contract/**/real.test.ts"];
const usual = { pool: "forks", testTimeout: 60_000, hookTimeout: 120_000 } as const;

/** Two projects: what runs against real servers and processes may be tried twice, and only it has a Postgres started. */
export default defineConfig({
  test: {
    // Integration tests wait more than they work: one of them at a time would leave half a small machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          ...usual,
          name: "unit",
          include: ["{lib,worker,components,playground,bin,test,app}/**/*.test.{ts,tsx}"],
          exclude: [...never, ...real],
        },
      },
      {
        test: {
          ...usual,
          name: "integration",
          include: real,
          exclude: never,
          globalSetup: ["test/setup-postgres.ts"],
          // Real servers and processes: a busy machine may be late once; what fails twice is broken.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
