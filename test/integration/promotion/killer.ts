import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "../../../lib/domain/permissions.ts";
import type { GitHub } from "../../../playground/github/main.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { enrol, person, type Rig, startRig, tailOf, untilAdopted, type Worker } from "./rig.ts";
import { keepBranches } from "./whole.ts";
import { type Candidate, candidates } from "./world.ts";

export type Ground = { rig: Rig; asker: Actor; approver: Actor; open: Candidate[]; close(): Promise<void> };

/** An adopted fleet without clusters, nobody at work, and so many promotions to be asked for. */
export async function prepareGround(most: number): Promise<Ground> {
  const asker = person("dev", "developer");
  const approver = person("ada", "approver");
  const ownerUrl = await emptyDatabase({ migrated: true });
  const rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] } });
  await enrol(rig, [asker, approver]);
  await rig.wired.database.prisma.grant.create({ data: { login: "ada", role: "approver", givenBy: "test" } });
  const first = rig.startWorker();
  await untilAdopted(rig).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${tailOf(first)}`);
  });
  await first.kill();
  await keepBranches(rig);
  const close = async () => {
    await rig.close();
    await dropDatabase(ownerUrl);
  };
  return { rig, asker, approver, open: await candidates(rig, most), close };
}

/** Where a worker dies: before its call took effect, after it did but before the answer, or while it is on its way and takes effect later. */
export type Moment = "before" | "after" | "late";

export const moments: readonly Moment[] = ["before", "late", "after"];

export type Point = { write: string; method: string; path: string; moment: Moment };

/** Longer than a lease: whoever takes over has taken over. */
const takeoverMs = 5_000;
/** A held call is answered within this time, well or not. */
const answerMs = 25_000;
/** Others of the same worker may come to their points of the same write meanwhile: they die together. */
const gatherMs = 3_000;

type Armed = { point: Point; reached: boolean; release: () => void };

/**
 * One worker lives at a time. When it comes to a point that is armed, its request is held there
 * and it is killed, and another one is started; until every point has been hit once. Or it is put
 * to sleep there, for longer than its lease, and wakes beside the one that has taken over. What is
 * held stays held until then, however busy the machine is: nobody is struck where their call is over.
 */
export class Killer {
  readonly hit: string[] = [];
  /** Sleepers whose call was answered once they had woken. */
  answered = 0;
  private readonly rig: Rig;
  private readonly github: GitHub;
  private readonly armed: Armed[];
  private readonly strike: "kill" | "sleep";
  private worker: Worker;
  private stopped = false;
  private readonly watching: Promise<void>;

  constructor(rig: Rig, points: readonly Point[], strike: "kill" | "sleep" = "kill") {
    this.rig = rig;
    this.strike = strike;
    if (!rig.playground.world.github) throw new Error("The playground has a GitHub.");
    this.github = rig.playground.world.github;
    this.armed = points.map((point) => this.arm(point));
    this.worker = rig.startWorker();
    this.watching = this.watch();
  }

  /** Points that nobody came to yet. */
  left(): string[] {
    return this.armed.filter((one) => !one.reached).map((one) => nameOf(one.point));
  }

  /** Everybody who was struck is dead, or has woken and lived; everything that was on its way has arrived. */
  async close(): Promise<void> {
    this.stopped = true;
    this.github.faults.clear();
    await this.watching;
  }

  private arm(point: Point): Armed {
    const { promise, resolve } = Promise.withResolvers<void>();
    const armed: Armed = { point, reached: false, release: resolve };
    const until = () => {
      armed.reached = true;
      return promise;
    };
    this.github.faults.add({
      match: `${point.method} ${point.path}`,
      hold: { at: point.moment === "after" ? "after" : "before", until },
      ...(point.moment === "before" ? { reset: "before" as const } : {}),
    });
    return armed;
  }

  private held(): Armed[] {
    return this.armed.filter((one) => one.reached && !this.hit.includes(nameOf(one.point)));
  }

  private async watch(): Promise<void> {
    for (;;) {
      const [first] = this.held();
      if (first) await this.strikeAt(first.point);
      else if (this.stopped) return;
      await sleep(20);
    }
  }

  private async strikeAt({ write }: Point): Promise<void> {
    const end = Date.now() + gatherMs;
    const others = () => this.armed.filter((one) => one.point.write === write && !this.hit.includes(nameOf(one.point)));
    while (others().some((one) => !one.reached) && Date.now() < end) await sleep(20);
    const struck = this.worker;
    if (this.strike === "sleep") struck.sleep();
    else await struck.kill();
    const held = this.held();
    for (const { point } of held) this.hit.push(nameOf(point));
    this.worker = this.rig.startWorker();
    await sleep(takeoverMs);
    if (this.strike === "sleep") await this.wake(struck, held);
    else for (const { release } of held) release();
  }

  /**
   * It has its answer now, when it is not the holder any more; and lives. None comes where the call was not its own: the one
   * that had woken before goes on for a while, and may have come to the point instead.
   */
  private async wake(sleeper: Worker, held: readonly Armed[]): Promise<void> {
    const before = sizeOf(sleeper.log);
    sleeper.wake();
    for (const { release } of held) release();
    const end = Date.now() + answerMs;
    while (sizeOf(sleeper.log) === before && Date.now() < end) await sleep(50);
    if (sizeOf(sleeper.log) > before) this.answered += 1;
    await sleep(takeoverMs);
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
