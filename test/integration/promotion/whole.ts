import { expect } from "vitest";
import type { Actor } from "../../../lib/domain/permissions.ts";
import { hasEnded, type Promotion } from "../../../lib/domain/promotion/promotion.ts";
import { recordVerdict } from "../../../lib/usecases/record-verdict.ts";
import { promotionOf, type Rig, until } from "./rig.ts";
import { effectsOf, pullsOf, recordsOf, tipOf } from "./world.ts";

/** Every call by which a promotion changes something on GitHub. */
export const writes = {
  "the branch is made": ["POST", "/repos/*/git/refs"],
  "the commit is made": ["PUT", "/repos/*/contents/*"],
  "the pull request is opened": ["POST", "/repos/*/pulls"],
  "reviews are asked for": ["POST", "/repos/*/requested_reviewers"],
  "the status is published": ["POST", "/repos/*/statuses/*"],
  "the merge": ["PUT", "/repos/*/pulls/*/merge"],
  "the branch is deleted": ["DELETE", "/repos/*/git/refs/*"],
} as const;

export async function approvedThenMerged(rig: Rig, approver: Actor, id: string): Promise<Promotion> {
  const { environment, planHash } = await promotionOf(rig, id);
  if (environment === "production") {
    const { state } = await until(
      `${id} is gated`,
      async () => {
        const found = await promotionOf(rig, id);
        return (found.state.is === "gated" || hasEnded(found.state)) && found;
      },
      400,
    );
    expect(state, `${id} waits for its approval`).toMatchObject({ is: "gated" });
    const said = await recordVerdict(rig.wired, approver, {
      promotion: id,
      planHash,
      verdict: "approved",
      because: "Looks good",
    });
    expect(said).toMatchObject({ ok: true });
  }
  return untilMerged(rig, id);
}

/** There is no cluster here: what is merged stays on its way. Of several legs only the first is opened. */
function untilMerged(rig: Rig, id: string): Promise<Promotion> {
  return until(
    `${id} is merged`,
    async () => {
      const found = await promotionOf(rig, id);
      return (found.state.is === "rolling-out" || hasEnded(found.state)) && found;
    },
    400,
  );
}

/** GitHub would delete them with the merge; here it is to be seen that we do. */
export async function keepBranches(rig: Rig): Promise<void> {
  const token = await rig.playground.world.github?.seed.createToken({ login: "adam" });
  const answer = await fetch(`${rig.playground.github.apiUrl}/repos/${rig.repository}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ delete_branch_on_merge: false }),
  });
  expect(answer.status).toBe(200);
}

/** One branch, one commit, one pull request, one merge, and each of it told once. */
export async function isWhole(rig: Rig, promotion: Promotion): Promise<void> {
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
