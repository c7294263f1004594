import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connect } from "../../../lib/adapters/database/connect.ts";
import { speaking } from "../../../lib/adapters/database/failures.ts";
import { createObservations } from "../../../lib/adapters/database/observations.ts";
import { Unavailable } from "../../../lib/ports/failures.ts";
import { aStatus } from "../../fakes/status.ts";
import { silentLog, startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test.close());

const raise = (code: string) => `DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = '${code}'; END $$`;
const caught = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A way to a server that can be cut: what is sent goes nowhere then, and nobody says so. */
async function cuttable(to: string) {
  const { hostname, port } = new URL(to);
  const open = new Set<Socket>();
  let isCut = false;
  const pass = (from: Socket, on: Socket) => {
    open.add(from);
    from.on("data", (chunk) => isCut || on.write(chunk));
    from.on("error", () => {});
    from.on("close", () => open.delete(from) && !isCut && on.destroy());
  };
  const server = createServer((here) => {
    const there = createConnection(Number(port), hostname);
    pass(here, there);
    pass(there, here);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(to);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    isCut: () => isCut,
    cut() {
      isCut = true;
    },
    /** What was open before is lost all the same. */
    mend() {
      if (isCut) for (const each of open) each.destroy();
      isCut = false;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

describe("a database in trouble", () => {
  it("whose disk is full is said to be so, and nothing is half done", async () => {
    const error = await caught(
      test.store.transaction(async (tx) => {
        await tx.settings.set("theme", "dark");
        await test.database.pool.query("SELECT 1");
        // Not through tx: the port has no way to run out of disk. The same class of error at the commit.
        await speaking(() => test.owner.query(raise("53100")));
      }),
    );
    expect(error).toBeInstanceOf(Unavailable);
    expect((error as Unavailable).message).toMatch(/disk is full; nothing was changed/);
    expect(await test.store.read.setting("theme")).toBeUndefined();
  });

  it("that takes no writes lets reads through and says why it refuses", async () => {
    await test.owner.query(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$",
    );
    const database = await connect(test.ownerUrl, { name: "test", log: silentLog });
    try {
      const error = await caught(speaking(() => database.prisma.setting.create({ data: { key: "a", value: 1 } })));
      expect(error).toBeInstanceOf(Unavailable);
      expect((error as Unavailable).message).toMatch(/read-only/);
      expect(await speaking(() => database.prisma.setting.findMany())).toEqual([]);
    } finally {
      await database.close();
      await test.owner.query(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database()); END $$",
      );
    }
  });

  it("that was cut off in the middle is given up, and found again when it is back", async () => {
    const wire = await cuttable(test.ownerUrl);
    const database = await connect(wire.url, { name: "test", log: silentLog, silentMs: 300 });
    try {
      const asked = () => database.pool.query("SELECT 1");
      await database.swift.query("SELECT 1");
      const begun = database.prisma.$transaction(async (tx) => {
        await tx.setting.create({ data: { key: "cut", value: 1 } });
        wire.cut();
        await tx.setting.findMany();
      });
      await vi.waitFor(() => expect(wire.isCut()).toBe(true));
      const works: Promise<unknown>[] = [begun, asked(), database.swift.query("SELECT 1")];
      for (const error of await Promise.all(works.map((work) => caught(speaking(() => work))))) {
        expect(error).toBeInstanceOf(Unavailable);
        expect((error as Unavailable).message).toMatch(/not answering; nothing was changed/);
      }
      wire.mend();
      await vi.waitFor(asked, { timeout: 10_000, interval: 50 });
      expect(await database.prisma.setting.findUnique({ where: { key: "cut" } })).toBeNull();
      // One that has nothing to say is not one that is cut off.
      const { rows: before } = await database.pool.query("SELECT pg_backend_pid() AS pid");
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect((await database.pool.query("SELECT pg_backend_pid() AS pid")).rows).toEqual(before);
    } finally {
      wire.mend();
      await database.close();
      await wire.close();
    }
  });

  it("that is not there is unavailable, and not an error nobody knows", async () => {
    const error = await caught(connect("postgres://nobody:x@127.0.0.1:1/none", { name: "test", log: silentLog }));
    expect(error).toBeInstanceOf(Unavailable);
    expect((error as Unavailable).message).toBe("The database is not answering; nothing was changed.");
  });

  it("that cut all connections answers again at once", async () => {
    await Promise.all(Array.from({ length: 8 }, () => test.store.read.environments()));
    await test.owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sluice test'",
    );
    expect(await test.store.read.environments()).toEqual([]);
    await test.store.transaction((tx) => tx.settings.set("after", true));
    expect(await test.store.read.setting("after")).toBe(true);
  });

  it("that is cut in the middle of a write fails the write, and the process lives", async () => {
    const observations = createObservations(test.database, test.jobs);
    const other = await test.database.pool.connect();
    await other.query("BEGIN");
    await other.query("LOCK TABLE status IN SHARE MODE");
    const writing = caught(observations.saveFolded({ statuses: [{ status: aStatus() }], services: [] }));
    const waiting = `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'sluice test' AND wait_event_type = 'Lock'`;
    await vi.waitFor(async () => expect((await test.owner.query(waiting)).rows).toEqual([{ cut: true }]), 30_000);
    expect(await writing).toBeInstanceOf(Unavailable);
    await other.query("ROLLBACK");
    other.release();
    await observations.saveFolded({ statuses: [{ status: aStatus() }], services: [] });
  });

  it.each(["57P01", "08006", "53300", "40P01"])("that answers %s may be asked again", async (code) => {
    expect(await caught(speaking(() => test.owner.query(raise(code))))).toBeInstanceOf(Unavailable);
  });
});
