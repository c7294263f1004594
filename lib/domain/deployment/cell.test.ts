import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aStatus } from "../../../test/fakes/status.ts";
import { sameVersion } from "../version/same.ts";
import { compareVersions, newestFirst } from "../version/version.ts";
import { type CellFacts, cellOf, type InFlight, releasesBehind } from "./cell.ts";
import type { Drift } from "./types.ts";

const object = { kind: "Deployment" as const, namespace: "cart", name: "checkout" } as unknown as Drift["object"];
const byHand: Drift = { class: "scaling", kind: "by-hand", object, since: 1, sentence: "replicas 5 by kubectl" };
const moving = { from: "2.4.0", to: "2.4.1", progress: 0.5 };

function facts(more: Partial<CellFacts> = {}): CellFacts {
  return {
    status: aStatus({ health: "healthy", runs: "2.4.0" }),
    declared: "2.4.0",
    behind: 0,
    connected: true,
    ...more,
  };
}

const inFlight = (waitsFor: InFlight["waitsFor"]): InFlight => ({
  id: "p1",
  version: "2.4.1",
  waitsFor,
  sentence: `2.4.1 waits for ${waitsFor}`,
});

describe("a cell", () => {
  it("that is well says nothing", () => {
    expect(cellOf(facts())).toEqual({ tone: "quiet" });
  });

  it("says what matters most first", () => {
    const everything = facts({
      status: aStatus({
        health: "failing",
        tone: "bad",
        sentence: "1 of 3 pods crashes",
        motion: moving,
        drift: [byHand],
      }),
      inFlight: inFlight("you"),
      behind: 3,
    });
    const status = everything.status ?? aStatus();
    expect(cellOf(everything)).toEqual({ tone: "bad", sentence: "1 of 3 pods crashes" });
    const calm = { ...everything, status: { ...status, tone: "wait" as const, sentence: undefined } };
    expect(cellOf(calm)).toEqual({ tone: "you", sentence: "2.4.1 waits for your approval" });
    expect(cellOf({ ...calm, inFlight: inFlight("approval") })).toEqual({
      tone: "motion",
      sentence: "on its way to 2.4.1",
    });
    const still = { ...calm.status, motion: undefined };
    expect(cellOf({ ...calm, status: still, inFlight: inFlight("approval") })).toEqual({
      tone: "drift",
      sentence: "replicas 5 by kubectl",
    });
    const clean = { ...still, drift: [], sentence: "suspended", tone: "off" as const };
    expect(cellOf({ ...calm, status: clean, inFlight: inFlight("approval") })).toEqual({
      tone: "quiet",
      sentence: "2.4.1 waits for approval",
    });
    expect(cellOf({ ...calm, status: clean, inFlight: undefined })).toEqual({ tone: "muted", sentence: "suspended" });
    expect(cellOf({ ...calm, status: { ...clean, sentence: undefined }, inFlight: undefined })).toEqual({
      tone: "quiet",
      sentence: "3 releases behind",
    });
  });

  it("moves while Git or a rollout is at work, and waits quietly for people and machines", () => {
    for (const waitsFor of ["git", "rollout"] as const)
      expect(cellOf(facts({ inFlight: inFlight(waitsFor) })).tone).toBe("motion");
    for (const waitsFor of ["approval", "machine"] as const)
      expect(cellOf(facts({ inFlight: inFlight(waitsFor) })).tone).toBe("quiet");
  });

  it("of a cluster that nobody connected, or that was not seen yet, claims nothing", () => {
    expect(cellOf(facts({ connected: false }))).toEqual({ tone: "muted", sentence: "cluster not connected" });
    expect(cellOf(facts({ status: undefined }))).toEqual({ tone: "muted", sentence: "2.4.0, not seen yet" });
  });

  it("says one thing at most", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.nat(3),
        fc.constantFrom("good", "wait", "bad", "off", "drift"),
        (flight, drift, behind, tone) => {
          const cell = cellOf(
            facts({
              status: aStatus({ tone: tone as "good", drift: drift ? [byHand] : [] }),
              behind,
              ...(flight ? { inFlight: inFlight("approval") } : {}),
            }),
          );
          expect(cell.sentence?.split("\n") ?? ["one"]).toHaveLength(1);
          if (tone === "bad") expect(cell.tone).toBe("bad");
        },
      ),
    );
  });
});

describe("how far an environment is behind the one before it", () => {
  const known = ["2.5.0", "2.4.2", "2.4.1", "2.4.0", "2.3.0"];

  it.each([
    ["2.4.0", "2.4.2", 2],
    ["2.4.0", "2.5.0", 3],
    ["2.4.0", "2.4.0", 0],
    ["v2.4.0", "2.4.0", 0],
    ["2.5.0", "2.4.0", 0],
    // A release that the registry no longer has still is one ahead.
    ["2.4.0", "2.9.9", 3],
    ["2.5.0", "2.9.9", 1],
    [undefined, "2.4.0", 0],
    ["2.4.0", undefined, 0],
  ])("%s against %s is %i", (here, before, behind) => {
    expect(releasesBehind(here, before, known)).toBe(behind);
  });

  it("is what counting one by one comes to, however releases are written", () => {
    const text = fc
      .tuple(
        fc.constantFrom("", "v"),
        fc.nat(2),
        fc.nat(2),
        fc.constantFrom("", ".0", ".1", ".0-rc.1", ".0+abc", ".1+def", ".0_x"),
      )
      .map(([v, major, minor, rest]) => `${v}${major}.${minor}${rest}`);
    const known = fc.uniqueArray(fc.oneof(text, fc.constantFrom("latest", "main", "abc1234")), { maxLength: 30 });
    fc.assert(
      fc.property(known, text, text, (versions, here, before) => {
        const between = versions.filter(
          (each) => compareVersions(each, here) > 0 && compareVersions(each, before) <= 0 && !sameVersion(each, here),
        );
        const isBehind = !sameVersion(here, before) && compareVersions(here, before) < 0;
        expect(releasesBehind(here, before, newestFirst(versions))).toBe(isBehind ? Math.max(1, between.length) : 0);
      }),
      { numRuns: 2000 },
    );
  });

  it("is not told of names, which have no order", () => {
    for (const [here, before] of [
      ["latest", "2.5.0"],
      ["abc1234", "def5678"],
      ["2.4.0", "main"],
    ] as const)
      expect(releasesBehind(here, before, [...known, "latest", "main"])).toBe(0);
  });
});
