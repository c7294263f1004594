import { plainVersion } from "../version/same.ts";
import { classifyStep } from "../version/step.ts";

/** As much of an interval as says how a version came to an environment. */
export type Stay = {
  deployment: string;
  service: string;
  environment: string;
  version: string;
  from: number;
  to?: number;
};

/** An environment moved up to a version that it had never had. */
export type Arrival = { service: string; environment: string; version: string; at: number };

/**
 * How versions came to environments, each once: the first time, on whichever cluster was first. What an
 * environment or a service begins with did not come from anywhere (it was copied, or the log begins there),
 * and what it goes back to is no news, so neither is an arrival; nor is the version's next coming after that.
 */
export function arrivalsIn(stays: readonly Stay[]): Arrival[] {
  return firstsIn(stays).flatMap(({ moved, ...first }) => (moved ? [first] : []));
}

/** When every environment had a version for the first time; `moved` where that was an arrival. */
export function firstsIn(stays: readonly Stay[]): (Arrival & { moved: boolean })[] {
  const first = new Map<string, Stay & { moved: boolean }>();
  for (const deployment of Map.groupBy(stays, (stay) => stay.deployment).values()) {
    const inTime = deployment.toSorted((a, b) => a.from - b.from);
    for (const [i, stay] of inTime.entries()) {
      const key = `${stay.service}\n${stay.environment}\n${plainVersion(stay.version)}`;
      const moved = isMoveUp(inTime[i - 1], stay);
      const known = first.get(key);
      if (known && (known.from < stay.from || (known.from === stay.from && known.moved))) continue;
      first.set(key, { ...stay, moved });
    }
  }
  return [...first.values()].map(({ service, environment, version, from, moved }) => ({
    ...{ service, environment, version, at: from, moved },
  }));
}

function isMoveUp(before: Stay | undefined, now: Stay): boolean {
  if (!before || (before.to !== undefined && before.to < now.from)) return false;
  const step = classifyStep(before.version, now.version);
  return step !== "downgrade" && step !== "same";
}
