import type { Certainty, Corrections, EnvironmentFound } from "./types.ts";

/**
 * Which environment a cluster belongs to, and in which order environments
 * stand, told by their names: nothing else in a repository says so.
 */
type Convention = { name: string; order: number; words: readonly string[] };

const CONVENTIONS: readonly Convention[] = [
  { name: "sandbox", order: 0, words: ["sandbox", "sbx", "playground", "play", "local", "lab", "kind"] },
  { name: "development", order: 1, words: ["development", "develop", "dev", "devel"] },
  { name: "integration", order: 2, words: ["integration", "int", "ci"] },
  { name: "test", order: 3, words: ["test", "testing", "tst", "qa"] },
  { name: "uat", order: 4, words: ["uat", "acceptance", "acc"] },
  { name: "staging", order: 5, words: ["staging", "stage", "stag", "stg", "preprod", "preproduction"] },
  { name: "production", order: 6, words: ["production", "prod", "prd", "live"] },
];

export type EnvironmentGuess = { environment: string; order: number | null; reason: string; certainty: Certainty };

/** `production-eu` → production; a name that says nothing is an environment of its own. */
export function environmentOfCluster(cluster: string): EnvironmentGuess {
  const name = cluster.toLowerCase();
  const exact = CONVENTIONS.find(({ words }) => words.includes(name.replaceAll(/[^a-z]/g, "")) || words.includes(name));
  if (exact) {
    const reason =
      exact.name === cluster ? "The cluster is called so." : `"${cluster}" is a usual name for ${exact.name}.`;
    return { environment: exact.name, order: exact.order, reason, certainty: "certain" };
  }
  const words = name.split(/[^a-z]+/).filter((word) => word !== "");
  // `non-prod` and `pre-prod` are not production.
  const negated = words.some((word) => word === "non" || word === "pre" || word === "nonprod");
  const found = words.flatMap((word) => CONVENTIONS.filter((convention) => convention.words.includes(word)));
  const [convention] = found;
  if (convention && found.every((other) => other === convention) && !(negated && convention.name === "production")) {
    const reason = `The cluster's name "${cluster}" holds a usual word for ${convention.name}; the rest tells its clusters apart.`;
    return { environment: convention.name, order: convention.order, reason, certainty: "likely" };
  }
  if (negated && words.includes("pre")) {
    return { environment: "staging", order: 5, reason: `"${cluster}" comes before production.`, certainty: "guess" };
  }
  const reason = `The name "${cluster}" says nothing about a stage, so it stands as an environment of its own.`;
  return { environment: cluster, order: null, reason, certainty: "guess" };
}

/** Environments in order; each is promoted from the ones right before it. Those without a known place come between the first and production, side by side. */
export function environmentsOf(
  found: readonly { environment: string; order: number | null; reason: string; certainty: Certainty }[],
  corrections: Corrections["environments"] = {},
): EnvironmentFound[] {
  const byName = new Map<string, { order: number; reason: string; certainty: Certainty }>();
  for (const { environment, order, reason, certainty } of found) {
    if (byName.has(environment)) continue;
    const known = CONVENTIONS.find(({ name }) => name === environment)?.order ?? order;
    byName.set(environment, { order: known ?? 4.5, reason, certainty: known === null ? "guess" : certainty });
  }
  const ranked = [...byName].map(([name, guess]) => {
    const { order, promotesFrom } = corrections[name] ?? {};
    return {
      name,
      ...guess,
      order: order ?? guess.order,
      corrected: order !== undefined || promotesFrom !== undefined,
    };
  });
  const orders = [...new Set(ranked.map(({ order }) => order))].sort((a, b) => a - b);
  return ranked
    .map(({ name, order, reason, certainty, corrected }) => {
      const rank = orders.indexOf(order);
      const before = ranked.filter((other) => other.order === orders[rank - 1]).map((other) => other.name);
      return {
        name,
        order: rank,
        promotesFrom: corrections[name]?.promotesFrom ?? promotedFrom(name, before),
        isProduction: corrections[name]?.isProduction ?? name === "production",
        reason: corrected ? "Its place in the order was set by hand." : reason,
        certainty: corrected ? ("certain" as const) : certainty,
      };
    })
    .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
}

/** A sandbox brings its changes back to development, it does not feed the next stage. */
function promotedFrom(name: string, before: readonly string[]): string[] {
  const feeding = before.filter((other) => other !== "sandbox");
  return name === "sandbox" ? [] : feeding.toSorted();
}
