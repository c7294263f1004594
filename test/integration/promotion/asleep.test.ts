import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ground, Killer, nameOf, type Point, prepareGround } from "./killer.ts";
import { until } from "./rig.ts";
import { approvedThenMerged, isWhole, writes } from "./whole.ts";
import { ask, chain } from "./world.ts";

/** The call takes effect while another worker has taken over, or it had taken effect before. */
const points: Point[] = Object.entries(writes).flatMap(([write, [method, path]]) =>
  (["late", "after"] as const).map((moment) => ({ write, method, path, moment })),
);

let ground: Ground;
let killer: Killer | undefined;

beforeEach(async () => {
  ground = await prepareGround(4);
}, 300_000);

afterEach(async () => {
  try {
    await killer?.close();
  } finally {
    await ground?.close();
  }
}, 120_000);

describe("a worker that falls asleep", () => {
  it("in the middle of any call loses its lease to another one, and does no harm when it wakes", async () => {
    const { rig, asker, approver, open } = ground;
    const ids: string[] = [];
    for (const each of open) ids.push(await ask(rig, asker, each));
    const strikes = new Killer(rig, points, "sleep");
    killer = strikes;
    const finished = await Promise.all(ids.map((id) => approvedThenMerged(rig, approver, id)));
    await until("it slept through every call", () => strikes.left().length === 0, 200);
    await strikes.close();

    expect(strikes.hit.sort()).toEqual(points.map(nameOf).sort());
    expect(strikes.answered).toBeGreaterThan(0);
    for (const promotion of finished) await isWhole(rig, promotion);
    expect(await chain(rig)).toMatchObject({ ok: true });
  }, 600_000);
});
