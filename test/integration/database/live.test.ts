import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createLive, type Listening } from "../../../lib/adapters/database/live.ts";
import type { Change } from "../../../lib/ports/live.ts";
import { silentLog, startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
let live: Listening;
let heard: Change[];
const soon = { timeout: 20_000, interval: 20 };
beforeAll(async () => {
  test = await startTestDatabase();
  live = createLive(test.database, silentLog);
  live.subscribe((changes) => heard.push(...changes));
  await vi.waitFor(() => expect(live.connected()).toBe(true), soon);
});
beforeEach(() => {
  heard = [];
});
afterAll(async () => {
  await live.close();
  await test.close();
});

const change = (...keys: string[]) => test.store.transaction((tx) => tx.changed("cells", keys));
const keysHeard = () => heard.flatMap((one) => one.keys);

it("what one transaction changes is told once, as one piece of news a topic", async () => {
  await test.store.transaction(async (tx) => {
    await tx.changed("cells", ["a", "b"]);
    await tx.changed("promotions", ["p"]);
    await tx.changed("cells", ["b", "c"]);
  });
  await vi.waitFor(() => expect(heard).toHaveLength(2), soon);
  expect(heard.map(({ topic, keys }) => [topic, keys])).toEqual([
    ["cells", ["a", "b", "c"]],
    ["promotions", ["p"]],
  ]);
});

it("no change is missed or told twice, however many commit at once", async () => {
  await Promise.all(Array.from({ length: 60 }, (_, n) => change(`k${n}`)));
  await vi.waitFor(() => expect(keysHeard()).toHaveLength(60), soon);
  expect(new Set(keysHeard()).size).toBe(60);
  const ids = heard.map((one) => one.id);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

it("a lost notification is made up for by looking", async () => {
  await test.owner.query("INSERT INTO change (topic, keys) VALUES ('cells', '{quiet}')");
  await vi.waitFor(() => expect(keysHeard()).toEqual(["quiet"]), soon);
});

it("a listener whose connection is cut listens again", async () => {
  await test.owner.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('sluice live', 'sluice test')",
  );
  await change("after");
  await vi.waitFor(() => expect(keysHeard()).toEqual(["after"]), soon);
  const listening = async () =>
    (
      await test.owner.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sluice live'",
      )
    ).rowCount;
  await vi.waitFor(async () => expect(await listening()).toBe(1), soon);
});

it("a browser resumes from the last id it saw, and is told when that is too long ago", async () => {
  const cursor = await live.cursor();
  await change("x");
  await change("y");
  expect((await live.since(cursor))?.flatMap((one) => one.keys)).toEqual(["x", "y"]);
  expect(await live.since(await live.cursor())).toEqual([]);

  await test.owner.query("UPDATE change SET at = now() - interval '2 days'");
  await test.owner.query("INSERT INTO delivery (id, at) VALUES ('new', now()), ('old', now() - interval '40 days')");
  expect(await live.prune()).toBeGreaterThan(0);
  expect((await test.owner.query("SELECT id FROM delivery")).rows).toEqual([{ id: "new" }]);
  expect(await live.since(cursor)).toBeUndefined();
  expect(await live.since(await live.cursor())).toEqual([]);
  expect(await live.since(10_000_000)).toBeUndefined();
});
