import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Run, rawOnClient } from "../../../lib/adapters/database/connect.ts";
import { createJobs } from "../../../lib/adapters/database/jobs.ts";
import { Rejected, Unavailable } from "../../../lib/ports/failures.ts";
import type { Jobs } from "../../../lib/ports/jobs.ts";
import { silentLog, startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
let jobs: Jobs;
const soon = { timeout: 30_000, interval: 20 };
const stops: (() => Promise<void>)[] = [];

async function worker(): Promise<Jobs> {
  const one = await createJobs(test.database, test.jobs, silentLog);
  stops.push(() => one.stop(1000));
  return one;
}
beforeAll(async () => {
  test = await startTestDatabase();
  jobs = await worker();
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await test.close();
});

it("a job is taken up as soon as the transaction that asks for it is committed, and not before", async () => {
  const taken: unknown[] = [];
  await jobs.work("reconcile", async (input) => void taken.push(input));
  await test.store.transaction(async (tx) => {
    await tx.jobs.add("reconcile", { object: "a" });
    const { rows } = await test.owner.query("SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'reconcile'");
    expect(rows[0].n).toBe(0);
  });
  await vi.waitFor(() => expect(taken).toEqual([{ object: "a" }]), soon);
});

it("jobs that are added at once are taken one after another, without a pause between them", async () => {
  const taken = new Set<unknown>();
  await jobs.work("read-history", async ({ repository }) => void taken.add(repository));
  const all = Array.from({ length: 400 }, (_, i) => ({ input: { repository: `r${i}` } }));
  await test.store.transaction((tx) => tx.jobs.addAll("read-history", all));
  // With two seconds between them it would be minutes.
  await vi.waitFor(() => expect(taken.size).toBe(all.length), soon);
});

it("jobs of one key never run at the same time, also on two workers; jobs of others do", async () => {
  const second = await worker();
  let mine = 0;
  let most = 0;
  let runs = 0;
  const others: string[] = [];
  const free = Promise.withResolvers<void>();
  const handler = async (input: Record<string, unknown>) => {
    if (input.promotion !== "p1") {
      others.push(String(input.promotion));
      return;
    }
    mine += 1;
    runs += 1;
    most = Math.max(most, mine);
    if (runs === 1) await free.promise;
    mine -= 1;
  };
  await jobs.work("advance-promotion", handler);
  await second.work("advance-promotion", handler);
  const ask = (promotion: string) =>
    test.store.transaction((tx) => tx.jobs.add("advance-promotion", { promotion }, { key: promotion }));
  await ask("p1");
  await vi.waitFor(() => expect(runs).toBe(1), soon);
  // Asked while it runs: not lost, and once is enough.
  await ask("p1");
  await ask("p1");
  await ask("p2");
  await ask("p3");
  await vi.waitFor(() => expect(others.sort()).toEqual(["p2", "p3"]), soon);
  expect(runs).toBe(1);
  free.resolve();
  await vi.waitFor(() => expect(runs).toBe(2), soon);
  expect(most).toBe(1);
});

it("a job that waits for later is drawn forward by one that is wanted now", async () => {
  const taken: unknown[] = [];
  const key = "p9";
  await jobs.work("tidy-promotion", async (input) => void taken.push(input));
  await test.store.transaction((tx) =>
    tx.jobs.add("tidy-promotion", { promotion: key }, { key, at: Date.now() + 3_600_000 }),
  );
  await test.store.transaction((tx) => tx.jobs.add("tidy-promotion", { promotion: key }, { key }));
  await vi.waitFor(() => expect(taken).toEqual([{ promotion: key }]), soon);
});

it("jobs that ask for different things are all done, also without a key", async () => {
  const taken: unknown[] = [];
  await jobs.work("check-connection", async ({ connection }) => void taken.push(connection));
  await test.store.transaction(async (tx) => {
    for (const connection of ["a", "b", "a"]) await tx.jobs.add("check-connection", { connection });
  });
  await vi.waitFor(() => expect(taken.sort()).toEqual(["a", "b"]), soon);
});

it("jobs of thousands of services are asked for in a few statements, each as if it were the only one", async () => {
  const jobs = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({ input: { service: `s${from + i}` }, key: `many-${from + i}` }));
  await test.store.transaction((tx) =>
    tx.jobs.add("discover-releases", { service: "s7" }, { key: "many-7", at: Date.now() + 3_600_000 }),
  );
  let statements = 0;
  const run: Run = (text, values) => {
    statements += 1;
    return rawOnClient(test.database.pool)(text, values);
  };
  await test.jobs.add(run, "discover-releases", [...jobs(0, 3000), ...jobs(0, 10)]);
  expect(statements).toBe(2);
  await test.jobs.add(run, "discover-releases", jobs(2999, 3001));
  const { rows } = await test.owner.query(`
    SELECT count(*)::int, count(DISTINCT singleton_key)::int AS keys, bool_and(group_id = singleton_key) AS grouped,
      bool_and(start_after <= now()) AS due, array_agg(DISTINCT (priority, policy, retry_limit, heartbeat_seconds)::text) AS rules
    FROM pgboss.job WHERE name = 'discover-releases' AND singleton_key LIKE 'many-%'`);
  expect(rows).toEqual([{ count: 3001, keys: 3001, grouped: true, due: true, rules: ["(0,short,2,10)"] }]);
  await test.owner.query("DELETE FROM pgboss.job WHERE name = 'discover-releases'");
});

it("two who ask for the same jobs at once, in whatever order, both have them asked for", async () => {
  const keys = Array.from({ length: 200 }, (_, i) => `same-${i}`);
  const ask = (order: string[]) =>
    test.store.transaction((tx) =>
      tx.jobs.addAll(
        "discover-releases",
        order.map((key) => ({ input: { service: key }, key })),
      ),
    );
  for (let round = 0; round < 10; round++)
    await Promise.all([ask(keys), ask([...keys].reverse()), ask(keys.slice(round)), ask([...keys].reverse())]);
  const { rows } = await test.owner.query("SELECT count(*)::int FROM pgboss.job WHERE singleton_key LIKE 'same-%'");
  expect(rows).toEqual([{ count: 200 }]);
  await test.owner.query("DELETE FROM pgboss.job WHERE name = 'discover-releases'");
});

it("what the outside world could not answer is tried again; what it refused is not", async () => {
  const tries = { unavailable: 0, rejected: 0 };
  await jobs.work("read-repository", async ({ kind }) => {
    if (kind === "rejected") {
      tries.rejected += 1;
      throw new Rejected("There is no such repository.");
    }
    tries.unavailable += 1;
    if (tries.unavailable < 3) throw new Unavailable("GitHub is not answering.");
  });
  await jobs.add("read-repository", { kind: "rejected" });
  await jobs.add("read-repository", { kind: "unavailable" });
  await vi.waitFor(() => expect(tries).toEqual({ unavailable: 3, rejected: 1 }), soon);
});

it("a killed worker's job goes to another one", async () => {
  const child = fork(fileURLToPath(new URL("./dying-worker.ts", import.meta.url)), [test.ownerUrl], {
    stdio: "inherit",
  });
  const taken = new Promise((resolve) => child.once("message", resolve));
  await test.store.transaction((tx) => tx.jobs.add("discover-releases", { service: "shop" }, { key: "shop" }));
  expect(await taken).toEqual({ service: "shop" });
  child.kill("SIGKILL");
  const again: unknown[] = [];
  await jobs.work("discover-releases", async (input) => void again.push(input));
  await vi.waitFor(() => expect(again).toEqual([{ service: "shop" }]), { timeout: 50_000, interval: 100 });
});
