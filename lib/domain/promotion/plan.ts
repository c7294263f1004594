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

/** Lines that differ, with up to three around them. */
export type ChangedLines = { firstLine: number; before: string[]; after: string[]; above: string[]; below: string[] };

const AROUND = 3;

/**
 * The lines that differ between two texts, each place by itself: what stands between two of them may be hundreds of
 * lines, which others write to. Where the count of lines differs it is one place.
 */
export function changedPlaces(before: string, after: string): ChangedLines[] {
  const old = before.split(/\r?\n/);
  const now = after.split(/\r?\n/);
  if (old.length !== now.length) return [changedLines(before, after)];
  const places: { start: number; end: number }[] = [];
  for (const [i, line] of old.entries()) {
    if (line === now[i]) continue;
    const last = places.at(-1);
    if (last && i - last.end <= AROUND) last.end = i + 1;
    else places.push({ start: i, end: i + 1 });
  }
  return places.map(({ start, end }) => ({
    firstLine: start + 1,
    before: old.slice(start, end),
    after: now.slice(start, end),
    above: old.slice(Math.max(0, start - AROUND), start),
    below: belowOf(old, end),
  }));
}

/** After the last line's ending comes no line. */
function belowOf(lines: readonly string[], from: number): string[] {
  const below = lines.slice(from, from + AROUND);
  if (from + AROUND >= lines.length && below.at(-1) === "") below.pop();
  return below;
}

/** The lines that differ between two texts, as one place. Only whole-line edits: the count of lines may differ. */
export function changedLines(before: string, after: string): ChangedLines {
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
  return {
    firstLine: start + 1,
    before: old.slice(start, old.length - end),
    after: now.slice(start, now.length - end),
    above: old.slice(Math.max(0, start - AROUND), start),
    below: belowOf(old, old.length - end),
  };
}
