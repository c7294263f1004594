import { afterEach, expect, it, vi } from "vitest";
import { api } from "./client.ts";

afterEach(() => void vi.unstubAllGlobals());

const answering = (answer: () => Response) => vi.stubGlobal("fetch", async () => answer());

it("a page that a proxy hands out in Sluice's place is said to be that, and not shown as an error of a parser", async () => {
  answering(() => new Response("<!doctype html><title>Sign in</title>", { status: 200 }));
  await expect(api.services()).rejects.toMatchObject({
    status: 0,
    message: "What answered was not Sluice, or not all of it. Try again in a moment.",
  });
});

it("of a command that nobody answered it is not said that nothing was done", async () => {
  answering(() => {
    throw new TypeError("fetch failed");
  });
  await expect(api.cancel("p", "Not now")).rejects.toMatchObject({
    status: 0,
    message: "Sluice is not answering. Look whether it was done before you try again.",
  });
});

it("a refusal is shown as it is written", async () => {
  const error = { code: "plan-changed", sentence: "The plan changed while you were reading. Look again." };
  answering(() => Response.json({ error }, { status: 409 }));
  await expect(api.cancel("p", "Not now")).rejects.toMatchObject({
    status: 409,
    code: error.code,
    message: error.sentence,
  });
});
