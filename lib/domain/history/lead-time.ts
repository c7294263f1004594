import { stagesBefore } from "../promotion/stages.ts";
import { plainVersion } from "../version/same.ts";
import { type Arrival, firstsIn, type Stay } from "./arrivals.ts";
import { quantile } from "./precedence.ts";

/** One version on its way: when it came to the one environment, and when to the next. */
export type Passage = { version: string; left: number; arrived: number; ms: number };

/** From one environment into the next, for one service. */
export type LeadTime = {
  from: string;
  to: string;
  /** Newest first. */
  passages: Passage[];
  medianMs: number;
  p90Ms: number;
  /** Versions that came into `to` without having been in `from` before. */
  skipped: number;
};

type Stage = { name: string; promotesFrom: readonly string[] };

/**
 * How long the versions of a service took between neighbouring environments, from the first time that each had
 * them. What an environment goes back to took no time at all, and what `from` began with was there since nobody
 * knows when: neither counts.
 */
export function leadTimesOf(stays: readonly Stay[], environments: readonly Stage[]): LeadTime[] {
  const firsts = Map.groupBy(firstsIn(stays), ({ environment }) => environment);
  return environments.flatMap(({ name: to }) => {
    if (!firsts.has(to)) return [];
    const before = stagesBefore(environments, to, (name) => firsts.has(name));
    return before.map((from) => between(from, to, firsts.get(from) ?? [], firsts.get(to) ?? []));
  });
}

type First = Arrival & { moved: boolean };

function between(from: string, to: string, there: readonly First[], here: readonly First[]): LeadTime {
  const known = new Map(there.map((first) => [plainVersion(first.version), first]));
  const came = here
    .filter(({ moved }) => moved)
    .map(({ version, at: arrived }) => ({ version, arrived, first: known.get(plainVersion(version)) }));
  const passages = came
    .flatMap(({ version, arrived, first }) =>
      first?.moved && first.at < arrived ? [{ version, left: first.at, arrived, ms: arrived - first.at }] : [],
    )
    .sort((a, b) => b.arrived - a.arrived);
  const times = passages.map(({ ms }) => ms);
  return {
    from,
    to,
    passages,
    medianMs: quantile(times, 0.5),
    p90Ms: quantile(times, 0.9),
    skipped: came.filter(({ arrived, first }) => !first || first.at >= arrived).length,
  };
}
