import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { Killer, nameOf, type Point } from "./killer.ts";
import { enrol, person, type Rig, startRig, tailOf, until, untilAdopted } from "./rig.ts";
import { approvedThenMerged, isWhole, keepBranches, writes } from "./whole.ts";
import { ask, type Candidate, candidates, chain } from "./world.ts";

/** The call takes effect while another worker has taken over, or it had taken effect before. */
const points: Point[] = Object.entries(writes).flatMap(([write, [method, path]]) =>
  (["late", "after"] as const).map((moment) => ({ write, method, path, moment })),
);

const asker = person("dev", "developer");
const approver = person("ada", "approver");

let rig: Rig;
let ownerUrl: string;
let killer: Killer;
let open: Candidate[];

beforeAll(async () => {
  ownerUrl = await emptyDatabase({ migrated: true });
  rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] } });
  await enrol(rig, [asker, approver]);
  await rig.wired.database.prisma.grant.create({ data: { login: "ada", role: "approver", givenBy: "test" } });
  const first = rig.startWorker();
  await untilAdopted(rig).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${tailOf(first)}`);
  });
  await first.kill();
  await keepBranches(rig);
  open = await candidates(rig, 4);
}, 300_000);

afterAll(async () => {
  await killer?.close();
  await rig?.close();
  await dropDatabase(ownerUrl);
}, 120_000);

describe("a worker that falls asleep", () => {
  it("in the middle of any call loses its lease to another one, and does no harm when it wakes", async () => {
    const ids: string[] = [];
    for (const each of open) ids.push(await ask(rig, asker, each));
    killer = new Killer(rig, points, "sleep");
    const finished = await Promise.all(ids.map((id) => approvedThenMerged(rig, approver, id)));
    await until("it slept through every call", () => killer.left().length === 0, 200);
    await killer.close();

    expect(killer.hit.sort()).toEqual(points.map(nameOf).sort());
    for (const promotion of finished) await isWhole(rig, promotion);
    expect(await chain(rig)).toMatchObject({ ok: true });
  }, 600_000);
});
