import { afterEach, expect, it, vi } from "vitest";
import type { Store } from "./ports/store.ts";
import { openings } from "./wire-connections.ts";

afterEach(() => vi.useRealTimers());

it("a changed credential is in force within seconds, also where the clock is set back meanwhile", async () => {
  const hour = 3_600_000;
  const row = { id: "gh", kind: "github", name: "git.example.com", config: { webUrl: "", apiUrl: "" }, fixed: true };
  let token = "the first";
  const store = {
    read: { connections: async () => [row] },
    secret: async () => JSON.stringify({ token }),
  } as unknown as Store;
  const network = { permit: async () => {}, fetch: () => fetch };
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  const open = openings(store, network);
  const credentials = async () => (await open.gitHub("gh")).credentials;
  expect(await credentials()).toEqual({ token: "the first" });
  token = "the second";
  vi.setSystemTime(Date.now() - hour);
  vi.advanceTimersByTime(6_000);
  expect(await credentials()).toEqual({ token: "the second" });
});
