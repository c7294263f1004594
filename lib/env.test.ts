import { describe, expect, it } from "vitest";
import { readEnv, WrongEnvironment } from "./env.ts";

function sentences(from: Record<string, string>): string[] {
  try {
    readEnv(from);
    return [];
  } catch (error) {
    return error instanceof WrongEnvironment ? error.sentences : [String(error)];
  }
}

describe("the environment", () => {
  it("needs nothing on a laptop", () => {
    expect(readEnv({})).toMatchObject({ PORT: 3000, SLUICE_DATA: ".sluice", SLUICE_STALE_SECONDS: 90 });
  });

  it("takes an empty variable for one that is not set", () => {
    expect(readEnv({ DATABASE_URL: "", NEXTAUTH_SECRET: "" }).DATABASE_URL).toBeUndefined();
  });

  it.each([
    [
      { NEXTAUTH_SECRET: "short" },
      "NEXTAUTH_SECRET is shorter than 32 characters. Make one with: openssl rand -base64 33",
    ],
    [
      { SLUICE_SECRET: "x".repeat(31) },
      "SLUICE_SECRET is shorter than 32 characters. Make one with: openssl rand -base64 33",
    ],
    [
      { GITHUB_WEBHOOK_SECRET: "guess" },
      "GITHUB_WEBHOOK_SECRET is shorter than 16 characters: anyone could guess it and sign with it.",
    ],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL must begin with postgres:// or postgresql://."],
    [{ SLUICE_URL: "javascript:alert(1)" }, "SLUICE_URL must be a URL that begins with http:// or https://."],
    [{ PORT: "http" }, "PORT must be a port number."],
    [{ PORT: "70000" }, "PORT must be a port number."],
    [{ SLUICE_STALE_SECONDS: "soon" }, "SLUICE_STALE_SECONDS must be a number from 10 to 3600."],
    [{ SLUICE_HOLD_MINUTES: "-1" }, "SLUICE_HOLD_MINUTES must be a number from 0 to 10080."],
    [{ SLUICE_READING_MEGABYTES: "99.5" }, "SLUICE_READING_MEGABYTES must be a whole number from 64 to 65536."],
    [{ SLUICE_LOG: "loud" }, "SLUICE_LOG must be one of trace, debug, info, warn, error, silent."],
  ])("refuses %j with a sentence", (from, sentence) => {
    expect(sentences(from as Record<string, string>)).toEqual([sentence]);
  });

  it("names everything that is wrong at once", () => {
    expect(sentences({ PORT: "x", NEXTAUTH_SECRET: "short" })).toHaveLength(2);
  });

  it("leaves no slash at the end of an address", () => {
    expect(readEnv({ SLUICE_URL: "https://sluice.example.com/" }).SLUICE_URL).toBe("https://sluice.example.com");
  });
});
