import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aStatus } from "../../../test/fakes/status.ts";
import { limitOf, rollout, type Watched } from "./verify.ts";

const there = (cluster: string, healthySince = 100): Watched => ({
  cluster,
  stale: false,
  status: aStatus({ wanted: "2.4.1", runs: "2.4.1", health: "healthy", healthySince }),
});

describe("a rollout", () => {
  it("is there when the promised version runs and is healthy on every cluster, since the last one of them", () => {
    expect(rollout("2.4.1", [there("eu", 100), there("us", 300)])).toEqual({
      is: "there",
      since: 300,
      sentence: "2.4.1 runs and is healthy on eu and us.",
    });
  });

  it("is on its way while one cluster still runs another version, and names it", () => {
    const old = {
      ...there("us"),
      status: aStatus({ wanted: "2.4.1", runs: "2.4.0", health: "healthy", healthySince: 1 }),
    };
    expect(rollout("2.4.1", [there("eu"), old])).toEqual({ is: "on-its-way", sentence: "us: still runs 2.4.0." });
  });

  it("is silent, neither healthy nor failed, while a cluster has not been heard", () => {
    const grey = { ...there("us"), stale: true };
    expect(rollout("2.4.1", [there("eu"), grey])).toEqual({
      is: "silent",
      clusters: ["us"],
      sentence: "Waits for a sign of life from us.",
    });
    expect(rollout("2.4.1", [there("eu"), { cluster: "us", status: undefined, stale: false }]).is).toBe("silent");
  });

  it("does not fail by what a silent cluster said last", () => {
    const failing = aStatus({ wanted: "2.4.1", runs: "2.4.0", health: "failing", sentence: "1 of 3 pods crashes" });
    expect(rollout("2.4.1", [{ cluster: "eu", status: failing, stale: true }]).is).toBe("silent");
    expect(rollout("2.4.1", [{ cluster: "eu", status: failing, stale: false }])).toEqual({
      is: "failing",
      sentence: "eu: 1 of 3 pods crashes.",
    });
  });

  it("is not failing by the version before it", () => {
    const before = aStatus({ wanted: "2.4.0", runs: "2.4.0", health: "failing" });
    expect(rollout("2.4.1", [{ cluster: "eu", status: before, stale: false }]).is).toBe("on-its-way");
  });

  it("says that it waits for somebody where Flux is suspended", () => {
    const suspended = aStatus({ wanted: "2.4.0", runs: "2.4.0", health: "healthy", healthySince: 1, suspended: true });
    expect(rollout("2.4.1", [{ cluster: "eu", status: suspended, stale: false }]).sentence).toBe(
      "eu: suspended, so Flux will not apply it.",
    );
  });

  it("of nothing is not there: what is no longer declared is unknown", () => {
    expect(rollout("2.4.1", []).is).toBe("silent");
  });

  it("is there only if every cluster was heard, runs it and is healthy", () => {
    const any: fc.Arbitrary<Watched> = fc.record({
      cluster: fc.constantFrom("eu", "us"),
      stale: fc.boolean(),
      status: fc.option(
        fc
          .record({
            wanted: fc.constantFrom("2.4.0", "2.4.1"),
            runs: fc.option(fc.constantFrom("2.4.0", "2.4.1"), { nil: undefined }),
            health: fc.constantFrom("healthy" as const, "failing" as const, "progressing" as const),
            healthySince: fc.option(fc.nat(), { nil: undefined }),
          })
          .map(aStatus),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 3 }), (watched) => {
        const seen = rollout("2.4.1", watched);
        const good = (w: Watched) =>
          !w.stale &&
          w.status?.health === "healthy" &&
          w.status.runs === "2.4.1" &&
          w.status.healthySince !== undefined;
        expect(seen.is === "there").toBe(watched.length > 0 && watched.every(good));
        if (seen.is === "there") expect(Number.isFinite(seen.since)).toBe(true);
      }),
    );
  });
});

describe("the time in which it has to be healthy", () => {
  const minutes = (deadline: number, hold: number) => ({ deadlineMs: deadline * 60_000, holdMs: hold * 60_000 });
  const limit = (relapsed: number | undefined, rules: ReturnType<typeof minutes>) =>
    limitOf({ since: 0, ...(relapsed === undefined ? {} : { relapsedAt: relapsed * 60_000 }) }, rules) / 60_000;

  it("is the deadline", () => {
    expect(limit(undefined, minutes(60, 10))).toBe(60);
  });

  it("begins anew with a relapse, also in a hold that is longer than the deadline", () => {
    expect(limit(5 * 60, minutes(60, 24 * 60))).toBe(6 * 60);
    expect(limit(58, minutes(60, 10))).toBe(70);
  });

  it("ends at last, however often it comes and goes", () => {
    expect(limit(26 * 60, minutes(60, 24 * 60))).toBe(25 * 60);
  });
});
