import { afterEach, beforeEach, expect, it, vi } from "vitest";
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
  expect(fleet.since(10)).toEqual({ keys: ["a"], promotions: ["p"], layout: true });
  expect(fleet.since(12)).toEqual({ keys: [], promotions: ["p"], layout: false });
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
