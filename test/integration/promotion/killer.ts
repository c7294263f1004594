import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { GitHub } from "../../../playground/github/main.ts";
import { type Rig, tailOf, until, type Worker } from "./rig.ts";

/** Where a worker dies: before its call took effect, after it did but before the answer, or while it is on its way and takes effect later. */
export type Moment = "before" | "after" | "late";

export const moments: readonly Moment[] = ["before", "late", "after"];

export type Point = { write: string; method: string; path: string; moment: Moment };

const holdMs = 8_000;
/** A sleeper is woken in time for the answer. */
const sleepMs = 4_000;
/** Others of the same worker may come to their points of the same write meanwhile: they die together. */
const gatherMs = 3_000;

/**
 * One worker lives at a time. When it comes to a point that is armed, it is held there and
 * killed, and another one is started; until every point has been hit once. Or it is put to
 * sleep there, for longer than its lease, and wakes beside the one that has taken over.
 */
export class Killer {
  readonly hit: string[] = [];
  private readonly rig: Rig;
  private readonly github: GitHub;
  private readonly armed = new Map<string, Point>();
  private readonly strike: "kill" | "sleep";
  private worker: Worker;
  private stopped = false;
  private readonly watching: Promise<void>;

  constructor(rig: Rig, points: readonly Point[], strike: "kill" | "sleep" = "kill") {
    this.rig = rig;
    this.strike = strike;
    if (!rig.playground.world.github) throw new Error("The playground has a GitHub.");
    this.github = rig.playground.world.github;
    for (const point of points) this.arm(point);
    this.worker = rig.startWorker();
    this.watching = this.watch();
  }

  /** Points that nobody came to yet. */
  left(): string[] {
    return [...this.armed.values()].map(nameOf);
  }

  async close(): Promise<void> {
    this.stopped = true;
    await this.watching;
    this.github.faults.clear();
  }

  private arm(point: Point): void {
    const id = this.github.faults.add({
      match: `${point.method} ${point.path}`,
      ...(point.moment === "after" ? { delayAfterMs: holdMs } : { delayMs: holdMs }),
      ...(point.moment === "before" ? { reset: "before" as const } : {}),
    });
    this.armed.set(id, point);
  }

  private held(): Point[] {
    const waiting = new Set(this.github.faults.list().map((fault) => fault.id));
    return [...this.armed].flatMap(([id, point]) => (waiting.has(id) ? [] : [point]));
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      const [first] = this.held();
      if (first) await this.killAt(first);
      await sleep(20);
    }
  }

  private async killAt({ write }: Point): Promise<void> {
    const end = Date.now() + gatherMs;
    const others = () => [...this.armed.values()].filter((p) => p.write === write).length;
    while (this.held().length < others() && Date.now() < end) await sleep(20);
    // An effect that is held after it has to have happened.
    await sleep(200);
    const struck = this.worker;
    if (this.strike === "sleep") struck.sleep();
    else await struck.kill();
    for (const point of this.held()) {
      this.hit.push(nameOf(point));
      for (const [id, one] of this.armed) if (one === point) this.armed.delete(id);
    }
    this.worker = this.rig.startWorker();
    if (this.strike === "sleep") await this.wake(struck);
  }

  /** It has its answer, or finds its call too late; in either case it is not the holder any more, and lives. */
  private async wake(sleeper: Worker): Promise<void> {
    await sleep(sleepMs);
    const before = sizeOf(sleeper.log);
    sleeper.wake();
    await until("the sleeper has its answer", () => sizeOf(sleeper.log) > before, 60);
    await sleep(holdMs - sleepMs);
    if (!sleeper.alive()) throw new Error(`It did not survive its sleep.\n${tailOf(sleeper)}`);
    await sleeper.kill();
  }
}

function sizeOf(file: string): number {
  return statSync(file).size;
}

export function nameOf({ moment, write }: Point): string {
  return `${moment} ${write}`;
}
