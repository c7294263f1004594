import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const PATIENCE_MS = 240_000;

/**
 * The product whole, as `npm start` gives it, on a free port and in a folder of its own, with rules for the impatient.
 * SLUICE_E2E_URL and SLUICE_E2E_DATA name one that runs already, for whoever writes a journey.
 */
export default async function startProduct(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.SLUICE_E2E_URL && process.env.SLUICE_E2E_DATA) return undefined;
  const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-e2e-"));
  const child = spawn(process.execPath, [path.join(root, "bin/start.mjs"), "--port", "0"], {
    cwd: root,
    env: {
      ...process.env,
      SLUICE_DATA: folder,
      SLUICE_HOLD_MINUTES: "0.1",
      SLUICE_DEADLINE_MINUTES: "5",
      SLUICE_STALE_SECONDS: "20",
      PLAYGROUND_BOOKMARK_MS: "2000",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  let said = "";
  try {
    process.env.SLUICE_E2E_URL = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Sluice was not ready in time.\n${said}`)), PATIENCE_MS);
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        const url = /Sluice is ready: (http:\S+)/.exec(said)?.[1];
        if (!url) return;
        clearTimeout(late);
        resolve(url);
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", (code) => reject(new Error(`Sluice ended with ${code} before it was ready.\n${said}`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  process.env.SLUICE_E2E_DATA = folder;
  return async () => {
    if (process.env.SLUICE_E2E_LOGS) console.log(readFileSync(path.join(folder, "logs/worker.log"), "utf8"));
    await stop();
  };
}
