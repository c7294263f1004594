import { afterAll, beforeAll, expect, it } from "vitest";
import { observedKinds } from "../../../lib/domain/deployment/observation.ts";
import type { Status } from "../../../lib/domain/deployment/types.ts";
import type { Promotion } from "../../../lib/domain/promotion/promotion.ts";
import { advancePromotion } from "../../../lib/usecases/advance-promotion.ts";
import { makePlan } from "../../../lib/usecases/readings/make-plan.ts";
import { recordVerdict } from "../../../lib/usecases/record-verdict.ts";
import { requestPromotion } from "../../../lib/usecases/request-promotion.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { adoptHere, enrol, person, promotionOf, type Rig, startRig, until } from "./rig.ts";
import { pullsOf } from "./world.ts";

/** No cluster is there: what is heard of them, and what they say, is written down here. */
const dev = person("dev", "developer");
const ada = person("ada", "approver");

let rig: Rig;
let ownerUrl: string;

beforeAll(async () => {
  ownerUrl = await emptyDatabase({ migrated: true });
  rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] } });
  await enrol(rig, [dev, ada]);
  await adoptHere(rig);
}, 300_000);

afterAll(async () => {
  await rig?.close();
  await dropDatabase(ownerUrl);
}, 60_000);

async function connect(cluster: string): Promise<void> {
  const secret = JSON.stringify({ credential: { by: "token", token: "t" } });
  await rig.wired.store.transaction((tx) =>
    tx.connecting.save({ kind: "cluster", name: cluster, config: { server: "https://one.example.com" }, secret }),
  );
}

async function heard(cluster: string, agoMs = 0): Promise<void> {
  const heardAt = new Date(rig.wired.now() - agoMs);
  for (const kind of observedKinds) {
    await rig.wired.database.prisma.heard.upsert({
      where: { cluster_kind: { cluster, kind } },
      create: { cluster, kind, heardAt },
      update: { heardAt },
    });
  }
}

async function says(deployment: string, runs: string, health: Status["health"] = "healthy"): Promise<void> {
  const status = { deployment, wanted: runs, runs, health, serving: true, suspended: false, healthySince: 1 };
  await rig.wired.database.prisma.status.upsert({
    where: { deployment },
    create: { deployment, data: status },
    update: { data: status },
  });
}

async function ask(service: string, version: string): Promise<Promotion> {
  const wanted = { service, environment: "production", version, reason: "To see it" };
  const asked = await requestPromotion(rig.wired, dev, wanted);
  if (!asked.ok) throw new Error(asked.sentence);
  const { planHash } = await promotionOf(rig, asked.value.id);
  const yes = { promotion: asked.value.id, planHash, verdict: "approved", because: "Looks good" } as const;
  expect(await recordVerdict(rig.wired, ada, yes)).toMatchObject({ ok: true });
  const at = new Date();
  await rig.wired.database.prisma.verification.upsert({
    where: { service_environment_version: { service, environment: "staging", version } },
    create: { service, environment: "staging", version, at },
    update: { at },
  });
  return promotionOf(rig, asked.value.id);
}

const advance = (id: string) => advancePromotion(rig.wired, { promotion: id });

/** As far as it goes while nothing is heard: everything else has let it through. */
async function waitsForLife(id: string): Promise<string> {
  return until("it waits for a sign of life alone", async () => {
    await advance(id);
    const open = (await rig.wired.store.read.lastReport(id))?.gates.filter((gate) => gate.phase !== "pass") ?? [];
    const [gate] = open;
    return open.length === 1 && gate?.key === "sign-of-life" && gate.sentence;
  });
}

function reaches(id: string, wanted: { is: Promotion["state"]["is"]; leg: number }): Promise<Promotion> {
  return until(`leg ${wanted.leg} is ${wanted.is}`, async () => {
    await advance(id);
    const promotion = await promotionOf(rig, id);
    return promotion.state.is === wanted.is && promotion.leg === wanted.leg && promotion;
  });
}

it("a leg is not merged into a cluster that has fallen silent, and is once it is heard", async () => {
  for (const cluster of ["production-eu", "production-us"]) await connect(cluster);
  await heard("production-eu");
  await heard("production-us", 600_000);
  const { id, legs } = await ask("notifier", "0.20.0");
  await reaches(id, { is: "rolling-out", leg: 0 });
  for (const deployment of legs[0]?.deployments ?? []) await says(deployment, "0.20.0");
  await reaches(id, { is: "gated", leg: 1 });
  expect(await waitsForLife(id)).toBe(
    "Waits for a sign of life from production-us: nobody would see how 0.20.0 fares there. Look at the connection; only a rollback goes without.",
  );
  const waiting = await promotionOf(rig, id);
  expect(await pullsOf(rig, waiting.legs[1] as Promotion["legs"][number])).toMatchObject([{ state: "open" }]);
  await heard("production-us");
  await reaches(id, { is: "rolling-out", leg: 1 });
});

it("a first leg waits, too; a rollback does not, and neither does what nobody has connected", async () => {
  await heard("production-eu", 600_000);
  await heard("production-us", 600_000);
  const forward = await ask("search", "1.33.0");
  await waitsForLife(forward.id);
  const back = await ask("cert-manager", "v1.18.1");
  expect(back.kind).toBe("rollback");
  await reaches(back.id, { is: "rolling-out", leg: 0 });
  await rig.wired.database.prisma.connection.deleteMany({ where: { kind: "cluster" } });
  await reaches(forward.id, { is: "rolling-out", leg: 0 });
});

it("what a range has taken, and what is well there, is refused; what is silent or ails is watched", async () => {
  const wanted = { service: "platform", environment: "staging", version: "1.9.0" };
  const [deployment] = (await rig.wired.store.read.deployments(wanted)).map((row) => row.id);
  const watched = { ok: true, value: { plan: { legs: [{ watchOnly: true }] } } };
  await heard("staging");
  expect(await makePlan(rig.wired, wanted)).toMatchObject(watched);
  await says(deployment ?? "", "1.9.0");
  expect(await makePlan(rig.wired, wanted)).toMatchObject({
    reason: "same-already",
    sentence: "platform 1.9.0 runs in staging already: the range in Git has taken it. There is nothing to change.",
  });
  await heard("staging", 600_000);
  expect(await makePlan(rig.wired, wanted)).toMatchObject(watched);
  await heard("staging");
  await says(deployment ?? "", "1.9.0", "failing");
  expect(await makePlan(rig.wired, wanted)).toMatchObject(watched);
});
