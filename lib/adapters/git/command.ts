import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Rejected, Silent, Unavailable } from "../../ports/failures.ts";
import { told, unstarted } from "./said.ts";

export type GitOptions = {
  cwd?: string;
  input?: string;
  authorization?: string;
  timeoutMs?: number;
  maxBytes?: number;
};

/**
 * Runs the git command. Credentials go by environment as configuration, never on the
 * command line, where every process of the machine could read them; no prompt, no hooks,
 * no system configuration, and only the protocols that a git host speaks.
 */
export async function git(args: string[], options: GitOptions = {}): Promise<Buffer> {
  const { timeoutMs = 60_000, maxBytes = 256 * 1024 * 1024 } = options;
  const child = spawn("git", args, {
    cwd: options.cwd,
    env: environment(options.authorization),
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own: what Git starts to speak to a host outlives it, and with it our wait for the end of its words.
    detached: true,
  });
  const out: Buffer[] = [];
  let size = 0;
  let errors = "";
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end(child);
  }, timeoutMs);
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) end(child);
    else out.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    if (errors.length < 4000) errors += chunk.toString("utf8");
  });
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => reject(unstarted(error)));
    child.on("close", resolve);
  }).finally(() => clearTimeout(timer));
  if (code === 0) return Buffer.concat(out);
  if (late) throw new Silent(`The git host did not answer within ${Math.round(timeoutMs / 1000)} s.`);
  if (size > maxBytes) throw new Rejected("The repository is larger than Sluice reads.");
  // The machine, which had no memory left for it.
  if (code === null) throw new Unavailable("Git was ended before it had answered.");
  throw told(errors);
}

function end({ pid }: { pid?: number | undefined }): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself in this moment.
  }
}

/** A git that answers for as long as it is asked, or whose answer is read bit by bit. Only for what needs no network. */
export class RunningGit {
  readonly child: ChildProcessWithoutNullStreams;
  private readonly ended: Promise<number | null>;
  private errors = "";

  constructor(args: readonly string[], cwd: string) {
    this.child = spawn("git", args, { cwd, env: environment(undefined), stdio: ["pipe", "pipe", "pipe"] });
    this.child.stderr.on("data", (chunk: Buffer) => {
      if (this.errors.length < 4000) this.errors += chunk.toString("utf8");
    });
    this.child.stdin.on("error", () => {});
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", resolve);
    });
    this.ended.catch(() => {});
  }

  /** Throws what git said where it did not end well. */
  async end(): Promise<void> {
    if ((await this.ended) !== 0) throw told(this.errors);
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}

function environment(authorization: string | undefined): NodeJS.ProcessEnv {
  const settings: [string, string][] = [
    ["protocol.allow", "never"],
    ["protocol.http.allow", "always"],
    ["protocol.https.allow", "always"],
    ["http.followRedirects", "false"],
    // Whoever sends nothing for a minute is given up; whoever sends slowly is not.
    ["http.lowSpeedLimit", "1"],
    ["http.lowSpeedTime", "60"],
    ["core.hooksPath", "/dev/null"],
    ["gc.auto", "0"],
    // What a branch leads to is on the disk before the branch is, as it is for packs by default.
    ["core.fsync", "committed,loose-object"],
    ["core.fsyncMethod", "batch"],
    ...(authorization ? [["http.extraHeader", `Authorization: ${authorization}`] as [string, string]] : []),
  ];
  const config = Object.fromEntries(
    settings.flatMap(([key, value], i) => [
      [`GIT_CONFIG_KEY_${i}`, key],
      [`GIT_CONFIG_VALUE_${i}`, value],
    ]),
  );
  return {
    PATH: process.env.PATH ?? "",
    HOME: "/nonexistent",
    LC_ALL: "C",
    NODE_ENV: "production",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_COUNT: String(settings.length),
    ...config,
  };
}
