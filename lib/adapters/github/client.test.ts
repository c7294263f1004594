import { describe, expect, it } from "vitest";
import { Unavailable } from "../../ports/failures.ts";
import { told } from "./client.ts";

const answered = (status: number, message: string, headers: Record<string, string> = {}) =>
  told(Object.assign(new Error(message), { status, response: { headers } }), "read branch");

describe("a GitHub that asks to wait", () => {
  it("is told from one that forbids, also in the words of an older Enterprise Server", () => {
    const abuse = "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.";
    expect(answered(403, abuse)).toMatchObject({ name: "Unavailable", retryAfterMs: 60_000 });
    expect(answered(403, "Resource not accessible by integration")).toMatchObject({ name: "Rejected", status: 403 });
  });

  it("is not waited for longer than its limits last, whatever our clock says", () => {
    const reset = String(Math.round(Date.now() / 1000) + 86_400);
    const said = answered(403, "API rate limit exceeded", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset });
    expect(said).toBeInstanceOf(Unavailable);
    expect(said).toMatchObject({ retryAfterMs: 3_600_000 });
  });

  it("is waited for as long as it says by its own clock", () => {
    const limit = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000300" };
    const date = new Date(1_800_000_000_000).toUTCString();
    expect(answered(403, "API rate limit exceeded", { ...limit, date })).toMatchObject({ retryAfterMs: 300_000 });
  });
});

describe("what is no GitHub, or stands before one", () => {
  it("is said by its status, and not by the page that it answers with", () => {
    const page = "<!DOCTYPE html><title>Blocked by the proxy</title>";
    const said = Object.assign(new Error(page), { status: 404, response: { headers: {}, data: page } });
    expect(told(said, "read branch")).toMatchObject({ name: "Rejected", message: "GitHub answered 404." });
  });
});
