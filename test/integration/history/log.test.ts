import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fluxLog } from "../../../bench/kit/flux-log.ts";
import { BlobCache } from "../../../lib/adapters/git/objects.ts";
import { walkForward } from "../../../lib/adapters/git/walk.ts";
import { type Actor, system } from "../../../lib/domain/permissions.ts";
import { adopt, brokenOn } from "../../../lib/domain/repository/adopt/adopt.ts";
import { repositoryOf } from "../../../lib/domain/repository/files.ts";
import { readHistory } from "../../../lib/usecases/read-history.ts";
import { steerHistory } from "../../../lib/usecases/steer-history.ts";
import type { Wired } from "../../../lib/wire.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

type Interval = { deployment: string; version: string; from: number; to: number | null; commit: string };

const states = 450;
const admin: Actor = { ...system, login: "ada", grants: [{ role: "admin" }] };

let folder: string;
let database: TestDatabase;
let wired: Wired;
let log: Awaited<ReturnType<typeof fluxLog>>;
let repository: string;
let commits: string[];

const git = (...args: string[]) => execFileSync("git", args, { cwd: log.dir, encoding: "utf8", maxBuffer: 1 << 26 });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-history-"));
  database = await startTestDatabase();
  log = await fluxLog(states, 150);
  commits = git("rev-list", "--first-parent", "main").trim().split("\n");
  Object.assign(process.env, {
    DATABASE_URL: database.ownerUrl,
    SLUICE_DATA: folder,
    SLUICE_KEY: randomBytes(32).toString("base64"),
    SLUICE_LOG: "silent",
  });
  // The mirror has it all: nothing is fetched.
  execFileSync("git", ["clone", "--quiet", "--bare", log.dir, join(folder, "mirrors/here--example--fleet")]);
  const { wire } = await import("../../../lib/wire.ts");
  wired = await wire("command");
  repository = await wired.store.transaction((tx) =>
    tx.layout.saveRepository({
      connectionId: "here",
      fullName: "example/fleet",
      branch: "main",
      head: commits[50] ?? "",
      adoptedAt: 1,
      corrections: {},
    }),
  );
}, 120_000);

afterAll(async () => {
  await wired?.close();
  await database?.close();
  log?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** By deployment, what every state up to a commit declares, one after the other; what does not build says nothing. */
async function expected(tip: string): Promise<Interval[]> {
  const open = new Map<string, Interval>();
  const all: Interval[] = [];
  for await (const { commit, at, repository: files } of walkForward(log.dir, { tip }, new BlobCache())) {
    const adoption = adopt(files);
    const now = new Map(adoption.deployments.map(({ id, version }) => [id, version]));
    for (const [id, version] of now) {
      const known = open.get(id);
      if (known?.version === version) continue;
      if (known) known.to = at;
      const interval = { deployment: id, version, from: at, to: null, commit };
      open.set(id, interval);
      all.push(interval);
    }
    for (const [id, known] of open) {
      if (now.has(id) || brokenOn(adoption).has(id.replace(/\/.*/, ""))) continue;
      known.to = at;
      open.delete(id);
    }
  }
  return sorted(all);
}

async function stored(): Promise<Interval[]> {
  const { rows } = await database.owner.query(
    `SELECT deployment, version, "from", "to", "commit" FROM interval WHERE kind = 'declared'`,
  );
  return sorted(rows.map((row) => ({ ...row, from: row.from.getTime(), to: row.to?.getTime() ?? null })));
}

const sorted = (all: Interval[]) =>
  all.toSorted((a, b) => (a.deployment === b.deployment ? a.from - b.from : a.deployment < b.deployment ? -1 : 1));

const state = async () => await wired.store.read.history(repository);

/** Another process reads, and is killed as soon as it has kept something new. */
async function killedReading(): Promise<void> {
  const before = (await state())?.read ?? 0;
  const child = spawn(process.execPath, [join(import.meta.dirname, "reader.ts"), repository], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  while (isAlive() && ((await state())?.read ?? 0) === before) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGKILL");
  await ended;
}

it("is read to its beginning, newest first, although every reader is killed on the way", async () => {
  await killedReading();
  const first = await state();
  expect(first).toMatchObject({ done: false, total: states - 50 });
  expect(first?.read).toBeGreaterThan(0);
  const newest = await stored();
  const whole = await expected(commits[50] ?? "");
  // What is there already is right, and it is the newest.
  expect(whole).toEqual(expect.arrayContaining(newest));
  expect(Math.min(...newest.map(({ from }) => from))).toBeGreaterThan(Math.min(...whole.map(({ from }) => from)));
  await killedReading();
  expect((await state())?.read).toBeGreaterThan(first?.read ?? 0);
  await readHistory(wired, { repository });
  expect(await state()).toMatchObject({ done: true, read: states - 50, total: states - 50 });
  expect(await stored()).toEqual(whole);
}, 240_000);

it("told again tells the same, and nothing twice", async () => {
  const before = await stored();
  await readHistory(wired, { repository });
  expect(await stored()).toEqual(before);
  await steerHistory(wired, admin, { repository, to: "again" });
  await readHistory(wired, { repository });
  expect(await stored()).toEqual(before);
}, 240_000);

it("stops when somebody says so, and goes on from there", async () => {
  await steerHistory(wired, admin, { repository, to: "again" });
  await steerHistory(wired, admin, { repository, to: "stop" });
  await readHistory(wired, { repository });
  expect(await state()).toMatchObject({ held: true, done: false, read: 0 });
  await steerHistory(wired, admin, { repository, to: "go-on" });
  await readHistory(wired, { repository });
  expect(await state()).toMatchObject({ held: false, done: true });
  expect(await stored()).toEqual(await expected(commits[50] ?? ""));
}, 240_000);

it("goes on with what is pushed", async () => {
  const [head = ""] = commits;
  await wired.store.transaction((tx) => tx.layout.saveReading(repository, head, 2, adopt(repositoryOf(new Map()))));
  await readHistory(wired, { repository });
  expect(await state()).toMatchObject({ done: true, at: head, read: states, total: states });
  expect(await stored()).toEqual(await expected(head));
}, 240_000);

it("is read again where the branch was written anew", async () => {
  git("checkout", "--quiet", "--force", "-b", "anew", commits[30] ?? "");
  git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--allow-empty", "-m", "Anew");
  const anew = git("rev-parse", "HEAD").trim();
  execFileSync("git", ["fetch", "--quiet", log.dir, "anew"], { cwd: join(folder, "mirrors/here--example--fleet") });
  await wired.store.transaction((tx) => tx.layout.saveReading(repository, anew, 3, adopt(repositoryOf(new Map()))));
  await readHistory(wired, { repository });
  expect(await state()).toMatchObject({ done: true, at: anew, read: states - 29 });
  expect(await stored()).toEqual(await expected(anew));
}, 240_000);
