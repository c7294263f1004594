import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const bin = path.resolve(import.meta.dirname, "..");
/** `sluice test` is not a command of the product. */
const commands = readdirSync(path.join(bin, "commands"))
  .map((file) => path.basename(file, ".ts"))
  .filter((name) => name !== "test" && name !== "arguments");

/** With an environment that every command would refuse if it began. */
function sluice(...args: string[]) {
  const env = { ...process.env, PORT: "none", DATABASE_URL: "none" };
  return spawnSync(process.execPath, [path.join(bin, "sluice.mjs"), ...args], { env, encoding: "utf8" });
}

it.each(commands.filter((name) => name !== "audit"))("sluice %s says which flag it does not know", (name) => {
  const told = sluice(name, "--mistyped");
  expect(told.stderr).toMatch(/^Unknown option '--mistyped'/);
  expect(told.stderr).not.toContain("    at ");
  expect(told.status).toBe(1);
});

it.each(commands)("sluice %s --help says how it is used, and does nothing", (name) => {
  const told = sluice(name, "--help");
  expect(told.stderr).toBe("");
  expect(told.stdout).toMatch(name === "start" ? /^npm start/ : new RegExp(`^sluice ${name} `));
  expect(told.status).toBe(0);
});
