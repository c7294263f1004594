import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statfsSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Unavailable } from "../../ports/failures.ts";

/** What postmaster.pid says: line 1 the process, line 4 the port, line 8 its status. */
type Postmaster = { pid: number; port: number; status: string };

export function postmaster(data: string): Postmaster | undefined {
  const file = path.join(data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 1
    ? { pid, port: Number(lines[3]), status: (lines[7] ?? "").trim() }
    : undefined;
}

/**
 * The server that runs on this very data folder, if any. After a SIGKILL or a
 * container's restart the file stays behind and its number may belong to somebody
 * else by now; Postgres would refuse to start then, so such a file is removed.
 */
export function runningServer(data: string): Postmaster | undefined {
  const found = postmaster(data);
  if (!found) return undefined;
  if (isPostgresOn(found.pid, data)) return found;
  rmSync(path.join(data, "postmaster.pid"), { force: true });
  return undefined;
}

function isPostgresOn(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  const line = existsSync(`/proc/${pid}/cmdline`)
    ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
    : spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout;
  return line.includes("postgres") && line.includes(data);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // One whose parent has not looked yet is dead all the same.
  return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "");
}

/** Fast shutdown: sessions are ended, everything is written. After 30 s without an end, the next start recovers instead. */
export async function stopServer(data: string): Promise<void> {
  const server = runningServer(data);
  if (!server) return;
  process.kill(server.pid, "SIGINT");
  if (await until(() => !isAlive(server.pid), 30_000)) return;
  process.kill(server.pid, "SIGQUIT");
  await until(() => !isAlive(server.pid), 5_000);
}

export async function until(holds: () => boolean, ms: number): Promise<boolean> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) return false;
    await sleep(15);
  }
  return true;
}

export async function freePort(wanted?: number): Promise<number> {
  const port = await listenOnce(wanted ?? 0);
  return port ?? (await listenOnce(0)) ?? 0;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

/** Why Postgres would not start, from the end of what it said, as a sentence that says what to do. */
export function whyNot(said: string, log: string): Unavailable {
  const reasons: [RegExp, string][] = [
    [
      /No space left on device|could not extend file|wrote only \d+ of \d+ bytes/i,
      "The disk is full: the database could not be started. Nothing was lost; make room and start again.",
    ],
    [/Permission denied/i, "The database cannot read its own files: their owner or their mode was changed."],
    [
      /initialized by PostgreSQL version (\d+)/i,
      "The database's files were written by another version of Postgres. Start with the version they were made with, or move them away with --fresh.",
    ],
    [/could not create shared memory|Cannot allocate memory/i, "There is not enough memory to start the database."],
    [
      /invalid (primary )?checkpoint|could not locate a valid checkpoint/i,
      "The database's files are damaged. Restore a backup (docs/operations.md), or begin anew with --fresh.",
    ],
    [/could not bind/i, "The database's port was taken in the meantime. Start again."],
  ];
  // A full disk does not always let Postgres say so.
  const found = isFull(log) ? reasons[0] : reasons.find(([pattern]) => pattern.test(said));
  const last = said
    .trim()
    .split("\n")
    .filter((line) => /FATAL|ERROR|error:/.test(line))
    .at(-1);
  const sentence =
    found?.[1] ?? `The database did not start${last ? `: ${last.replace(/^.*?(FATAL|ERROR|error):\s*/, "")}` : ""}.`;
  return new Unavailable(`${sentence} (Its log: ${log})`);
}

function isFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path.dirname(file));
    return bavail * bsize < 1_000_000;
  } catch {
    return false;
  }
}
