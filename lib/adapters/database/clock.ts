import type pg from "pg";
import type { Log } from "../../ports/deps.ts";
import { speaking } from "./failures.ts";

export type Clock = { now(): number; stop(): void };

/** Machines drift by less than a tenth of a second in so long. */
const measureEveryMs = 60_000;
/** The answer is half as old as it took to come, or nearly so: one that took longer says little. */
const wellWithinMs = 500;
/** By so much the machine's two clocks come apart where one was set, or where it slept, in which ours stood still. */
const apartMs = 2_000;

/**
 * The database's time. What is stored with a time is held against the time of whoever looks, and those are processes on
 * several machines, of which one may go wrong, or be set right while it runs: by its own clock it would then wait for an
 * hour, or call alive what has been silent for one. In between it goes on by a clock that nobody sets.
 */
export async function databaseClock(pool: Pick<pg.Pool, "query">, log: Log): Promise<Clock> {
  let zero = (await measure(pool)).zero;
  let apart = clocksApart();
  const again = async () => {
    apart = clocksApart();
    const { zero: measured, tookMs } = await measure(pool);
    if (tookMs <= wellWithinMs) zero = measured;
  };
  const ask = () =>
    void again().catch((error: unknown) => log.info({ error: String(error) }, "the time could not be asked for now"));
  const timer = setInterval(ask, measureEveryMs).unref();
  return {
    now() {
      if (Math.abs(clocksApart() - apart) > apartMs) ask();
      return Math.round(zero + performance.now());
    },
    stop: () => clearInterval(timer),
  };
}

function clocksApart(): number {
  return Date.now() - performance.now();
}

/** What time it was by the database when our own clock began to count. */
async function measure(pool: Pick<pg.Pool, "query">): Promise<{ zero: number; tookMs: number }> {
  const began = performance.now();
  const { rows } = await speaking(() =>
    pool.query<{ at: string }>("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS at"),
  );
  const ended = performance.now();
  return { zero: Number(rows[0]?.at) - (began + ended) / 2, tookMs: ended - began };
}
