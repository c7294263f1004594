import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import pg from "pg";
import { Unavailable } from "../../ports/failures.ts";
import { findPlaces, makeDataFolder, type Places } from "./embedded-places.ts";
import { freePort, isAlive, postmaster, runningServer, stopServer, until, whyNot } from "./embedded-process.ts";
import { ownClient } from "./own-client.ts";

/**
 * A real Postgres of our own, for whoever has set no DATABASE_URL. It listens on
 * loopback, its passwords are random and in a file of mode 0600, and it outlives
 * nobody: whoever starts it stops it, unless others are connected still. A server
 * that a killed process left behind is found by its data folder and taken over.
 */
export type Embedded = {
  /** The owner of the tables: for migrations. */
  ownerUrl: string;
  /** The application's role. */
  appUrl: string;
  port: number;
  pid: number;
  /** It ran already. */
  found: boolean;
  notes: string[];
  /** Stops it; false when somebody else is connected and it was left running. */
  stop(options?: { force?: boolean }): Promise<boolean>;
};

type Known = { port: number; ownerPassword: string; appPassword: string };

export type EmbeddedOptions = {
  dataFolder: string;
  /** For tests: it may lose everything, so nothing waits for the disk. */
  volatile?: boolean;
};

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const folder = path.resolve(options.dataFolder);
  try {
    // As root the database's own user has to pass through; what is secret in it has mode 0600.
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (cause) {
    throw whyNot(String(cause), folder);
  }
  const unlock = await lock(path.join(folder, "postgres.starting"));
  try {
    const places = await findPlaces(folder);
    const known = await initialised(folder, places);
    const running = runningServer(places.data);
    const port = running?.port ?? (await launch(folder, places, known, options.volatile === true));
    write(folder, { ...known, port });
    const pid = postmaster(places.data)?.pid ?? 0;
    const urls = urlsOf({ ...known, port });
    if (!running) await ensureDatabase(urls.ownerUrl, known);
    return {
      ...urls,
      port,
      pid,
      found: running !== undefined,
      notes: places.notes,
      stop: stopper(places.data, urls.ownerUrl),
    };
  } finally {
    unlock();
  }
}

/** The server that somebody else started from this folder and that runs now. */
export async function findEmbedded(dataFolder: string): Promise<{ ownerUrl: string; appUrl: string } | undefined> {
  const known = read(path.resolve(dataFolder));
  if (!known) return undefined;
  const places = await findPlaces(dataFolder);
  return runningServer(places.data) ? urlsOf(known) : undefined;
}

function stopper(data: string, ownerUrl: string): Embedded["stop"] {
  return async (options = {}) => {
    if (!options.force && (await othersConnected(ownerUrl))) return false;
    await stopServer(data);
    return true;
  };
}

