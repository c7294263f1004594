import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Stay } from "../../history/arrivals.ts";
import { type Precedence, precedenceIn, verdictOf } from "../../history/precedence.ts";
import { environmentOfCluster, environmentsOf } from "./environments.ts";
import { orderOf } from "./order.ts";
import type { Corrections } from "./types.ts";

const DAY = 86_400_000;

/** An environment's log of one service: versions by number, each with the day that it came. */
function came(environment: string, service: string, ...moves: [version: number, day: number][]): Stay[] {
  return moves.map(([version, day], i) => {
    const to = moves[i + 1]?.[1];
    const where = { deployment: `${environment}/${service}`, service, environment };
    return { ...where, version: `1.${version}.0`, from: day * DAY, ...(to === undefined ? {} : { to: to * DAY }) };
  });
}

/** `count` versions that go through the environments in this order, some days apart; each begins with version 0. */
function promoted(count: number, lags: Record<string, number>, service = "shop"): Stay[] {
  return Object.entries(lags).flatMap(([environment, lag]) =>
    came(
      environment,
      service,
      [0, 0],
      ...Array.from({ length: count }, (_, i): [number, number] => [i + 1, 10 * (i + 1) + lag]),
    ),
  );
}

const environments = (names: readonly string[], log: readonly Stay[], corrections: Corrections["environments"] = {}) =>
  environmentsOf(names.map(environmentOfCluster), corrections, precedenceIn(log));
const shape = (found: ReturnType<typeof environments>) =>
  found.map(({ name, promotesFrom }) => `${name} < ${promotesFrom.join(",")}`);

