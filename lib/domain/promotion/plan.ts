import type { Plan, PlannedEdit } from "./promotion.ts";

/**
 * What an approval is for, as text: the release, and every scalar that changes with
 * the lines it stands in. Line numbers and the base commit are left out, so that
 * somebody's unrelated push does not void an approval, but any change of what
 * would be written does.
 */
export function planText(plan: Plan): string {
  return JSON.stringify({
    service: plan.service,
    environment: plan.environment,
    version: plan.version,
    digest: plan.digest ?? null,
    kind: plan.kind,
    legs: plan.legs.map((leg) => ({
      clusters: [...leg.clusters].sort(),
      repository: leg.repository,
      baseBranch: leg.baseBranch,
      watchOnly: leg.watchOnly,
      edits: leg.edits.map(editText),
    })),
  });
}

function editText(edit: PlannedEdit) {
  return { path: edit.path, before: edit.before, after: edit.after };
}

/** The same edits, up to where they stand in the file: whether a plan made again still is the approved one. */
export function sameEdits(a: readonly PlannedEdit[], b: readonly PlannedEdit[]): boolean {
  return JSON.stringify(a.map(editText)) === JSON.stringify(b.map(editText));
}

/** The lines that differ between two texts, with three lines around them. Only whole-line edits in place: the count of lines may differ. */
export function changedLines(
  before: string,
  after: string,
): { firstLine: number; before: string[]; after: string[]; above: string[]; below: string[] } {
  const old = before.split(/\r?\n/);
  const now = after.split(/\r?\n/);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  )
    end++;
  const below = old.slice(old.length - end, old.length - end + 3);
  // After the last line's ending comes no line.
  if (end <= 3 && below.at(-1) === "") below.pop();
  return {
    firstLine: start + 1,
    before: old.slice(start, old.length - end),
    after: now.slice(start, now.length - end),
    above: old.slice(Math.max(0, start - 3), start),
    below,
  };
}
