import { describe, expect, it } from "vitest";
import { type Past, wayBackOf } from "./way-back.ts";

const past = (some: Partial<Past>): Past => ({ ran: [], declared: [], verified: [], ...some });
const version = (now: string, some: Partial<Past>) => wayBackOf(now, past(some))?.version;

describe("the way back", () => {
  it("is the last release that was verified here", () => {
    const some = { ran: ["5.2.1", "5.2.0", "5.1.0"], verified: ["5.1.0", "5.2.0"] };
    expect(wayBackOf("5.2.1", past(some))).toEqual({ version: "5.2.0", sentence: "5.2.0, verified here before" });
  });

  it("passes over a release that ran but never held", () => {
    expect(version("5.2.2", { ran: ["5.2.2", "5.2.1", "5.2.0"], verified: ["5.2.0"] })).toBe("5.2.0");
  });

  it("is not what somebody already went back from, even if it had been verified", () => {
    const some = { ran: ["5.1.0", "5.2.0", "5.1.0", "5.0.0"], verified: ["5.2.0", "5.1.0", "5.0.0"] };
    expect(version("5.1.0", some)).toBe("5.0.0");
  });

  it("does not lead to the bad release while Git already says the old one and the bad one still runs", () => {
    expect(version("5.1.0", { ran: ["5.2.0", "5.1.0"], verified: ["5.2.0", "5.1.0"] })).toBeUndefined();
  });

  it("takes a release for the same with and without a v or a digest behind it", () => {
    expect(version("v1.2.0", { ran: ["1.2.0+abcdef123456", "1.1.0"], verified: ["v1.1.0"] })).toBe("1.1.0");
  });

  it("is what ran before where nothing was verified, and says so", () => {
    expect(wayBackOf("2.0.0", past({ ran: ["2.0.0", "1.9.0"] }))?.sentence).toMatch(/1\.9\.0.*never verified/);
  });

  it("is what Git declared before where nothing else was seen to run: on the first day", () => {
    const some = { ran: ["2.0.0"], declared: ["2.0.0", ">=1.0.0", "main", "1.9.0"] };
    expect(wayBackOf("2.0.0", past(some))).toEqual({
      version: "1.9.0",
      sentence: "1.9.0, what Git declared here before",
    });
  });

  it("is unknown where nothing else has been here", () => {
    expect(wayBackOf("2.0.0", past({ ran: ["2.0.0"], declared: ["2.0.0"] }))).toBeUndefined();
  });
});
