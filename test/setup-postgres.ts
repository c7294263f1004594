import type { TestProject } from "vitest/node";
import { migrate } from "../lib/adapters/database/migrate.ts";
import { startTestServer } from "./postgres-server.ts";

/** Started once a run; only test/integration uses it. SLUICE_TEST_DATABASE_URL (an owner's, database `sluice`) names another Postgres instead. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.SLUICE_TEST_DATABASE_URL;
  if (given) {
    await migrate(given);
    project.provide("postgres", given);
    return async () => undefined;
  }
  const { url, stop } = await startTestServer();
  project.provide("postgres", url);
  return stop;
}
