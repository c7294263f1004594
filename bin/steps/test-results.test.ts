import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { readPlaywright, readVitest, sum } from "./test-results.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-results-"));
afterAll(() => rmSync(folder, { recursive: true }));
const report = (value: unknown) => {
  const file = path.join(folder, "report.json");
  writeFileSync(file, JSON.stringify(value));
  return file;
};
const tests = (...states: string[]) => states.map((status) => ({ status, fullName: "x" }));

it("a file that could not be read as a test counts as failed", () => {
  const file = report({
    testResults: [
      { name: "a.test.ts", status: "passed", assertionResults: tests("passed", "passed", "skipped") },
      { name: "b.test.ts", status: "failed", assertionResults: [] },
    ],
  });
  expect(readVitest(file)).toMatchObject({ passed: 2, failed: 1, skipped: 1 });
});

it("a run that left no report behind counts as failed", () => {
  expect(readVitest(path.join(folder, "none.json")).failed).toBe(1);
  expect(readPlaywright(path.join(folder, "none.json")).failed).toBe(1);
});

it("what was left out is named", () => {
  const counted = readPlaywright(report({ stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 2 } }));
  expect(sum([counted, counted])).toMatchObject({ passed: 8, failed: 0, skipped: 4 });
  expect(counted.notRun).toEqual(["end to end: 2"]);
});