describe("the order of environments, by what versions did", () => {
  it("is found where names say nothing, with its reason and how sure it is", () => {
    const found = environments(["gamma", "beta", "alpha"], promoted(20, { gamma: 0, alpha: 2, beta: 5 }));
    expect(shape(found)).toEqual(["gamma < ", "alpha < gamma", "beta < alpha"]);
    expect(found[1]).toMatchObject({
      reason: expect.stringMatching(/20 of 20 versions came to gamma first, 2 days earlier in the median\.$/),
      certainty: "certain",
    });
    expect(found[0]?.reason).toMatch(/20 of 20 versions came to gamma first/);
  });

  it("is less sure of it the less there is, and says nothing of next to nothing", () => {
    const with_ = (count: number) => environments(["alpha", "beta"], promoted(count, { beta: 0, alpha: 1 }));
    expect([20, 8, 3].map((count) => with_(count).map(({ certainty }) => certainty))).toEqual([
      ["certain", "certain"],
      ["likely", "likely"],
      ["guess", "guess"],
    ]);
    expect(shape(with_(2))).toEqual(["alpha < ", "beta < "]);
  });

  it("counts what one commit moves as one occasion, however many services that are", () => {
    const services = Array.from({ length: 40 }, (_, i) => promoted(2, { beta: 0, alpha: 1 }, `service-${i}`));
    expect(shape(environments(["alpha", "beta"], services.flat()))).toEqual(["alpha < ", "beta < "]);
  });

  it("holds against what names say where the log is clear, and not where it is thin", () => {
    const names = ["staging", "production"];
    const clear = environments(names, promoted(12, { production: 0, staging: 1 }));
    expect(shape(clear)).toEqual(["production < ", "staging < production"]);
    expect(clear[1]?.reason).toMatch(/came to production first, .*, whatever the names say/);
    const thin = environments(names, promoted(4, { production: 0, staging: 1 }));
    expect(shape(thin)).toEqual(["staging < ", "production < staging"]);
    expect(thin[1]).toMatchObject({
      certainty: "guess",
      reason: expect.stringMatching(/The log speaks against it \(4 of 4 versions came to production first/),
    });
  });

  it("takes a version that skipped an environment, a fix that went the other way and a rollback for what they are", () => {
    const log = [
      ...promoted(12, { alpha: 0, beta: 2 }),
      ...came("alpha", "cart", [0, 0], [1, 5], [3, 7], [1, 8], [3, 30], [4, 41]),
      ...came("beta", "cart", [0, 0], [2, 6], [3, 31], [4, 40]),
    ];
    const found = environments(["beta", "alpha"], log);
    expect(shape(found)).toEqual(["alpha < ", "beta < alpha"]);
    expect(found[1]?.reason).toMatch(/13 of 14 versions came to alpha first/);
  });

  it("puts side by side what is fed alike, and says that the log does not tell", () => {
    const stays = ["eu", "us"].flatMap((name, n) =>
      came(
        name,
        "shop",
        [0, 0],
        ...Array.from({ length: 20 }, (_, i): [number, number] => [i + 1, 10 * (i + 1) + 3 + ((i + n) % 2)]),
      ),
    );
    const found = environments(["us", "eu", "alpha"], [...promoted(20, { alpha: 0 }), ...stays]);
    expect(shape(found)).toEqual(["alpha < ", "eu < alpha", "us < alpha"]);
    expect(found[1]).toMatchObject({
      certainty: "guess",
      reason: expect.stringMatching(/does not say which of them is first: 10 versions came to eu first, 10 to us\.$/),
    });
  });

  it("leaves environments where their names put them that one commit moves together", () => {
    const found = environments(["production", "staging"], promoted(30, { production: 0, staging: 0 }));
    expect(shape(found)).toEqual(["staging < ", "production < staging"]);
    expect(found.map(({ certainty }) => certainty)).toEqual(["certain", "certain"]);
  });

  it("learns nothing from an environment that is made later as a copy of another", () => {
    const late = came("copy", "shop", [20, 205]);
    const found = environments(["copy", "alpha", "beta"], [...promoted(20, { alpha: 0, beta: 2 }), ...late]);
    expect(found.find(({ name }) => name === "copy")).toMatchObject({ promotesFrom: [], certainty: "guess" });
  });

  it("that people have set is never changed by a log", () => {
    const log = promoted(40, { gamma: 0, beta: 1, alpha: 2 });
    const byHand = { alpha: { order: 0 }, beta: { order: 1 }, gamma: { order: 2 } };
    expect(shape(environments(["alpha", "beta", "gamma"], log, byHand))).toEqual([
      "alpha < ",
      "beta < alpha",
      "gamma < beta",
    ]);
    const from = environments(["alpha", "beta", "gamma"], log, { alpha: { promotesFrom: ["gamma"] } });
    expect(from.find(({ name }) => name === "alpha")?.promotesFrom).toEqual(["gamma"]);
  });

  it("that goes in a circle is opened where the log is least clear, and says so", () => {
    const pair = (one: string, other: string, first: number, second: number): Precedence => ({
      ...{ one, other, oneFirst: first, oneFirstTimes: first, otherFirst: second, otherFirstTimes: second },
      ...{ together: 0, medianMs: DAY },
    });
    const log = [pair("a", "b", 30, 0), pair("b", "c", 20, 0), pair("a", "c", 0, 9)];
    const found = environmentsOf(["a", "b", "c"].map(environmentOfCluster), {}, log);
    expect(shape(found)).toEqual(["a < ", "b < a", "c < b"]);
    expect(found.find(({ name }) => name === "c")?.reason).toMatch(
      /speaks against it \(9 of 9 versions came to c first/,
    );
  });
});

const names = fc.uniqueArray(
  fc.constantFrom("dev", "staging", "production", "alpha", "beta", "gamma", "sandbox", "qa"),
  {
    minLength: 2,
    maxLength: 6,
  },
);
const stay = fc.record({ environment: fc.nat(5), service: fc.nat(2), version: fc.nat(8), day: fc.nat(60) });

/** Any log at all: what is moved when, by chance. */
const anyLog = fc.tuple(names, fc.array(stay, { maxLength: 120 })).map(([all, moves]) => {
  const places = Map.groupBy(moves, ({ environment, service }) => `${environment % all.length} ${service}`);
  const stays = [...places].flatMap(([key, inPlace]) => {
    const [n = "0", service = ""] = key.split(" ");
    const inTime = [...new Map(inPlace.map((move) => [move.day, move])).values()].sort((a, b) => a.day - b.day);
    return came(all[Number(n)] ?? "", service, ...inTime.map(({ version, day }): [number, number] => [version, day]));
  });
  return { all, stays };
});

describe("whatever a log says", () => {
  it("the order has no circles, and everybody comes after what they are promoted from", () => {
    fc.assert(
      fc.property(anyLog, ({ all, stays }) => {
        const found = environments(all, stays);
        const places = new Map(found.map(({ name, order }) => [name, order]));
        for (const { order, promotesFrom } of found)
          for (const before of promotesFrom) expect(places.get(before)).toBeLessThan(order);
      }),
    );
  });

  it("it is the same in whichever order its intervals and environments are told", () => {
    fc.assert(
      fc.property(
        anyLog.chain(({ all, stays }) =>
          fc.record({
            all: fc.constant(all),
            stays: fc.constant(stays),
            mixed: fc.shuffledSubarray(stays, { minLength: stays.length }),
            mixedNames: fc.shuffledSubarray(all, { minLength: all.length }),
          }),
        ),
        ({ all, stays, mixed, mixedNames }) => {
          expect(environments(mixedNames, mixed)).toEqual(environments(all, stays));
        },
      ),
    );
  });

  it("an edge that is taken and the edges that are set aside are all that a clear log says", () => {
    fc.assert(
      fc.property(anyLog, ({ all, stays }) => {
        const pairs = precedenceIn(stays);
        const stages = environments(all, []).map(({ name }) => ({ name, usual: null }));
        const order = orderOf(stages, pairs);
        const told = [...order.edges, ...order.against].filter(({ by }) => by === "log").length;
        expect(told).toBe(pairs.filter((pair) => verdictOf(pair).is === "before").length);
      }),
    );
  });

  it("versions that are strictly promoted one after the other give just that order, whatever it is called", () => {
    const journeys = fc.record({
      order: fc.shuffledSubarray(["alpha", "beta", "gamma", "staging", "production"], { minLength: 2, maxLength: 4 }),
      services: fc.integer({ min: 1, max: 4 }),
      versions: fc.integer({ min: 8, max: 25 }),
      lag: fc.integer({ min: 1, max: 3 }),
      rollbacks: fc.array(fc.record({ at: fc.nat(23), stage: fc.nat(3) }), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(journeys, ({ order, services, versions, lag, rollbacks }) => {
        const stays = Array.from({ length: services }, (_, s) =>
          order.flatMap((environment, stage) => {
            const moves = Array.from({ length: versions + 1 }, (_, i): [number, number][] => {
              const day = i === 0 ? 0 : 20 * i + lag * stage + s / 10;
              const back = rollbacks.some((each) => each.stage === stage && each.at === i && i > 1);
              // Back to the one before for some hours, and forward again.
              return back
                ? [
                    [i, day],
                    [i - 1, day + 0.3],
                    [i, day + 0.6],
                  ]
                : [[i, day]];
            });
            return came(environment, `service-${s}`, ...moves.flat());
          }),
        ).flat();
        expect(environments(order, stays).map(({ name }) => name)).toEqual(order);
        expect(shape(environments(order, stays))).toEqual(
          order.map((name, i) => `${name} < ${i === 0 ? "" : order[i - 1]}`),
        );
      }),
    );
  });
});
