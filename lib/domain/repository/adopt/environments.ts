import type { Precedence } from "../../history/precedence.ts";
import { compareText } from "../../version/version.ts";
import { orderOf, type Stage } from "./order.ts";
import { placed } from "./order-words.ts";
import type { Certainty, Corrections, EnvironmentFound } from "./types.ts";

/**
 * Which environment a cluster belongs to, and in which order environments stand, told by
 * their names. Of the order the repository's log knows better, once it has been read.
 */
type Convention = { name: string; order: number; words: readonly string[] };

const CONVENTIONS: readonly Convention[] = [
  { name: "sandbox", order: 0, words: ["sandbox", "sbox", "sbx", "playground", "play", "local", "lab", "kind"] },
  { name: "development", order: 1, words: ["development", "develop", "dev", "devel"] },
  { name: "integration", order: 2, words: ["integration", "int", "ci"] },
  { name: "test", order: 3, words: ["test", "testing", "tst", "qa"] },
  { name: "uat", order: 4, words: ["uat", "acceptance", "acc"] },
  { name: "staging", order: 5, words: ["staging", "stage", "stag", "stg", "preprod", "preproduction"] },
  { name: "production", order: 6, words: ["production", "prod", "prd", "live"] },
];

export type EnvironmentGuess = { environment: string; order: number | null; reason: string; certainty: Certainty };

/** The environment for which this is a usual word. */
export function stageSaidBy(word: string): string | undefined {
  return CONVENTIONS.find(({ words }) => words.includes(word))?.name;
}

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

/**
 * Environments in order; each is promoted from the ones right before it. Those without a known place come between
 * the first and production, side by side, until a log says which of them gets versions first.
 */
export function environmentsOf(
  found: readonly { environment: string; order: number | null; reason: string; certainty: Certainty }[],
  corrections: Corrections["environments"] = {},
  log: readonly Precedence[] = [],
): EnvironmentFound[] {
  const byName = new Map<string, Stage & { reason: string; certainty: Certainty }>();
  for (const { environment: name, order, reason, certainty } of found) {
    if (byName.has(name)) continue;
    const usual = CONVENTIONS.find((convention) => convention.name === name)?.order ?? order;
    const byHand = corrections[name]?.order;
    const stage = { name, usual, ...(byHand === undefined ? {} : { byHand }) };
    byName.set(name, { ...stage, reason, certainty: usual === null ? "guess" : certainty });
  }
  const order = orderOf([...byName.values()], log);
  return [...byName.values()]
    .map((stage) => {
      const { name } = stage;
      const said = corrections[name];
      return {
        name,
        order: order.places.get(name) ?? 0,
        promotesFrom: said?.promotesFrom ?? order.before.get(name) ?? [],
        isProduction: said?.isProduction ?? name === "production",
        ...(said?.order === undefined && said?.promotesFrom === undefined ? placed(stage, order) : BY_HAND),
      };
    })
    .sort((a, b) => a.order - b.order || compareText(a.name, b.name));
}

const BY_HAND = { reason: "Its place in the order was set by hand.", certainty: "certain" as const };
