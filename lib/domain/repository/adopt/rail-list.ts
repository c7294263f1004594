import type { Problem } from "./types.ts";

/** What a guard rail asks for, and what to do where it is not so. `rules` are the names under which it is reported. */
type RailRule = { rule: string; rules: readonly string[]; title: string; remedy: string };

/** The checked list, in the order in which a person should look at it. */
export const railRules: readonly RailRule[] = [
  {
    rule: "does-not-build",
    rules: ["does-not-build"],
    title: "Every overlay builds",
    remedy: "Flux applies nothing of what does not build. Add the file that is missing, or take its line out.",
  },
  {
    rule: "source-missing",
    rules: ["source-missing"],
    title: "Every source exists",
    remedy: "Write the source, or name one that is there.",
  },
  {
    rule: "sync-names-other-path",
    rules: ["sync-names-other-path", "sync-names-other-branch"],
    title: "Each cluster follows its own folder and branch",
    remedy: "gotk-sync.yaml is never copied between clusters: bootstrap again, or put its path and branch right.",
  },
  {
    rule: "range-in-production",
    rules: ["range-in-production"],
    title: "No range in production",
    remedy: "Write one exact version, so that what runs is what was approved.",
  },
  {
    rule: "floating-in-production",
    rules: ["floating-in-production", "branch-in-production"],
    title: "No moving tag and no branch in production",
    remedy: "Write one exact version, or a digest.",
  },
  {
    rule: "range-in-tag",
    rules: ["range-in-tag"],
    title: "Ranges stand in ref.semver, not in ref.tag",
    remedy: "Move the range to ref.semver; ref.tag is the name of one tag.",
  },
  {
    rule: "read-as-number",
    rules: ["read-as-number"],
    title: "No version is read as a number",
    remedy: "Quote it. Where Flux sets it by a variable quotes do not last: name a tag that is no number.",
  },
  {
    rule: "prerelease-in-production",
    rules: ["prerelease-in-production"],
    title: "No pre-release in production",
    remedy: "Promote the release itself.",
  },
  {
    rule: "skipped-environment",
    rules: ["skipped-environment"],
    title: "No environment is skipped",
    remedy: "Bring it to the environment before, or say there that it is not wanted.",
  },
  {
    rule: "marker-undoes-pin",
    rules: ["marker-undoes-pin"],
    title: "No image policy undoes a pin",
    remedy: "Remove the marker from the line, or let the policy decide and take the pin away.",
  },
  {
    rule: "differing-structure",
    rules: ["differing-structure"],
    title: "A service is built alike in every environment",
    remedy: "Let one thing lead its version everywhere: the chart, or the image.",
  },
  {
    rule: "removed-api-version",
    rules: ["removed-api-version"],
    title: "No API version that Flux has removed",
    remedy: "Write the version that is served now; `flux migrate` does it for a whole repository.",
  },
];

export type RailChecked = { rule: string; title: string; remedy: string; findings: Problem[] };

/** Findings sorted into the list: a rule without any is fine. What belongs to no rule did not resolve. */
export function checkedRails(findings: readonly Problem[]): { rails: RailChecked[]; unresolved: Problem[] } {
  const known = new Set(railRules.flatMap(({ rules }) => rules));
  return {
    rails: railRules.map(({ rule, rules, title, remedy }) => ({
      rule,
      title,
      remedy,
      findings: findings.filter((finding) => rules.includes(finding.rule)),
    })),
    unresolved: findings.filter(({ rule }) => !known.has(rule)),
  };
}

/** What did not resolve is told as well, but the repository may leave it to somebody else. */
export function isAgainstRails(findings: readonly Problem[]): boolean {
  return checkedRails(findings).rails.some((rail) => rail.findings.length > 0);
}
