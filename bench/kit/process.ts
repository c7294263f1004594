import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { compileCache, node24, root } from "../../bin/steps/install.mjs";
import { atTheEnd } from "./ending.ts";
import type { Usage } from "./probe.ts";

/** A process of the product or of the bench, that can be asked what it uses. */
export type Child = {
  pid: number;
  log: string;
  process: ChildProcess;
  /** With `collect`: collected until nothing more goes; needs `--expose-gc`. */
  usage(options?: { collect?: boolean }): Promise<Usage>;
  stop(): Promise<void>;
};

export function startChild(args: string[], options: { env: NodeJS.ProcessEnv; log: string }): Child {
  const out = openSync(options.log, "a", 0o600);
  const imports = ["bin/steps/parent.mjs", "bench/kit/probe.ts"].flatMap((file) => ["--import", path.join(root, file)]);
  const child = spawn(node24, [...imports, ...args], {
    cwd: root,
    env: { NODE_COMPILE_CACHE: compileCache, ...options.env },
    detached: true,
    stdio: ["ignore", out, out, "ipc"],
  });
  closeSync(out);
  const running = () => child.exitCode === null && child.signalCode === null;
  const stop = async () => {
    if (!running()) return;
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
    if (running()) await once(child, "exit");
    clearTimeout(force);
  };
  atTheEnd(stop);
  return {
    pid: child.pid ?? 0,
    log: options.log,
    process: child,
    stop,
    async usage({ collect = false } = {}) {
      const { usage } = await asked<{ usage: Usage }>(child, { usage: true, collect }, (answer) => "usage" in answer);
      return usage;
    },
  };
}

/** The first message that fits, after `message` was sent. */
export function asked<T extends object>(
  child: ChildProcess,
  message: object,
  fits: (answer: object) => boolean,
  ms = 120_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = (end: () => void) => {
      clearTimeout(late);
      child.off("message", hear);
      child.off("exit", gone);
      end();
    };
    const late = setTimeout(() => done(() => reject(new Error(`Process ${child.pid} did not answer.`))), ms);
    const gone = () => done(() => reject(new Error(`Process ${child.pid} ended before it answered.`)));
    const hear = (answer: unknown) => {
      if (fits(answer as object)) done(() => resolve(answer as T));
    };
    child.on("message", hear);
    child.once("exit", gone);
    child.send(message);
  });
}

export async function until(what: string, look: () => Promise<boolean> | boolean, seconds = 120): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`It never came to be: ${what}`);
    await sleep(20);
  }
}

export function tail(log: string, lines = 12): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}
