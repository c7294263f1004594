import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Web } from "./deps.ts";

const world = vi.hoisted(() => ({ web: undefined as unknown }));
vi.mock("server-only", () => ({}));
vi.mock("./deps.ts", () => ({ web: async () => world.web }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** One reader's stream, and what can happen to it. */
async function aStream({ layout = false } = {}) {
  const now = { connected: true, grants: [{ role: "viewer" }] };
  world.web = {
    publicUrl: "http://sluice.example.com",
    now: Date.now,
    log: { error: () => {} },
    live: { connected: () => now.connected },
    directory: { bySession: async () => ({ id: "vera", login: "vera", grants: now.grants }) },
    fleet: {
      cursor: 5,
      active: new Map(),
      columns: () => [],
      follow: () => () => {},
      since: () => ({ keys: [], promotions: [], layout }),
    },
  } as unknown as Web;
  const { live } = await import("./live-stream.ts");
  const ask = () =>
    live(new Request("http://sluice.example.com/api/v1/live?after=3", { headers: { cookie: "sluice.session=vera" } }));
  const told = { text: "", ended: false };
  const { body } = await ask();
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) told.text += decoder.decode(chunk as Uint8Array);
    told.ended = true;
  })();
  await vi.advanceTimersByTimeAsync(10);
  return { now, ask, told };
}

it("whoever comes back to another layout is told to read everything again", async () => {
  expect((await aStream({ layout: true })).told.text).toContain('"reload":true');
  expect((await aStream()).told.text).not.toContain("reload");
});

it("something comes every five seconds, so that a quiet stream is known to be dead", async () => {
  const { told } = await aStream();
  told.text = "";
  await vi.advanceTimersByTimeAsync(5000);
  expect(told.text).toContain('"heard"');
});

it("what somebody may no longer see leaves their screen", async () => {
  const { now, told } = await aStream();
  now.grants = [];
  await vi.advanceTimersByTimeAsync(20_000);
  expect(told.text).toContain('"reload":true');
});

it("while changes are not heard there is no stream, so that no page is called live", async () => {
  const { now, ask, told } = await aStream();
  now.connected = false;
  await vi.advanceTimersByTimeAsync(5000);
  expect(told.ended).toBe(true);
  expect((await ask()).status).toBe(503);
});
