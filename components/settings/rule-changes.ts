import type { EnvironmentRules } from "../../lib/contracts/setup.ts";

/** What somebody is about to change, rule by rule: the others are whatever they are by then. */
export type RuleChanges = Partial<EnvironmentRules>;

/** Without what holds already, be it that it was saved, or that somebody else has set the same. */
export function changesLeft(changes: RuleChanges, rules: EnvironmentRules): RuleChanges {
  const left = Object.entries(changes).filter(([rule, value]) => rules[rule as keyof EnvironmentRules] !== value);
  return Object.fromEntries(left);
}

export function hasChanges(changes: RuleChanges): boolean {
  return Object.keys(changes).length > 0;
}
