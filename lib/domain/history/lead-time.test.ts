import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Stay } from "./arrivals.ts";
import { leadTimesOf } from "./lead-time.ts";

const HOUR = 3_600_000;
const line = [
  { name: "dev", promotesFrom: [] },
  { name: "staging", promotesFrom: ["dev"] },
  { name: "production", promotesFrom: ["staging"] },
];

/** Versions of one cluster, each with the hour that it came. */
function came(environment: string, ...moves: [version: string, hour: number][]): Stay[] {
  return moves.map(([version, hour], i) => {
    const to = moves[i + 1]?.[1];
    const where = { deployment: `${environment}/shop`, service: "shop", environment };
    return { ...where, version, from: hour * HOUR, ...(to === undefined ? {} : { to: to * HOUR }) };
  });
}

describe("the time from one environment into the next", () => {
  it("is counted from version to version, newest first", () => {
    const [step, ...more] = leadTimesOf(
      [
        ...came("dev", ["1.0.0", 0], ["1.1.0", 10], ["1.2.0", 20], ["1.3.0", 30]),
        ...came("staging", ["1.0.0", 0], ["1.1.0", 11], ["1.2.0", 25], ["v1.3.0", 33]),
      ],
      line,
    );
    expect(more).toEqual([]);
    expect(step).toMatchObject({ from: "dev", to: "staging", medianMs: 3 * HOUR, p90Ms: 5 * HOUR, skipped: 0 });
    expect(step?.passages.map(({ version, ms }) => [version, ms / HOUR])).toEqual([
      ["v1.3.0", 3],
      ["1.2.0", 5],
      ["1.1.0", 1],
    ]);
  });

  it("leaves out what went back, what skipped an environment, and what was there from the beginning", () => {
    const [step] = leadTimesOf(
      [
        ...came("dev", ["1.0.0", 0], ["1.1.0", 10], ["1.3.0", 30], ["1.4.0", 40]),
        ...came("staging", ["0.9.0", 0], ["1.0.0", 5], ["1.1.0", 12], ["1.0.0", 13], ["1.2.0", 20], ["1.4.0", 40]),
      ],
      line,
    );
    // 1.2.0 was never in dev; 1.4.0 came to both by one commit.
    expect(step).toMatchObject({ passages: [{ version: "1.1.0", ms: 2 * HOUR }], skipped: 2 });
  });

  it("goes past an environment that the service is not in", () => {
    const stays = [...came("dev", ["1", 0], ["2", 1]), ...came("production", ["1", 0], ["2", 9])];
    expect(leadTimesOf(stays, line)).toMatchObject([{ from: "dev", to: "production", medianMs: 8 * HOUR }]);
  });

  it("is nothing for a service that is in one environment only", () => {
    expect(leadTimesOf(came("production", ["1", 0], ["2", 9]), line)).toEqual([]);
  });

  it("is what it was made of, however many versions and whichever order they are told in", () => {
    const lags = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lags, fc.infiniteStream(fc.nat()), (hours, chance) => {
        const moves = (lag: (i: number) => number): [string, number][] =>
          [0, ...hours].map((_, i) => [`1.${i}.0`, i * 50 + (i === 0 ? 0 : lag(i))]);
        const stays = [...came("dev", ...moves(() => 0)), ...came("staging", ...moves((i) => hours[i - 1] ?? 0))];
        const mixed = stays
          .map((stay) => [chance.next().value, stay] as const)
          .sort(([a], [b]) => a - b)
          .map(([, stay]) => stay);
        const [step] = leadTimesOf(mixed, line);
        expect(step?.passages.map(({ ms }) => ms / HOUR)).toEqual(hours.toReversed());
        const sorted = hours.toSorted((a, b) => a - b);
        expect(step?.medianMs).toBe((sorted[Math.ceil(sorted.length / 2) - 1] ?? 0) * HOUR);
        expect(step?.p90Ms).toBe((sorted[Math.ceil(sorted.length * 0.9) - 1] ?? 0) * HOUR);
        expect(step?.skipped).toBe(0);
      }),
    );
  });
});
