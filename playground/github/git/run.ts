import { spawn } from "node:child_process";

export type Ran = { code: number; stdout: Buffer; stderr: string };

/** Nothing of the machine's own Git set-up may colour what the stand-in does. */
export const gitEnv = {
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  HOME: "/nonexistent",
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
} as unknown as NodeJS.ProcessEnv;

/** Runs git and answers with its exit code, whatever it is. */
export function runGit(
  cwd: string,
  args: readonly string[],
  options: { input?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-c", "core.quotePath=false", ...args], {
      cwd,
      env: { ...gitEnv, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() });
    });
    // Git may answer before it has read everything; the broken pipe is not news.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/** Runs git and answers with what it printed; throws with git's own words when it fails. */
export async function git(
  cwd: string,
  args: readonly string[],
  options: { input?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<string> {
  const ran = await runGit(cwd, args, options);
  if (ran.code !== 0) throw new Error(`git ${args[0]} failed (${ran.code}): ${ran.stderr.trim()}`);
  return ran.stdout.toString();
}
