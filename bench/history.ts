import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "../bin/steps/install.mjs";
import { fluxLog } from "./kit/flux-log.ts";
import { fluxRepository } from "./kit/flux-repository.ts";
import type { Row } from "./kit/report.ts";

const states = 5000;
const size = 400;

/** `sluice history` over a long log, beside Git's own walk over it and one parse of the repository. */
export async function history(): Promise<Row[]> {
  const log = await fluxLog(states, size);
  try {
    const command = [path.join(root, "bin/sluice.mjs"), "history", "--dir", log.dir, "--json"];
    const product = timed(process.execPath, command);
    const walk = timed("git", ["-C", log.dir, "log", "--first-parent", "-m", "--raw", "--no-renames", "main"]);
    const changes = JSON.parse(product.output).length;
    const parsing = parseOnce();
    return [
      {
        bench: "history",
        number: `the history of ${states} commits of ${size} files`,
        measured: `${seconds(product.ms)}, ${seconds(product.cpuMs)} of processor`,
        control: `${seconds(walk.ms)} for git to list what they changed; ${(parsing / 1000).toFixed(2)} s to parse the files once`,
        ratio: (product.cpuMs / parsing).toFixed(0),
        toReach: "≤ 60 s",
        ok: product.cpuMs <= 60_000,
        note: `${changes} changes told; every fourth commit is a merge. Processor time counts: on a machine at rest the wall shows the same. The ratio is to one parse of all files, of which a reading of every commit from nothing would take at least ${states}.`,
      },
    ];
  } finally {
    log.remove();
  }
}

/** With the processor time of the command and of what it started, as the shell counts it. */
function timed(command: string, args: string[]): { ms: number; cpuMs: number; output: string } {
  const began = performance.now();
  const script = '"$@"; status=$?; times >&2; exit $status';
  const run = spawnSync("sh", ["-c", script, "sh", command, ...args], { encoding: "utf8", maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`${command} ended with ${run.status ?? run.signal}. ${run.stderr}`);
  const [, user = "", system = ""] = /(\S+) (\S+)\s*$/.exec(run.stderr) ?? [];
  return { ms: performance.now() - began, cpuMs: millis(user) + millis(system), output: run.stdout };
}

/** `1m2.50s` */
function millis(text: string): number {
  const [, minutes = "0", rest = "0"] = /(\d+)m([\d.]+)s/.exec(text) ?? [];
  return (Number(minutes) * 60 + Number(rest)) * 1000;
}

function parseOnce(): number {
  const files = fluxRepository(size);
  const before = process.cpuUsage();
  for (const [file, text] of files) if (/\.ya?ml$/.test(file)) parseAllDocuments(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
