import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { generate } from "../generate.mjs";
import { findBrowser } from "../steps/browser.ts";
import { build, isBuilt } from "../steps/build.ts";
import { node24, root } from "../steps/install.mjs";
import { type Counted, nothing, readPlaywright, readVitest, sum } from "../steps/test-results.ts";

/**
 * Everything, one stage after another, also when one of them fails: lint, types, the law, unit, contract and
 * integration tests, end to end. Ends with what could not run and why, and one line of numbers. With
 * SLUICE_TEST_ALL what could not run is a failure.
 */
export async function run(args: string[]): Promise<number> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "sluice-test-results-"));
  const only = args.filter((arg) => !arg.startsWith("-"));
  const results: { name: string; counted: Counted }[] = [];
  try {
    for (const stage of stages(scratch, sharedFolder())) {
      if (only.length > 0 && !only.includes(stage.name)) continue;
      const began = Date.now();
      console.log(`\n▸ ${stage.name}`);
      const counted = await stage.run().catch((error: Error): Counted => {
        console.log(error.message);
        return { ...nothing, failed: 1 };
      });
      results.push({ name: stage.name, counted });
      console.log(
        `${counted.failed > 0 ? "✗" : "✓"} ${stage.name}: ${numbers(counted)}  ${((Date.now() - began) / 1000).toFixed(1)} s`,
      );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return summary(results);
}

type Stage = { name: string; run(): Promise<Counted> };

function stages(scratch: string, shared: string | undefined): Stage[] {
  const env = { ...process.env, ...(shared ? { SLUICE_SHARED: shared } : {}), CI: process.env.CI ?? "1" };
  const tool = (name: string, script: string, ...args: string[]): Stage => ({
    name,
    run: async () =>
      (await execute([path.join(root, "node_modules", script), ...args], env, 10)) === 0
        ? { ...nothing, passed: 1 }
        : { ...nothing, failed: 1 },
  });
  const vitest = (name: string, ...args: string[]): Stage => ({
    name,
    run: async () => {
      const report = path.join(scratch, `${name.replaceAll(/\W+/g, "-")}.json`);
      const code = await execute(
        [
          bin("vitest/vitest.mjs"),
          "run",
          ...args,
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${report}`,
        ],
        env,
        40,
      );
      const counted = readVitest(report);
      // Errors outside of any test show in the exit code alone.
      return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
    },
  });
  return [
    {
      name: "generated code",
      run: async () => {
        generate();
        // Next writes it when it builds; the types of a fresh clone are checked before that.
        const types = path.join(root, "next-env.d.ts");
        if (!existsSync(types))
          writeFileSync(types, '/// <reference types="next" />\n/// <reference types="next/image-types/global" />\n');
        return { ...nothing, passed: 1 };
      },
    },
    tool("lint", "@biomejs/biome/bin/biome", "check", "."),
    tool("types", "typescript/bin/tsc", "--noEmit"),
    ...(hasTests("test/architecture") ? [vitest("law", "test/architecture")] : []),
    vitest("unit, contract and integration", "--exclude", "test/architecture/**"),
    { name: "end to end", run: () => endToEnd(scratch, env) },
  ];
}

async function endToEnd(scratch: string, env: NodeJS.ProcessEnv): Promise<Counted> {
  if (!hasTests("e2e")) return { ...nothing, skipped: 1, notRun: ["end to end: there are no tests in e2e/."] };
  const browser = findBrowser();
  if ("missing" in browser) return { ...nothing, skipped: 1, notRun: [`end to end: ${browser.missing}`] };
  console.log(`  Chromium from ${browser.from}: ${browser.path}`);
  console.log("  Longer journeys (endings of promotions, the live board, wrong input): npm run journeys");
  if (!isBuilt()) {
    console.log("  … building the pages");
    await build();
  }
  const report = path.join(scratch, "e2e.json");
  const told = { ...env, CHROMIUM_PATH: browser.path, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const code = await execute([bin("@playwright/test/cli.js"), "test", "--reporter=list,json"], told, 40);
  const counted = readPlaywright(report);
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

function summary(results: { name: string; counted: Counted }[]): number {
  const total = sum(results.map((one) => one.counted));
  console.log("");
  for (const { name, counted } of results)
    console.log(`  ${counted.failed > 0 ? "✗" : "✓"} ${name}: ${numbers(counted)}`);
  if (total.notRun.length > 0) {
    console.log("\nNot run:");
    for (const sentence of total.notRun) console.log(`  ${sentence}`);
    if (!sharedFolder())
      console.log(
        "  What needs recordings, real repositories or a real Kubernetes was left out: there is no ../shared (SLUICE_SHARED).",
      );
  }
  const strict = Boolean(process.env.SLUICE_TEST_ALL) && total.skipped > 0;
  if (strict) console.log("\nSLUICE_TEST_ALL is set: what did not run counts as failed.");
  console.log(`\n${numbers(total)}`);
  return total.failed > 0 || strict ? 1 : 0;
}

function numbers({ passed, failed, skipped }: Counted): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function sharedFolder(): string | undefined {
  const folder = process.env.SLUICE_SHARED ?? path.resolve(root, "../shared");
  return existsSync(folder) ? folder : undefined;
}

function hasTests(folder: string): boolean {
  const full = path.join(root, folder);
  return (
    existsSync(full) && readdirSync(full, { recursive: true }).some((name) => /\.(test|spec)\.tsx?$/.test(String(name)))
  );
}

function bin(file: string): string {
  return path.join(root, "node_modules", file);
}

/** In a group of its own, so that nothing of it is left when its time is over. */
async function execute(args: string[], env: NodeJS.ProcessEnv, minutes: number): Promise<number> {
  const child = spawn(node24, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"], detached: true });
  const end = (signal: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, signal);
    } catch {
      // It has ended in this moment.
    }
  };
  const onSignal = () => end("SIGTERM");
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const limit = setTimeout(() => {
    console.log(`It took longer than ${minutes} minutes and was ended.`);
    end("SIGTERM");
    setTimeout(() => end("SIGKILL"), 10_000).unref();
  }, minutes * 60_000);
  const code = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (status) => resolve(status ?? 1));
  });
  clearTimeout(limit);
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  return code;
}
