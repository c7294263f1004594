import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../../bin/steps/database.ts";
import { type Embedded, findEmbedded, startEmbedded } from "../../../lib/adapters/database/embedded.ts";
import { findPlaces, reachablePlace } from "../../../lib/adapters/database/embedded-places.ts";
import { isAlive, runningServer, until, whyNot } from "../../../lib/adapters/database/embedded-process.ts";
import { readEnv } from "../../../lib/env.ts";

let folder: string;
let server: Embedded | undefined;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(os.tmpdir(), "sluice-embedded-")), "data");
});
afterEach(async () => {
  await server?.stop({ force: true });
  server = undefined;
  rmSync(path.dirname(folder), { recursive: true, force: true });
  rmSync(reachablePlace(folder), { recursive: true, force: true });
});

const start = async () => {
  server = await startEmbedded({ dataFolder: folder, volatile: true });
  return server;
};
async function asked<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded Postgres", () => {
  it("keeps its data and its port over a stop, and its passwords to itself", async () => {
    const first = await start();
    await asked(first.ownerUrl, "CREATE TABLE kept AS SELECT 7 AS n");
    expect(statSync(path.join(folder, "postgres.json")).mode & 0o777).toBe(0o600);
    expect(await asked(first.appUrl, "SELECT current_user AS name")).toEqual([{ name: "sluice_app" }]);
    expect(await first.stop()).toBe(true);
    expect(isAlive(first.pid)).toBe(false);
    expect(await findEmbedded(folder)).toBeUndefined();

    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await asked(second.ownerUrl, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
    await expect(asked(second.ownerUrl.replace(/:[^:@]+@/, ":wrong@"), "SELECT 1")).rejects.toThrow(
      /password authentication failed/,
    );
  });

  it("comes up again after its server was killed, with what was committed", async () => {
    const first = await start();
    await asked(first.ownerUrl, "CREATE TABLE kept AS SELECT 7 AS n");
    await asked(first.ownerUrl, "CHECKPOINT");
    process.kill(first.pid, "SIGKILL");
    await until(() => !isAlive(first.pid), 10_000);
    const second = await start();
    expect(second.found).toBe(false);
    expect(await asked(second.ownerUrl, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  });

  it("is started again while Sluice runs, and not any more once it has stopped", async () => {
    const opened = await openDatabase(readEnv({ SLUICE_DATA: folder }));
    const { data } = await findPlaces(folder);
    const killed = runningServer(data)?.pid ?? 0;
    process.kill(killed, "SIGKILL");
    await vi.waitFor(() => asked(opened.appUrl, "SELECT 1"), { timeout: 60_000, interval: 200 });
    expect(runningServer(data)?.pid).not.toBe(killed);
    expect(await opened.stop()).toBe(true);
    expect(runningServer(data)).toBeUndefined();
  }, 120_000);

  it("starts although a file of a process that is long gone says that it runs", async () => {
    const first = await start();
    await first.stop();
    const { data } = await findPlaces(folder);
    // The number belongs to somebody else by now: to this test.
    writeFileSync(path.join(data, "postmaster.pid"), `${process.pid}\n${data}\n0\n1\n\n127.0.0.1\n\nready\n`, {
      mode: 0o644,
    });
    expect((await start()).found).toBe(false);
  });

  it.each([
    ["in a container that gave its number to us", String(process.pid)],
    ["before it had written its number", ""],
  ])("starts although a process was killed while it started the database, %s", async (_, holder) => {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    const file = path.join(folder, "postgres.starting");
    writeFileSync(file, holder);
    const longAgo = new Date(Date.now() - 86_400_000);
    utimesSync(file, longAgo, longAgo);
    expect((await start()).found).toBe(false);
  });

  it("is found by a second process, and is left running for whoever is connected still", async () => {
    const first = await start();
    const second = await startEmbedded({ dataFolder: folder });
    expect(second).toMatchObject({ found: true, port: first.port, pid: first.pid });
    const client = new pg.Client({ connectionString: first.appUrl });
    await client.connect();
    expect(await second.stop()).toBe(false);
    await client.end();
    expect(await first.stop()).toBe(true);
  });

  it("is made once when two processes start at the same moment", async () => {
    const both = await Promise.all([start(), startEmbedded({ dataFolder: folder, volatile: true })]);
    expect(both[0].pid).toBe(both[1].pid);
    expect(both.map((one) => one.found).sort()).toEqual([false, true]);
  });

  it("says which file is missing when the passwords are gone, and touches nothing", async () => {
    await (await start()).stop();
    rmSync(path.join(folder, "postgres.json"));
    await expect(start()).rejects.toThrow(/postgres\.json with its passwords is gone/);
    const { data } = await findPlaces(folder);
    expect(existsSync(path.join(data, "PG_VERSION"))).toBe(true);
  });

  it("listens on this machine alone", async () => {
    const { port, ownerUrl } = await start();
    expect(await asked(ownerUrl, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    expect(readFileSync(path.join(folder, "postgres.json"), "utf8")).toContain(String(port));
  });
});

it.each([
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', /The disk is full/],
  ['FATAL:  data directory "/x" has wrong ownership\nPermission denied', /cannot read its own files/],
  [
    "FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 17",
    /another version of Postgres/,
  ],
  ["PANIC:  could not locate a valid checkpoint record", /files are damaged/],
  ["FATAL:  something nobody has seen before", /did not start: something nobody has seen before/],
])("a Postgres that says %j is explained in a sentence", (said, sentence) => {
  expect(whyNot(said, "/log").message).toMatch(sentence);
});
