import { afterEach, expect, it, vi } from "vitest";
import { aService } from "../../../test/fakes/service.ts";
import { Rejected } from "../../ports/failures.ts";
import { loadDeployment } from "./deployment.ts";

const actor = { id: "vera", login: "vera", name: "Vera", grants: [{ role: "viewer" as const }] };

/** A deployment on a cluster that was last heard then, and answers so when it is asked for events. */
async function opened(heardAt: number, events: () => Promise<never[]>) {
  const web = await aService(["1.0.0"], "1.0.0");
  Object.assign(web.store.read, { repositories: async () => [], intervals: async () => [] });
  Object.assign(web.fleet.deployments.get("production/checkout")?.found ?? {}, { others: [], reason: "" });
  const asked = vi.fn(events);
  Object.assign(web, {
    staleAfterMs: 90_000,
    now: () => 100_000,
    connectionOf: async () => ({ name: "production" }),
    clusters: { events: asked },
  });
  vi.spyOn(web.fleet, "heardOn").mockReturnValue([{ cluster: "production", kind: "Pod", heardAt }] as never);
  return { asked, loaded: loadDeployment(web, actor, "production/checkout") };
}

afterEach(() => vi.useRealTimers());

const never = () => new Promise<never[]>(() => {});
const unknown = { events: [], eventsTrouble: "production does not answer: its events are not known." };

it("a cluster that has fallen silent is not asked for events: whoever opens it is in a hurry", async () => {
  const { asked, loaded } = await opened(1000, never);
  expect(await loaded).toMatchObject({ ok: true, value: unknown });
  expect(asked).not.toHaveBeenCalled();
});

it("one that takes the question and does not answer, before anybody misses it, holds the page up for a moment", async () => {
  vi.useFakeTimers();
  const { loaded } = await opened(99_000, never);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await loaded).toMatchObject({ ok: true, value: unknown });
});

it("what a cluster does not permit is said, and not shown as nothing having happened", async () => {
  const { loaded } = await opened(99_000, async () => {
    throw new Rejected("production does not permit this (403).");
  });
  expect(await loaded).toMatchObject({
    value: { events: [], eventsTrouble: "production does not permit this (403)." },
  });
});

it("no events that are known to be none need no sentence", async () => {
  const { loaded } = await opened(99_000, async () => []);
  expect(await loaded).toMatchObject({ ok: true, value: { events: [] } });
  expect(await loaded).not.toHaveProperty("value.eventsTrouble");
});
