import { expect, it } from "vitest";
import type { Web } from "../deps.ts";
import { messageFor } from "./board.ts";

const actor = { id: "vera", login: "vera", name: "Vera", grants: [{ role: "viewer" as const }] };
const cell = (id: string) => ({ deployment: id, sentence: "1.0.0 waits for a sign of life from the cluster" });
const web = { now: () => 1, fleet: { active: new Map(), cell } } as unknown as Web;
const keys = (count: number) => Array.from({ length: count }, (_, i) => `production/HelmRelease/apps/service-${i}`);

it("a reader who was away for many changes reads the whole again, and gets no megabytes through the stream", () => {
  const few = messageFor(web, actor, { cursor: 7, keys: keys(3), promotions: [] });
  expect(few).toMatchObject({ cursor: 7, cells: { length: 3 } });
  expect(
    messageFor(web, actor, { cursor: 7, keys: keys(20_000), promotions: [{ id: "p", environment: "production" }] }),
  ).toEqual({
    cursor: 7,
    at: 1,
    reload: true,
  });
});

it("nobody hears of a promotion into an environment that they may not see, be it under way or ended", () => {
  const inStaging = { ...actor, grants: [{ role: "viewer" as const, environment: "staging" }] };
  const promotions = [
    { id: "mine", environment: "staging" },
    { id: "theirs", environment: "production" },
  ];
  expect(messageFor(web, inStaging, { cursor: 7, keys: [], promotions })).toMatchObject({ promotions: ["mine"] });
  expect(messageFor(web, inStaging, { cursor: 7, keys: [], promotions: promotions.slice(1) })).toBeUndefined();
});