/** Sessions of a process that has just ended are gone within moments; whoever is there after that is somebody else. */
async function othersConnected(ownerUrl: string): Promise<boolean> {
  const client = ownClient({ connectionString: ownerUrl, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    for (let attempt = 0; attempt < 20; attempt++) {
      const { rows } = await client.query(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
      );
      if (rows[0].n === 0) return false;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function initialised(folder: string, places: Places): Promise<Known> {
  const known = read(folder);
  const complete = existsSync(path.join(places.data, "PG_VERSION"));
  if (known && complete) return known;
  if (complete) {
    throw new Unavailable(
      `The database's files are in ${places.data}, but ${fileOf(folder)} with its passwords is gone. Bring the file back, or begin anew with --fresh.`,
    );
  }
  const made: Known = { port: 0, ownerPassword: password(), appPassword: password() };
  // Made beside and renamed: an initdb that was killed leaves nothing that looks complete.
  const half = `${places.data}.new`;
  makeDataFolder(half, places.user);
  await initdb(places, half, made.ownerPassword);
  write(folder, made);
  rmSync(places.data, { recursive: true, force: true });
  renameSync(half, places.data);
  return made;
}

async function initdb(places: Places, data: string, ownerPassword: string): Promise<void> {
  const flags = ["--username=sluice", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"];
  // initdb opens the file by name, and a pipe from Node is a socket, which cannot be opened that way.
  const passwordFile = `${data}.password`;
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${ownerPassword}\n`, { mode: 0o600 });
  if (places.user) chownSync(passwordFile, places.user.uid, places.user.gid);
  const child = spawn(path.join(places.bin, "initdb"), [`--pgdata=${data}`, ...flags, `--pwfile=${passwordFile}`], {
    ...places.user,
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
    env: quietEnv(),
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("close", resolve).once("error", reject),
  );
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw whyNot(said, data);
}

async function launch(folder: string, places: Places, known: Known, volatile: boolean): Promise<number> {
  const log = path.join(folder, "postgres.log");
  for (let attempt = 0; ; attempt++) {
    const port = await freePort(attempt === 0 && known.port ? known.port : undefined);
    writeFileSync(log, "", { mode: 0o600 });
    const out = openSync(log, "a");
    const child = spawn(path.join(places.bin, "postgres"), serverFlags(places.data, port, volatile), {
      ...places.user,
      cwd: "/",
      // Its own session: Ctrl-C in the terminal is for us, and we stop the database last.
      detached: true,
      stdio: ["ignore", out, out],
      env: quietEnv(),
    });
    closeSync(out);
    child.unref();
    if (await ready(child, places.data)) return port;
    const said = readFileSync(log, "utf8");
    // Backends of a killed server hold its memory until they notice; a port may be taken between look and use.
    const passing = /pre-existing shared memory|could not bind/.test(said);
    if (!passing || attempt >= 20) throw whyNot(said, log);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function ready(child: ChildProcess, data: string): Promise<boolean> {
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  child.once("error", () => {
    ended = true;
  });
  // Recovery after a crash may take a while; it has ten minutes.
  await until(() => ended || (postmaster(data)?.pid === child.pid && postmaster(data)?.status === "ready"), 600_000);
  return !ended;
}

function serverFlags(data: string, port: number, volatile: boolean): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: "128MB",
    log_min_messages: "warning",
    ...(volatile ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  return [
    "-D",
    data,
    "-p",
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
}

async function ensureDatabase(ownerUrl: string, known: Known): Promise<void> {
  const admin = ownClient({ connectionString: ownerUrl.replace(/\/sluice$/, "/postgres") });
  await admin.connect();
  try {
    const { rows } = await admin.query("SELECT 1 FROM pg_database WHERE datname = 'sluice'");
    if (rows.length === 0) await admin.query("CREATE DATABASE sluice");
    const role = await admin.query("SELECT 1 FROM pg_roles WHERE rolname = 'sluice_app'");
    const verb = role.rows.length === 0 ? "CREATE" : "ALTER";
    await admin.query(`${verb} ROLE sluice_app LOGIN PASSWORD ${pg.escapeLiteral(known.appPassword)}`);
  } finally {
    await admin.end();
  }
}

function urlsOf(known: Known): { ownerUrl: string; appUrl: string } {
  const at = `127.0.0.1:${known.port}/sluice`;
  return {
    ownerUrl: `postgres://sluice:${known.ownerPassword}@${at}`,
    appUrl: `postgres://sluice_app:${known.appPassword}@${at}`,
  };
}

function fileOf(folder: string): string {
  return path.join(folder, "postgres.json");
}

function read(folder: string): Known | undefined {
  if (!existsSync(fileOf(folder))) return undefined;
  const known = JSON.parse(readFileSync(fileOf(folder), "utf8")) as Partial<Known>;
  return known.ownerPassword && known.appPassword ? (known as Known) : undefined;
}

function write(folder: string, known: Known): void {
  const half = `${fileOf(folder)}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, fileOf(folder));
}

/** Two processes that start at once take turns; the second finds the server of the first. */
async function lock(file: string): Promise<() => void> {
  const taken = await until(() => {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw whyNot(String(error), file);
      if (isLeftBehind(file)) rmSync(file, { force: true });
      return false;
    }
  }, 60_000);
  if (!taken)
    throw new Unavailable(`Another process has been starting the database for a minute. If none is, remove ${file}.`);
  return () => rmSync(file, { force: true });
}

/** By a process that was killed. Its number may have been given again, in a container even to us, and it may not have written it. */
function isLeftBehind(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return false;
  const holder = Number(readFileSync(file, "utf8"));
  const age = Date.now() - found.mtimeMs;
  if (!holder) return age > 5_000;
  return holder === process.pid ? age > process.uptime() * 1000 + 1_000 : !isAlive(holder);
}

/** Without the caller's PG… variables, which would point the server somewhere else. */
function quietEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG"));
  return { ...Object.fromEntries(kept), LC_ALL: "C", LC_MESSAGES: "C" } as unknown as NodeJS.ProcessEnv;
}

function password(): string {
  return randomBytes(24).toString("base64url");
}
