import { describe, expect, it } from "vitest";
import { aPlan, aPromotion } from "../../../test/fakes/promotion.ts";
import { aStatus } from "../../../test/fakes/status.ts";
import type { Status } from "../../domain/deployment/types.ts";
import type { Gate, GateReport } from "../../domain/gates/gate.ts";
import type { Promotion, PromotionState } from "../../domain/promotion/promotion.ts";
import type { Store } from "../../ports/store.ts";
import type { Web } from "../deps.ts";
import { Fleet } from "../fleet.ts";
import { summaryOf } from "./promotion-summary.ts";

const now = 1_000_000;
const ada = { id: "ada", login: "ada", name: "Ada", grants: [{ role: "approver" as const }] };
const places = ["eu", "us"].map((cluster) => ({
  id: `${cluster}/checkout`,
  service: "checkout",
  environment: "production",
  cluster,
  declaredVersion: "2.4.1",
  found: { policy: "fixed" },
  definition: { form: "chart-version", object: { kind: "HelmRelease", namespace: "cart", name: "checkout" } },
}));
const kinds = ["HelmRelease", "Deployment", "Pod", "HelmChart"];
const moved = aStatus({ runs: "2.4.0", wanted: "2.4.1", health: "progressing" });

type World = { status?: Status; heardAgo?: number };

/** checkout goes to eu, and then to us. */
async function web(promotion: Promotion, report: GateReport | undefined, { status = moved, heardAgo = 5_000 }: World) {
  const read = {
    environments: async () => [{ name: "production", order: 0, promotesFrom: [] }],
    clusters: async () => ["eu", "us"].map((id) => ({ id, environment: "production", connectionId: id })),
    services: async () => [{ id: "checkout", name: "checkout", kind: "chart" }],
    deployments: async () => places,
    statuses: async () => new Map(places.map(({ id }) => [id, status])),
    heard: async () =>
      places.flatMap(({ cluster }) => kinds.map((kind) => ({ cluster, kind, heardAt: now - heardAgo }))),
    activePromotions: async () => [promotion],
    lastReport: async () => report,
    releases: async () => [],
  };
  const store = { read } as unknown as Store;
  const fleet = await Fleet.open(store, { cursor: async () => 1, subscribe: () => () => {} } as never);
  return { fleet, store, now: () => now, staleAfterMs: 90_000 } as unknown as Web;
}

function inState(state: PromotionState, leg = 0): Promotion {
  const [one] = aPlan().legs;
  const legs = places.map(({ id, cluster }) => ({ ...one, clusters: [cluster], deployments: [id] }) as never);
  const plan = aPlan({ environment: "production", legs });
  const promotion = aPromotion({ plan, legs: 2, leg, state });
  promotion.legs.forEach((each, i) => {
    Object.assign(each, { clusters: [places[i]?.cluster], deployments: [places[i]?.id] });
    if (i < leg) each.verifiedAt = 1;
  });
  return promotion;
}

const gate = (key: string, phase: Gate["phase"]): Gate => ({ key, label: key, phase, sentence: "" });
const reportOf = (...gates: Gate[]): GateReport => ({
  gates,
  passes: false,
  blocked: gates.some(({ phase }) => phase === "block"),
  facts: {},
});

async function said(state: PromotionState, world: World = {}, report?: GateReport) {
  const promotion = inState(state);
  const { sentence, tone, waitsForYou } = summaryOf(await web(promotion, report, world), promotion, report, ada);
  return { sentence, tone, waitsForYou };
}

describe("a promotion whose rollout does not go on by itself says why", () => {
  const rolling: PromotionState = { is: "rolling-out", since: now - 60_000 };

  it("that it rolls out, while it does", async () => {
    expect(await said(rolling)).toMatchObject({ sentence: "merged, rolling out", tone: "motion" });
  });

  it("that nothing was heard of the cluster", async () => {
    const silent = { heardAgo: 91_000 };
    expect(await said(rolling, silent)).toMatchObject({
      sentence: "merged; waits for a sign of life from eu",
      tone: "muted",
    });
    expect(await said({ is: "holding", healthySince: 1 }, silent)).toMatchObject({
      sentence: "was healthy; waits for a sign of life from eu",
      tone: "muted",
    });
  });

  it("that somebody has suspended it", async () => {
    expect(await said(rolling, { status: { ...moved, suspended: true } })).toMatchObject({
      sentence: "merged; eu: suspended, so Flux will not apply it",
      tone: "muted",
    });
  });

  it("that it fails", async () => {
    const failing = aStatus({ ...moved, health: "failing", sentence: "2.4.1 never got ready" });
    expect(await said(rolling, { status: failing })).toMatchObject({
      sentence: "merged; eu: 2.4.1 never got ready",
      tone: "bad",
    });
  });
});

describe("at the gates", () => {
  it("what blocks is named alone, and nobody is asked for an approval that changes nothing", async () => {
    const report = reportOf(gate("approval", "wait"), gate("exact form", "block"));
    expect(await said({ is: "gated" }, {}, report)).toEqual({
      sentence: "blocked: exact form",
      tone: "bad",
      waitsForYou: false,
    });
    const { fleet } = await web(inState({ is: "gated" }), report, {});
    expect(fleet.cell("eu/checkout", ada)?.sentence).toBe("2.4.1 blocked: exact form");
    expect(fleet.waitsFor(ada)).toEqual([]);
  });

  it("what waits is named, and whoever can approve is asked", async () => {
    const report = reportOf(gate("approval", "wait"), gate("checks", "wait"));
    expect(await said({ is: "gated" }, {}, report)).toEqual({
      sentence: "waits: approval, checks",
      tone: "you",
      waitsForYou: true,
    });
  });
});

describe("on the board, cluster by cluster", () => {
  const sentences = async (promotion: Promotion, world: World = {}) => {
    const { fleet } = await web(promotion, undefined, world);
    return places.map(({ id }) => fleet.cell(id, ada)?.sentence);
  };
  const well = { status: aStatus({ runs: "2.4.1", wanted: "2.4.1", health: "healthy" }) };

  it("a cluster whose turn comes later says so while the first one rolls out", async () => {
    expect(await sentences(inState({ is: "rolling-out", since: 1 }), well)).toEqual([
      "2.4.1 merged, rolling out",
      "2.4.1 comes after eu",
    ]);
  });

  it("a cluster that has held is left in peace while the next one rolls out", async () => {
    expect(await sentences(inState({ is: "rolling-out", since: 1 }, 1), well)).toEqual([
      undefined,
      "2.4.1 merged, rolling out",
    ]);
  });

  it("a cluster that is suspended does not move, and nothing is called merged where a range lets it in", async () => {
    const suspended = { status: aStatus({ runs: "2.4.0", health: "suspended", suspended: true }) };
    const promotion = inState({ is: "rolling-out", since: 1 });
    for (const watchOnly of [false, true]) {
      Object.assign(promotion.legs[0] ?? {}, { watchOnly });
      const { fleet } = await web(promotion, undefined, suspended);
      expect(fleet.cell("eu/checkout", ada)).toMatchObject({ sentence: "2.4.1: Flux is suspended", tone: "muted" });
    }
  });
});
