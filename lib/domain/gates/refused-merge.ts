/**
 * What somebody can do about a merge that the host refused. Its own words say why; these are the
 * ones that GitHub uses (https://docs.github.com/rest/pulls/pulls#merge-a-pull-request).
 */
const ways: readonly [RegExp, string][] = [
  [/merge queue/i, "Add the pull request to the merge queue on GitHub; Sluice notices the merge."],
  [
    /(merge commits|squash merges) are not allowed|linear history/i,
    "Allow merge commits or squashing in the repository's settings.",
  ],
  [/conversation/i, "Resolve what is open on the pull request."],
  [/approving review|review is required|changes have been requested|code owner/i, "Review it on GitHub."],
  [/status check|checks? .*(expected|pending|failing|failed)/i, "It is merged when those checks are green."],
  [/signed|signature/i, "Connect Sluice by an App, whose commits GitHub signs, or take that rule off its branches."],
  [/out of date|up to date/i, "Cancel, and promote again from where the branch is now."],
  [/not authorized|protected branch|rule violations|locked/i, "Let Sluice's account merge into this branch."],
];

/** Whoever has mended what the refusal names waits no longer than this, for no button gets around it. */
const longestMs = 10 * 60_000;

/** Soon at first: most refusals are of the moment, as when something else was merged just before. */
export function mergeAgainAt({ at, times }: { at: number; times: number }): number {
  return at + Math.min(30_000 * 2 ** (times - 1), longestMs);
}

/** Empty where the host's words are all there is. */
export function wayOutOf(refusal: string): string {
  return ways.find(([words]) => words.test(refusal))?.[1] ?? "";
}
