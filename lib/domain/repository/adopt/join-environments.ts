import { compareText } from "../../version/version.ts";
import type { Certainty, EnvironmentFound } from "./types.ts";

/**
 * The environments of several repositories as one order: what any of them promotes from
 * counts, and an environment comes after all that it is promoted from. A step that another
 * one leaves out ("staging" between) is not left out because of it. Where two repositories
 * say the opposite, the one that is surer is believed: in a circle nothing would ever move.
 */
export function joinEnvironments(readings: readonly (readonly EnvironmentFound[])[]): EnvironmentFound[] {
  const joined = new Map<string, EnvironmentFound>();
  for (const found of readings.flat()) {
    const known = joined.get(found.name);
    joined.set(found.name, known ? together(known, found) : { ...found, promotesFrom: [] });
  }
  for (const { from, to } of edgesIn(readings)) {
    const environment = joined.get(to);
    if (!environment || environment.promotesFrom.includes(from)) continue;
    if (from === to || reaches(joined, from, to, new Set([from]))) continue;
    joined.set(to, { ...environment, promotesFrom: [...environment.promotesFrom, from].sort() });
  }
  const names = [...joined.keys()];
  for (let round = 0; round < names.length; round++) {
    for (const [name, environment] of joined) {
      const after = environment.promotesFrom.map((before) => (joined.get(before)?.order ?? -1) + 1);
      joined.set(name, { ...environment, order: Math.max(environment.order, ...after) });
    }
  }
  const shortened = names.flatMap((name) => {
    const environment = joined.get(name);
    return environment ? [{ ...environment, promotesFrom: withoutDetours(joined, environment) }] : [];
  });
  return ranked(shortened);
}

const SUREST: readonly Certainty[] = ["certain", "likely", "guess"];

/** The surest first; what only one says is nobody's contradiction. */
function edgesIn(readings: readonly (readonly EnvironmentFound[])[]) {
  return readings
    .flat()
    .flatMap(({ name: to, promotesFrom, certainty }) => promotesFrom.map((from) => ({ from, to, certainty })))
    .sort(
      (a, b) =>
        SUREST.indexOf(a.certainty) - SUREST.indexOf(b.certainty) ||
        compareText(a.from, b.from) ||
        compareText(a.to, b.to),
    );
}

function together(a: EnvironmentFound, b: EnvironmentFound): EnvironmentFound {
  return {
    ...a,
    order: Math.max(a.order, b.order),
    isProduction: a.isProduction || b.isProduction,
  };
}

/** Who is reached by way of another predecessor is not a predecessor too. */
function withoutDetours(all: ReadonlyMap<string, EnvironmentFound>, environment: EnvironmentFound): string[] {
  const { promotesFrom } = environment;
  return promotesFrom.filter(
    (before) => !promotesFrom.some((other) => other !== before && reaches(all, other, before, new Set([other]))),
  );
}

function reaches(
  all: ReadonlyMap<string, EnvironmentFound>,
  from: string,
  to: string,
  seen: ReadonlySet<string>,
): boolean {
  return (all.get(from)?.promotesFrom ?? []).some(
    (next) => next === to || (!seen.has(next) && reaches(all, next, to, new Set([...seen, next]))),
  );
}

function ranked(environments: EnvironmentFound[]): EnvironmentFound[] {
  const orders = [...new Set(environments.map(({ order }) => order))].sort((a, b) => a - b);
  return environments
    .map((environment) => ({ ...environment, order: orders.indexOf(environment.order) }))
    .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
}
