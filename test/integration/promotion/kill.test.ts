import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasEnded, type Promotion } from "../../../lib/domain/promotion/promotion.ts";
import { recordVerdict } from "../../../lib/usecases/record-verdict.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { Killer, moments, nameOf, type Point } from "./killer.ts";
import { enrol, person, promotionOf, type Rig, startRig, tailOf, until, untilAdopted } from "./rig.ts";
import { ask, type Candidate, candidates, chain, effectsOf, pullsOf, recordsOf, tipOf } from "./world.ts";

const writes = {
  "the branch is made": ["POST", "/repos/*/git/refs"],
  "the commit is made": ["PUT", "/repos/*/contents/*"],
  "the pull request is opened": ["POST", "/repos/*/pulls"],
  "reviews are asked for": ["POST", "/repos/*/requested_reviewers"],
  "the status is published": ["POST", "/repos/*/statuses/*"],
  "the merge": ["PUT", "/repos/*/pulls/*/merge"],
  "the branch is deleted": ["DELETE", "/repos/*/git/refs/*"],
} as const;

const points: Point[] = Object.entries(writes).flatMap(([write, [method, path]]) =>
  moments.map((moment) => ({ write, method, path, moment })),
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
  await keepBranches();
  open = await candidates(rig, 6);
}, 300_000);

afterAll(async () => {
  await killer?.close();
  await rig?.close();
  await dropDatabase(ownerUrl);
}, 60_000);

describe("a worker that is killed", () => {
  it("at any step of a promotion leaves it to another one, which does what is left and nothing twice", async () => {
    const ids: string[] = [];
    for (const each of open) ids.push(await ask(rig, asker, each));
    killer = new Killer(rig, points);
    const finished = await Promise.all(ids.map((id) => approvedThenMerged(id)));
    await until("every point is hit", () => killer.left().length === 0, 200);

    expect(killer.hit.sort()).toEqual(points.map(nameOf).sort());
    for (const promotion of finished) await isWhole(promotion);
    expect(await chain(rig)).toMatchObject({ ok: true });
  }, 600_000);
});

async function approvedThenMerged(id: string): Promise<Promotion> {
  const { environment, planHash } = await promotionOf(rig, id);
  if (environment === "production") {
    await until(`${id} is gated`, async () => (await promotionOf(rig, id)).state.is === "gated", 400);
    const said = await recordVerdict(rig.wired, approver, {
      promotion: id,
      planHash,
      verdict: "approved",
      because: "Looks good",
    });
    expect(said).toMatchObject({ ok: true });
  }
  return untilMerged(id);
}

/** GitHub would delete them with the merge; here it is to be seen that we do. */
async function keepBranches(): Promise<void> {
  const token = await rig.playground.world.github?.seed.createToken({ login: "adam" });
  const answer = await fetch(`${rig.playground.github.apiUrl}/repos/${rig.repository}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ delete_branch_on_merge: false }),
  });
  expect(answer.status).toBe(200);
}

/** There is no cluster here: what is merged stays on its way. Of several legs only the first is opened. */
function untilMerged(id: string): Promise<Promotion> {
  return until(
    `${id} is merged`,
    async () => {
      const found = await promotionOf(rig, id);
      return (found.state.is === "rolling-out" || hasEnded(found.state)) && found;
    },
    400,
  );
}

/** One branch, one commit, one pull request, one merge, and each of it told once. */
async function isWhole(promotion: Promotion): Promise<void> {
  expect(promotion).toMatchObject({ state: { is: "rolling-out" } });
  const exchanges = rig.playground.world.github?.requests.list() ?? [];
  for (const leg of promotion.legs.slice(0, 1)) {
    expect(await pullsOf(rig, leg)).toMatchObject([{ number: leg.pullRequest, state: "closed" }]);
    expect(effectsOf(exchanges, leg)).toEqual([
      { did: "POST /git/refs", times: 1 },
      { did: "POST /pulls", times: 1 },
      { did: "PUT /contents", times: 1 },
      { did: `PUT /pulls/${leg.pullRequest}/merge`, times: 1 },
    ]);
    await until(`${leg.branch} is deleted`, async () => (await tipOf(rig, leg.branch)) === undefined);
  }
  const records = await recordsOf(rig, promotion.id);
  const times = (did: string) => records.filter((record) => record === did).length;
  const once = { requested: 1, approved: promotion.environment === "production" ? 1 : 0 };
  for (const [did, wanted] of Object.entries(once)) expect({ did, times: times(did) }).toEqual({ did, times: wanted });
  for (const did of ["pull-request-opened", "gates-passed", "pull-request-merged"])
    expect({ did, times: times(did) }).toEqual({ did, times: 1 });
}
