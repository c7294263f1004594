import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "./install.mjs";

export type Counted = { passed: number; failed: number; skipped: number; notRun: string[] };

export const nothing: Counted = { passed: 0, failed: 0, skipped: 0, notRun: [] };

export function sum(all: Counted[]): Counted {
  return all.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
      notRun: [...a.notRun, ...b.notRun],
    }),
    nothing,
  );
}

const vitest = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** Vitest's JSON report. A file that could not even be read as a test counts as one that failed. */
export function readVitest(file: string): Counted {
  if (!existsSync(file)) return { ...nothing, failed: 1 };
  const { testResults } = vitest.parse(JSON.parse(readFileSync(file, "utf8")));
  const counted = testResults.map(({ name, status, assertionResults }): Counted => {
    const count = (...wanted: string[]) => assertionResults.filter((one) => wanted.includes(one.status)).length;
    const skipped = count("skipped", "pending", "todo", "disabled");
    return {
      passed: count("passed"),
      failed: count("failed") || (status === "failed" ? 1 : 0),
      skipped,
      notRun: skipped > 0 ? [`${path.relative(root, name)}: ${skipped} of ${assertionResults.length}`] : [],
    };
  });
  return sum(counted);
}

const playwright = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

export function readPlaywright(file: string): Counted {
  if (!existsSync(file)) return { ...nothing, failed: 1 };
  const { stats } = playwright.parse(JSON.parse(readFileSync(file, "utf8")));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    notRun: stats.skipped > 0 ? [`end to end: ${stats.skipped}`] : [],
  };
}
