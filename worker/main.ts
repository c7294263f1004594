import { wireWorker } from "../lib/wire-worker.ts";
import { beginFromEnvironment } from "./begin.ts";
import { takeJobs } from "./jobs.ts";
import { Watcher } from "./watch.ts";

/**
 * The other door: clusters, jobs and time. Boot, run until a signal, drain, exit. Any number
 * of these run side by side; they share out clusters by leases and jobs by the queue.
 */
const sweepMs = 5_000;
const pruneMs = 3_600_000;

const wired = await wireWorker();
const { log } = wired;
const jobs = await wired.takeJobs();
const watcher = new Watcher(wired);

await beginFromEnvironment(wired);
await takeJobs(wired, jobs);
await watcher.start();
const sweep = () => Promise.all((["sweep", "look-at-git"] as const).map((name) => jobs.add(name, {}, { key: name })));
const sweeping = setInterval(
  () => void sweep().catch((error: unknown) => log.warn({ error: String(error) }, "a sweep could not be asked for")),
  sweepMs,
);
const prune = () =>
  wired.live
    .prune()
    .catch((error: unknown) => log.warn({ error: String(error) }, "what changed long ago could not be removed"));
const pruning = setInterval(() => void prune(), pruneMs);
// Also by a worker that never lives that long.
void prune();
await sweep();
log.info({ pid: process.pid }, "worker is ready");

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "worker stops");
  clearInterval(sweeping);
  clearInterval(pruning);
  // What hangs is left to whoever takes over its lease.
  setTimeout(() => process.exit(1), 20_000).unref();
  await jobs.stop(10_000);
  await watcher.stop();
  await wired.close();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
