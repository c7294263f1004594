import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { aPromotion } from "../../test/fakes/promotion.ts";
import type { PromotionState } from "../domain/promotion/promotion.ts";
import type { Change, Live, Topic } from "../ports/live.ts";
import type { Store } from "../ports/store.ts";
import { FleetFacts, type News } from "./fleet-facts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A store of nothing, which fails as often as it is told, and a stream that says what it is told. */
async function aFleet() {
  let failing = 0;
  const rows = async () => {
    if (failing > 0) {
      failing -= 1;
      throw new Error("the database is gone");
    }
    return [];
  };
  const read = {
    environments: rows,
    clusters: rows,
    services: rows,
    deployments: rows,
    releases: rows,
    activePromotions: rows,
    promotion: async (id: string) => ({ ...aPromotion(), id }),
    lastReport: async () => undefined,
    heard: async () => [],
    statuses: async () => new Map(),
  };
  let tell: (changes: Change[]) => void = () => {};
  const live = {
    cursor: async () => 10,
    subscribe: (listener: typeof tell) => {
      tell = listener;
      return () => {};
    },
  };
  const fleet = await FleetFacts.open({ read } as unknown as Store, live as unknown as Live);
  const heard: News[] = [];
  fleet.follow((news) => heard.push(news));
  return {
    fleet,
    heard,
    fail: (times: number) => {
      failing = times;
    },
    change: async (id: number, topic: Topic, ...keys: string[]) => {
      tell([{ id, at: 0, topic, keys }]);
      await vi.advanceTimersByTimeAsync(10_000);
    },
  };
}

it("whoever comes back hears of cells, of promotions, and that there are other places to put them", async () => {
  const { fleet, change } = await aFleet();
  await change(11, "cells", "a");
  await change(12, "layout", "acme/fleet");
  await change(13, "promotions", "p");
  const told = { id: "p", environment: "staging" };
  const moved = ["staging/HelmRelease/cart/checkout"];
  expect(fleet.since(10)).toEqual({ keys: ["a", ...moved], promotions: [told], layout: true });
  expect(fleet.since(12)).toEqual({ keys: moved, promotions: [told], layout: false });
});

it("a cursor from before this process, or from another database, says nothing", async () => {
  const { fleet } = await aFleet();
  expect(fleet.since(9)).toBeUndefined();
  expect(fleet.since(11)).toBeUndefined();
});

it("a change that could not be loaded is told once everything could be", async () => {
  const { fleet, heard, fail, change } = await aFleet();
  fail(5);
  await change(11, "cells", "a");
  expect(heard).toEqual([{ cursor: 11, keys: [], promotions: [], layout: true }]);
  expect(fleet.cursor).toBe(11);
});

it("of a push only what it names is loaded, and who is named and not there is gone", async () => {
  const row = (id: string, environment = "production") => ({
    id,
    service: id,
    environment,
    cluster: "eu",
    definition: { object: { kind: "HelmRelease", namespace: "apps", name: id }, form: "oci-tag" },
  });
  const rows = new Map(["a", "b", "c"].map((id) => [id, row(id)]));
  const asked: (string[] | undefined)[] = [];
  const versions: string[] = [];
  let promotions = 0;
  const read = {
    environments: async () => [],
    clusters: async () => [{ id: "eu", environment: "production" }],
    services: async () => [...rows.keys()].map((id) => ({ id, name: id, kind: "chart" })),
    deployments: async ({ ids }: { ids?: string[] }) => {
      asked.push(ids);
      return [...rows.values()].filter(({ id }) => ids?.includes(id) ?? true);
    },
    releases: async (service: string) => {
      versions.push(service);
      return [];
    },
    async activePromotions() {
      promotions += 1;
      return [];
    },
    heard: async () => [],
    statuses: async (ids: string[]) => new Map(ids.map((deployment) => [deployment, { deployment }])),
  };
  let tell: (changes: Change[]) => void = () => {};
  const live = {
    cursor: async () => 10,
    subscribe: (listener: typeof tell) => {
      tell = listener;
    },
  };
  const fleet = await FleetFacts.open({ read } as unknown as Store, live as unknown as Live);
  const news: News[] = [];
  fleet.follow((each) => news.push(each));
  rows.delete("a");
  rows.set("b", row("b", "staging"));
  rows.set("d", row("d"));
  tell([
    { id: 11, at: 0, topic: "layout", keys: ["acme/fleet", "a", "b", "d"] },
    { id: 12, at: 0, topic: "cells", keys: ["a", "b", "d"] },
  ]);
  await vi.advanceTimersByTimeAsync(10);
  expect([...fleet.deployments.values()].map(({ id, environment }) => `${id} ${environment}`)).toEqual([
    "b staging",
    "c production",
    "d production",
  ]);
  expect([...fleet.statuses.keys()].sort()).toEqual(["b", "c", "d"]);
  expect(asked).toEqual([undefined, ["acme/fleet", "a", "b", "d"]]);
  expect(versions).toEqual(["a", "b", "c", "d"]);
  expect(promotions).toBe(1);
  expect(news).toMatchObject([{ cursor: 12, keys: ["a", "b", "d"], layout: true }]);
});

it("of many promotions under way the one that changed is asked for, and only its deployments are told", async () => {
  const of = (id: string, state: PromotionState) => ({
    ...aPromotion({ state }),
    id,
    legs: [{ deployments: [`on-${id}`] }],
  });
  const stored = new Map(["p1", "p2", "p3"].map((id) => [id, of(id, { is: "gated" })]));
  const asked: string[] = [];
  const read = {
    environments: async () => [],
    clusters: async () => [],
    services: async () => [],
    deployments: async () => [],
    statuses: async () => new Map(),
    heard: async () => [],
    activePromotions: async () => [...stored.values()],
    promotion: async (id: string) => {
      asked.push(id);
      return stored.get(id);
    },
    lastReport: async () => undefined,
  };
  let tell: (changes: Change[]) => void = () => {};
  const live = {
    cursor: async () => 10,
    subscribe: (listener: typeof tell) => {
      tell = listener;
    },
  };
  const fleet = await FleetFacts.open({ read } as unknown as Store, live as unknown as Live);
  const news: News[] = [];
  fleet.follow((each) => news.push(each));
  stored.set("p2", of("p2", { is: "verified", at: 1 }));
  stored.set("p4", of("p4", { is: "opening" }));
  tell([{ id: 11, at: 0, topic: "promotions", keys: ["p2", "p4"] }]);
  await vi.advanceTimersByTimeAsync(10);
  expect(asked).toEqual(["p2", "p4"]);
  expect([...fleet.active.keys()]).toEqual(["p1", "p3", "p4"]);
  const promotions = ["p2", "p4"].map((id) => ({ id, environment: "staging" }));
  expect(news).toEqual([{ cursor: 11, keys: ["on-p2", "on-p4"], promotions, layout: false }]);
});
