import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type Clock, databaseClock } from "../../../lib/adapters/database/clock.ts";
import { createObservations } from "../../../lib/adapters/database/observations.ts";
import { silentLog, startTestDatabase, type TestDatabase } from "../../postgres.ts";

const hour = 3_600_000;
let test: TestDatabase;
let clocks: Clock[] = [];
beforeAll(async () => {
  test = await startTestDatabase();
});
afterEach(() => {
  vi.useRealTimers();
  for (const clock of clocks) clock.stop();
  clocks = [];
});
afterAll(() => test.close());

async function aProcess(): Promise<Clock> {
  const clock = await databaseClock(test.database.pool, silentLog);
  clocks.push(clock);
  return clock;
}

it("a process whose own clock is an hour ahead has the same time as the others", async () => {
  const right = await aProcess();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hour });
  const wrong = await aProcess();
  expect(Math.abs(wrong.now() - right.now())).toBeLessThan(hour / 60);
});

it("a clock that is set back while a process runs holds up nothing in it", async () => {
  const clock = await aProcess();
  const before = clock.now();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - hour });
  expect(clock.now()).toBeGreaterThanOrEqual(before);
});

it("a process that slept has the right time again after a minute", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  let ahead = 0;
  const answering = { query: async () => ({ rows: [{ at: String(1_000_000 + performance.now() + ahead) }] }) };
  const clock = await databaseClock(answering as never, silentLog);
  clocks.push(clock);
  const before = clock.now();
  ahead = hour;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(clock.now() - before).toBeGreaterThanOrEqual(hour - 1000);
});

it("and where the machine's own clock went on meanwhile, at once: what fell silent in its sleep looks alive to nobody", async () => {
  let slept = 0;
  const answering = { query: async () => ({ rows: [{ at: String(1_000_000 + performance.now() + slept) }] }) };
  const clock = await databaseClock(answering as never, silentLog);
  clocks.push(clock);
  const before = clock.now();
  slept = hour;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hour });
  clock.now();
  await new Promise(setImmediate);
  expect(clock.now() - before).toBeGreaterThanOrEqual(hour);
});

it("a sign of life that was put into the future by a wrong clock does not outlive the next one, and trouble is no sign of life", async () => {
  const observations = createObservations(test.database, test.jobs);
  const heard = async () => (await test.store.read.heard(["eu"]))[0]?.heardAt ?? 0;
  const touch = (at: number) => observations.touchHeard([{ cluster: "eu", kind: "HelmRelease", at }]);
  const now = (await aProcess()).now();
  await touch(now + hour);
  await touch(now);
  expect(await heard()).toBe(now);
  const trouble = (kind: "OCIRepository") => observations.touchHeard([{ cluster: "us", kind, trouble: "Forbidden" }]);
  await trouble("OCIRepository");
  await trouble("OCIRepository");
  expect(await test.store.read.heard(["us"])).toMatchObject([{ trouble: "Forbidden" }]);
  expect((await test.store.read.heard(["us"]))[0]?.heardAt).toBeUndefined();
});
