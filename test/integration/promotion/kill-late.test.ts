import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Promotion, PromotionState } from "../../../lib/domain/promotion/promotion.ts";
import { recordVerdict } from "../../../lib/usecases/record-verdict.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import {
  enrol,
  person,
  promotionOf,
  type Rig,
  startRig,
  tailOf,
  until,
  untilAdopted,
  untilEnded,
  type Worker,
} from "./rig.ts";
import { ask, type Candidate, candidates, chain, recordsOf } from "./world.ts";

const asker = person("dev", "developer");
const approver = person("ada", "approver");

let rig: Rig;
let ownerUrl: string;
let worker: Worker;
let open: Candidate[];

beforeAll(async () => {
  ownerUrl = await emptyDatabase({ migrated: true });
  // It holds until somebody has seen it hold, however long a worker takes to start.
  rig = await startRig({ ownerUrl, env: { SLUICE_HOLD_MINUTES: "600", SLUICE_STALE_SECONDS: "600" } });
  await enrol(rig, [asker, approver]);
  worker = rig.startWorker();
  await untilAdopted(rig).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${tailOf(worker)}`);
  });
  open = await candidates(rig, 40);
}, 400_000);

afterAll(async () => {
  await rig?.close();
  await dropDatabase(ownerUrl);
}, 60_000);

/** SIGKILL, and another one starts when `meanwhile` is over. */
async function killed(meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
  await worker.kill();
  await meanwhile();
  worker = rig.startWorker();
}

function place(environment: string, legs: number): Candidate {
  const found = open.find((one) => one.environment === environment && one.legs === legs);
  if (!found) throw new Error(`There is no place with ${legs} legs in ${environment}.`);
  return found;
}

const reaches = (id: string, is: PromotionState["is"]): Promise<Promotion> =>
  until(`${id} is ${is}`, async () => {
    const promotion = await promotionOf(rig, id);
    return promotion.state.is === is && promotion;
  });

/** As if the time had passed. Said until it is heard: a look that is under way keeps the moment of the next one. */
const legHasHeld = (id: string, leg: number) =>
  until(`leg ${leg} of ${id} has held`, async () => {
    await rig.wired.database.pool.query('UPDATE promotion SET "holdMs" = 0, "nextLookAt" = now() WHERE id = $1', [id]);
    const promotion = await promotionOf(rig, id);
    return promotion.legs[leg]?.verifiedAt !== undefined && promotion;
  });

const flux = (paused: boolean) => {
  for (const one of rig.playground.world.clusters.values()) one.flux.pause(paused);
};

describe("a worker that is killed", () => {
  it("while a promotion waits for people, rolls out and holds, on two legs, leaves each to another one", async () => {
    const id = await ask(rig, asker, place("production", 2));
    const { planHash } = await reaches(id, "gated");
    // Nobody works while it is approved.
    await killed(() =>
      recordVerdict(rig.wired, approver, { promotion: id, planHash, verdict: "approved", because: "Looks good" }),
    );
    flux(true);
    await reaches(id, "rolling-out");
    await killed(async () => flux(false));
    const { state, leg } = await reaches(id, "holding");
    expect(leg).toBe(0);
    await killed();
    const [firstLeg] = (await legHasHeld(id, 0)).legs;
    // The hold is counted from when it became healthy, and not from when somebody looked again.
    expect(state).toMatchObject({ healthySince: firstLeg?.healthySince });
    await killed();

    const promotion = await untilEnded(rig, id, 300);
    expect(promotion.state.is).toBe("verified");
    expect(promotion.legs.map((leg) => leg.verifiedAt !== undefined)).toEqual([true, true]);
    const [one, two] = promotion.legs;
    expect(one?.verifiedAt ?? 0).toBeLessThanOrEqual(two?.mergedAt ?? 0);
    const records = await recordsOf(rig, id);
    for (const did of ["pull-request-opened", "gates-passed", "pull-request-merged", "held"])
      expect({ did, times: records.filter((record) => record === did).length }).toEqual({ did, times: 2 });
    expect(await chain(rig)).toMatchObject({ ok: true });
  }, 600_000);
});
