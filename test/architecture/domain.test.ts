import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { root } from "./source.ts";

const tsc = path.join(root, "node_modules/typescript/bin/tsc");
const scope = path.join(root, "test/architecture/tsconfig.domain.json");

function compile(project: string): { code: number | null; says: string } {
  const run = spawnSync(process.execPath, [tsc, "-p", project], { cwd: root, encoding: "utf8", timeout: 120_000 });
  return { code: run.status, says: run.stdout + run.stderr };
}

it("the domain compiles without fetch, process, console and setTimeout in scope", () => {
  expect(compile(scope)).toEqual({ code: 0, says: "" });
});

it("and would not, if it reached for one of them", () => {
  // Under the root, so that packages are found as the domain finds them.
  const folder = mkdtempSync(path.join(root, "node_modules/.domain-"));
  try {
    const seeds: Record<string, string> = {
      fetch: 'export const a = fetch("https://example.com");',
      process: "export const a = process.env;",
      console: 'console.log("a");',
      setTimeout: "setTimeout(() => {}, 1);",
      Buffer: 'export const a = Buffer.from("a");',
      "node:fs": 'export { readFileSync } from "node:fs";',
    };
    Object.values(seeds).forEach((text, at) => {
      writeFileSync(path.join(folder, `seed-${at}.ts`), `${text}\nexport {};\n`);
    });
    const config = { extends: scope, include: ["seed-*.ts"], exclude: [] };
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
    const { code, says } = compile(path.join(folder, "tsconfig.json"));
    expect(code).not.toBe(0);
    Object.keys(seeds).forEach((name, at) => {
      expect(says).toMatch(new RegExp(`seed-${at}\\.ts.*error.*'${name}'`));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
