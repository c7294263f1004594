import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Actor, system } from "../../../lib/domain/permissions.ts";
import type { Deps } from "../../../lib/ports/deps.ts";
import type { Tx } from "../../../lib/ports/store.ts";
import { adoptRepository } from "../../../lib/usecases/adopt-repository.ts";
import { cancelPromotion, retryPromotion } from "../../../lib/usecases/end-promotion.ts";
import { leaveRepository } from "../../../lib/usecases/leave-repository.ts";
import { requestPromotion } from "../../../lib/usecases/request-promotion.ts";
import type { Wired } from "../../../lib/wire.ts";
import { type Host, startHost, sync, workload } from "./host.ts";

/** Somebody stops following a repository in the moment in which somebody else asks for a promotion in it. */
const rhea: Actor = { id: "rhea", login: "rhea", name: "Rhea", grants: [{ role: "release-manager" }] };

let host: Host;
let wired: Wired;

beforeAll(async () => {
  host = await startHost();
  wired = host.wired;
  await host.github.seed.createRepository({ owner: "acme", name: "fleet", collaborators: { "sluice-bot": "push" } });
  const files = {
    "clusters/production/flux-system/gotk-sync.yaml": sync("fleet", "production"),
    "clusters/production/web.yaml": workload("web"),
  };
  const message = "Describe it";
  await host.github.seed.commit("acme/fleet", { branch: "main", files, message, author: "sluice-bot" });
}, 120_000);

afterAll(() => host?.close(), 60_000);

const underWay = async () => (await wired.store.read.activePromotions()).map(({ id }) => id);
const isFollowed = async () => (await wired.store.read.repositories())[0]?.adoptedAt !== undefined;

beforeEach(async () => {
  for (const promotion of await underWay()) await cancelPromotion(wired, rhea, { promotion, reason: "It is over" });
  if (await isFollowed()) return;
  const { connectionId } = host;
  const wanted = { connectionId, fullName: "acme/fleet", branch: "main", corrections: {} };
  expect(await adoptRepository(wired, system, wanted)).toMatchObject({ ok: true });
});

let version = 1;
const ask = (deps: Deps = wired) =>
  requestPromotion(deps, rhea, {
    service: "web",
    environment: "production",
    version: `1.${version++}.0`,
    reason: "It is wanted",
  });
const leave = () =>
  leaveRepository(wired, system, { repository: "acme/fleet", reason: "It was the wrong one", adoptedAnyway: [] });

/** The same, but what is to be stored waits until `meanwhile` has got as far as it can. */
function slowly(name: "insert" | "save", meanwhile: () => Promise<unknown>): Deps {
  const slow = (tx: Tx): Tx => ({
    ...tx,
    promotions: {
      ...tx.promotions,
      async [name](...args: never[]) {
        await Promise.race([meanwhile(), pause(500)]);
        return (tx.promotions[name] as (...all: never[]) => Promise<never>)(...args);
      },
    },
  });
  const { store } = wired;
  return { ...wired, store: { ...store, transaction: (work) => store.transaction((tx) => work(slow(tx))) } };
}

it("whoever stops following a repository waits for a promotion that is just being asked for, and is told of it", async () => {
  let leaving: ReturnType<typeof leave> | undefined;
  const asked = await ask(
    slowly("insert", () => {
      leaving = leave();
      return leaving;
    }),
  );
  expect(asked).toMatchObject({ ok: true });
  expect(await leaving).toMatchObject({ ok: false, reason: "promotions-under-way" });
  expect(await isFollowed()).toBe(true);
});

it("and for one that is just being tried again", async () => {
  const asked = await ask();
  if (!asked.ok) throw new Error(asked.sentence);
  const { id } = asked.value;
  const failed = { is: "failed", at: 1, because: "The host said no." };
  await host.database.owner.query(
    `UPDATE promotion SET "endedAt" = now(), "stateIs" = 'failed', state = $2 WHERE id = $1`,
    [id, failed],
  );
  let leaving: ReturnType<typeof leave> | undefined;
  const again = { promotion: id, reason: "It says yes again" };
  const tried = await retryPromotion(
    slowly("save", () => {
      leaving = leave();
      return leaving;
    }),
    rhea,
    again,
  );
  expect(tried).toMatchObject({ ok: true });
  expect(await leaving).toMatchObject({ ok: false, reason: "promotions-under-way" });
});

it("a promotion that has failed is not tried again where nobody follows any more", async () => {
  const asked = await ask();
  if (!asked.ok) throw new Error(asked.sentence);
  const { id } = asked.value;
  await host.database.owner.query(
    `UPDATE promotion SET "endedAt" = now(), "stateIs" = 'failed', state = '{"is":"failed","at":1,"because":"No."}' WHERE id = $1`,
    [id],
  );
  expect(await leave()).toMatchObject({ ok: true });
  const tried = await retryPromotion(wired, rhea, { promotion: id, reason: "Once more" });
  expect(tried).toMatchObject({ ok: false, reason: "not-followed" });
});

it("however both come together, many times, one of them happens and the other is refused", async () => {
  const rounds = 24;
  const began = performance.now();
  const [first] = [await ask()].flatMap((asked) => (asked.ok ? asked.value.id : []));
  const askMs = performance.now() - began;
  await cancelPromotion(wired, rhea, { promotion: first ?? "", reason: "It is over" });
  for (let round = 0; round < rounds; round++) {
    const [asked, left] = await Promise.all([ask(), pause((round / rounds) * askMs * 1.5).then(leave)]);
    const [going, followed] = await Promise.all([underWay(), isFollowed()]);
    expect({ round, going: going.length, followed }).toEqual({ round, going: asked.ok ? 1 : 0, followed: !left.ok });
    expect(asked.ok && left.ok, `round ${round}`).toBe(false);
    for (const promotion of going) await cancelPromotion(wired, rhea, { promotion, reason: "It is over" });
    if (!followed)
      await adoptRepository(wired, system, {
        connectionId: host.connectionId,
        fullName: "acme/fleet",
        branch: "main",
        corrections: {},
      });
  }
});
