import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { told } from "./world.ts";

const root = path.resolve(import.meta.dirname, "../..");

export type Product = {
  url: string;
  /** Everything that it printed. */
  said(): string;
  /** Runs `sluice …` beside it; what it printed, and with which code it ended. */
  command(...args: string[]): Promise<{ said: string; code: number | null }>;
  stop(): Promise<void>;
};

/** Another Sluice, with nothing configured and no playground of its own: as somebody starts it for their own GitHub. */
export async function startEmpty(): Promise<Product> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-empty-"));
  const env = {
    ...process.env,
    SLUICE_DATA: folder,
    // What an operator names who has everything on one machine, and a registry without encryption.
    SLUICE_ALLOW_HOSTS: "localhost,127.0.0.0/8,::1",
    SLUICE_INSECURE_REGISTRIES: told().registry.url.replace(/^https?:\/\//, ""),
  };
  let said = "";
  const run = (script: string, args: string[]) => {
    const child = spawn(process.execPath, [path.join(root, script), ...args], { cwd: root, env, stdio: "pipe" });
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    return child;
  };
  const child = run("bin/start.mjs", ["--port", "0", "--no-playground"]);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    if (process.env.SLUICE_E2E_LOGS) console.log(readFileSync(path.join(folder, "logs/web.log"), "utf8"));
    rmSync(folder, { recursive: true, force: true });
  };
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => {
      const found = /Sluice is ready: (http:\S+)[\s\S]*Ctrl-C/.exec(said)?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(`Sluice ended before it was ready.\n${said}`)));
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url,
    said: () => said,
    async command(...args) {
      const before = said.length;
      const other = run("bin/sluice.mjs", args);
      const code = await new Promise<number | null>((resolve) => other.once("close", resolve));
      return { said: said.slice(before), code };
    },
    stop,
  };
}
