import type { TestProject } from "vitest/node";
import { startTestServer } from "./postgres-server.ts";

/** Started once a run; only test/integration uses it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startTestServer();
  project.provide("postgres", url);
  return stop;
}
