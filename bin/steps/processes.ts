import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { compileCache, node24, root } from "./install.mjs";

export type Process = {
  name: string;
  log: string;
  /** Settles when it has ended and is not started again. */
  ended: Promise<number | null>;
  isRunning(): boolean;
  /** Asks it to end, and ends it after `ms`. */
  stop(ms: number): Promise<void>;
};

type Options = {
  args: string[];
  env: NodeJS.ProcessEnv;
  logs: string;
  /** Called when it ended without being asked to; true starts it again. */
  onCrash?: (code: number | null) => boolean;
};

/**
 * Starts Node 24 on a script in a session of its own, so that Ctrl-C in the
 * terminal reaches us alone and we end things in their order. What it says goes
 * into a file. It ends by itself when we are killed (parent.mjs).
 */
export function startProcess(name: string, options: Options): Process {
  mkdirSync(options.logs, { recursive: true });
  const log = path.join(options.logs, `${name}.log`);
  let child: ChildProcess;
  let stopping = false;
  let finished: (code: number | null) => void = () => {};
  const ended = new Promise<number | null>((resolve) => {
    finished = resolve;
  });
  let crashes = 0;

  const begin = (flags: string) => {
    const out = openSync(log, flags, 0o600);
    child = spawn(node24, ["--import", path.join(root, "bin/steps/parent.mjs"), ...options.args], {
      cwd: root,
      env: { NODE_COMPILE_CACHE: compileCache, ...options.env },
      detached: true,
      stdio: ["ignore", out, out, "ipc"],
    });
    closeSync(out);
    // The channel only tells it that we live; it does not keep us alive.
    child.channel?.unref();
    const began = Date.now();
    child.once("error", () => finished(null));
    child.once("exit", (code) => {
      if (stopping || !options.onCrash?.(code)) return finished(code);
      // Quick deaths wait longer and longer; one that lived a minute begins anew.
      crashes = Date.now() - began > 60_000 ? 0 : crashes + 1;
      setTimeout(() => (stopping ? finished(code) : begin("a")), Math.min(30_000, 500 * 2 ** crashes));
    });
  };
  begin("w");

  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    name,
    log,
    ended,
    isRunning,
    async stop(ms) {
      stopping = true;
      if (!isRunning()) return;
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), ms);
      await new Promise<void>((resolve) => (isRunning() ? child.once("exit", () => resolve()) : resolve()));
      clearTimeout(force);
    },
  };
}

/** The end of what it said, for an error. */
export function tailOf(log: string, lines = 15): string {
  try {
    return readFileSync(log, "utf8").trim().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}
