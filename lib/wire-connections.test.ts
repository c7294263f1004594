import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Store } from "./ports/store.ts";
import { openings } from "./wire-connections.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
});
afterEach(() => vi.useRealTimers());

/** One GitHub, as it is stored in this moment. */
function stored(secret: object) {
  const row = { id: "gh", kind: "github", name: "git.example.com", fixed: true };
  const now = { config: { webUrl: "", apiUrl: "" } as object, secret: async () => JSON.stringify(secret) };
  const store = { read: { connections: async () => [{ ...row, config: now.config }] }, secret: () => now.secret() };
  const open = openings(store as unknown as Store, { permit: async () => {}, fetch: () => fetch });
  return { now, open, credentials: async () => (await open.gitHub("gh")).credentials };
}

it("a changed credential is in force within seconds, also where the clock is set back meanwhile", async () => {
  const { now, credentials } = stored({ token: "the first" });
  expect(await credentials()).toEqual({ token: "the first" });
  now.secret = async () => JSON.stringify({ token: "the second" });
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(6_000);
  expect(await credentials()).toEqual({ token: "the second" });
});

it("what is connected by an App instead of a token never looks as if it had no credentials", async () => {
  const { now, open, credentials } = stored({ token: "the first" });
  await credentials();
  const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
    type: "pkcs8",
    format: "pem",
  });
  now.config = { webUrl: "", apiUrl: "", appId: 7 };
  now.secret = async () => JSON.stringify({ privateKey });
  await open.gitHubNow("gh");
  expect(await credentials()).toEqual({ appId: 7, privateKey });
});

it("credentials that could not be read once are read with the next call", async () => {
  const { now, credentials } = stored({});
  now.secret = () => Promise.reject(new Error("The database is not answering."));
  await expect(credentials()).rejects.toThrow("not answering");
  now.secret = async () => JSON.stringify({ token: "the first" });
  expect(await credentials()).toEqual({ token: "the first" });
});

it("a link is whole from the first one on, also before the host was called", async () => {
  const { now, open } = stored({ token: "the first" });
  now.config = { webUrl: "https://git.example.com", apiUrl: "" };
  await open.readAddresses();
  expect(open.webUrl("gh")).toBe("https://git.example.com");
});
