import { plainVersion } from "../version/same.ts";
import { compareText } from "../version/version.ts";
import { type Arrival, arrivalsIn, type Stay } from "./arrivals.ts";

/** Of the versions that two environments both got: how often which of them was first. `one` is before `other` by name only. */
export type Precedence = {
  one: string;
  other: string;
  /** Versions that `one` got first, and on how many occasions: twenty services that one commit moves are one. */
  oneFirst: number;
  oneFirstTimes: number;
  otherFirst: number;
  otherFirstTimes: number;
  /** Versions that one commit brought to both. */
  together: number;
  /** How long they took from the one that is mostly first to the other, in the median. */
  medianMs: number;
};

/** What a log says of two environments: one before the other, side by side, or too little. */
export type Verdict =
  | { is: "before"; from: string; to: string; certainty: "certain" | "likely" | "guess"; strength: number }
  | { is: "beside"; certainty: "likely" }
  | { is: "silent" };

/** Which environment gets versions before which, as a log tells it. The order of its intervals makes no difference. */
export function precedenceIn(stays: readonly Stay[]): Precedence[] {
  const pairs = new Map<string, [Arrival, Arrival][]>();
  const versions = Map.groupBy(arrivalsIn(stays), ({ service, version }) => `${service}\n${plainVersion(version)}`);
  for (const arrivals of versions.values()) {
    const named = arrivals.toSorted((a, b) => compareText(a.environment, b.environment));
    for (const [i, one] of named.entries())
      for (const other of named.slice(i + 1)) {
        const key = `${one.environment}\n${other.environment}`;
        const known = pairs.get(key);
        if (known) known.push([one, other]);
        else pairs.set(key, [[one, other]]);
      }
  }
  return [...pairs.values()].map(compared).sort((a, b) => compareText(a.one, b.one) || compareText(a.other, b.other));
}

function compared(pairs: [Arrival, Arrival][]): Precedence {
  const oneFirst = pairs.filter(([one, other]) => one.at < other.at);
  const otherFirst = pairs.filter(([one, other]) => other.at < one.at);
  const deciding = oneFirst.length >= otherFirst.length ? oneFirst : otherFirst;
  return {
    one: pairs[0]?.[0].environment ?? "",
    other: pairs[0]?.[1].environment ?? "",
    oneFirst: oneFirst.length,
    oneFirstTimes: timesOf(oneFirst),
    otherFirst: otherFirst.length,
    otherFirstTimes: timesOf(otherFirst),
    together: pairs.length - oneFirst.length - otherFirst.length,
    medianMs: quantile(
      deciding.map(([one, other]) => Math.abs(one.at - other.at)),
      0.5,
    ),
  };
}

function timesOf(pairs: readonly [Arrival, Arrival][]): number {
  return new Set(pairs.map(([one, other]) => `${one.at} ${other.at}`)).size;
}

/** The value that a share of them does not exceed; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Two environments that are fed alike come first by chance; seven times in a row they do so once in 64. */
const beyondChance = 2.5;
const beyondDoubt = 4;
/** Below this nothing is said at all. */
const fewest = 3;

/** What pairs say, by occasions and not by versions. Made for two environments that are equally likely to be first. */
export function verdictOf(pair: Precedence): Verdict {
  const { one, other, oneFirst, oneFirstTimes: a, otherFirst, otherFirstTimes: b, together } = pair;
  const [from, to] = a >= b ? [one, other] : [other, one];
  const [most, least] = [Math.max(a, b), Math.min(a, b)];
  const told = most + least;
  const share = told === 0 ? 0 : most / told;
  const strength = told === 0 ? 0 : (most - least) / Math.sqrt(told);
  const apart = oneFirst + otherFirst;
  if (most >= fewest && share >= 0.8) {
    const isMost = apart >= together;
    const certainty =
      isMost && strength >= beyondDoubt && share >= 0.9
        ? "certain"
        : isMost && strength >= beyondChance
          ? "likely"
          : "guess";
    return { is: "before", from, to, certainty, strength };
  }
  return told >= 2 * fewest || together >= 2 * fewest ? { is: "beside", certainty: "likely" } : { is: "silent" };
}
