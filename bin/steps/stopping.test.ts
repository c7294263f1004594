import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, it } from "vitest";

/** What is done with a signal is a process's own: each test starts one, in a folder of its own, and listens to it. */
let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sluice-stopping-"));
});
afterEach(() => {
  for (const { pid } of started.splice(0)) end(pid ?? 0);
  rmSync(folder, { recursive: true, force: true });
});

const stopping = JSON.stringify(path.resolve(import.meta.dirname, "stopping.ts"));
const node24 = JSON.stringify(path.resolve(import.meta.dirname, "node24.mjs"));

const waiting = `
  const { asksToStop } = await import(${stopping});
  const asked = asksToStop(() => console.log("hurry"));
  setInterval(() => {}, 1000);
  console.log("ready");
  await asked.promise;
  process.once("SIGUSR2", () => { console.log("stopped"); process.exit(0); });
  console.log("asked");`;

function start(command: string, args: string[]) {
  const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"], detached: true });
  started.push(child);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  return { child, next };
}

/** Whatever is left of its group. */
function end(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing is.
  }
}

it("a Ctrl-C that comes twice, from the terminal and through npm, asks once", async () => {
  const { child, next } = start(process.execPath, ["--input-type=module", "-e", waiting]);
  await next();
  child.kill("SIGINT");
  child.kill("SIGINT");
  expect(await next()).toBe("asked");
  child.kill("SIGUSR2");
  expect(await next()).toBe("stopped");
});

it("npm that is ended alone takes with it what it has started, by whichever signal", async () => {
  const script = `(await import(${node24})).endWithParent();${waiting} process.exit(0);`;
  writeFileSync(path.join(folder, "serve.mjs"), script);
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { start: string } };
  const serve = scripts.start.replace("bin/start.mjs", "serve.mjs");
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ scripts: { start: serve } }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const { child, next } = start("npm", ["start", "--silent"]);
    const ended = once(child, "exit");
    await next();
    child.kill(signal);
    expect(await next(), signal).toBe("asked");
    await ended;
  }
});
