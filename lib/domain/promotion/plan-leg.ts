import { planEdit } from "../repository/adopt/plan-edit.ts";
import type { Adoption, Corrections, DeploymentFound, EditPlan } from "../repository/adopt/types.ts";
import type { Repository } from "../repository/types.ts";
import { ok, type Refusal, type Result, refuse } from "../result.ts";
import { newestIn, satisfies } from "../version/range.ts";
import { sameVersion } from "../version/same.ts";
import { widenRange } from "../version/widen.ts";
import { changedPlaces } from "./plan.ts";
import type { PlannedEdit, PlannedLeg } from "./promotion.ts";

/** A repository at one commit, as it was read and understood. */
export type Read = {
  repository: Repository;
  adoption: Adoption;
  /** What it was read with: what an edit comes to is judged by a reading with the same. */
  corrections?: Corrections;
};

/** What one leg is to move, and where. `known` are the service's releases. */
export type LegWanted = {
  service: string;
  environment: string;
  version: string;
  deployments: string[];
  clusters: string[];
  repository: string;
  baseBranch: string;
  known: readonly string[];
};

export type LegPlanned = { leg: PlannedLeg; notes: string[]; files: { path: string; content: string }[] };

/** The edit of one leg, by the policy of each place: fixed versions are edited, ranges that cover it are watched, branches refuse. */
export function planLeg(read: Read, wanted: LegWanted): Result<LegPlanned> {
  const places = placesOf(read.adoption, wanted);
  if (!places.ok) return places;
  const { values, covered, notes } = places.value;
  const base = {
    clusters: wanted.clusters,
    deployments: wanted.deployments,
    repository: wanted.repository,
    baseBranch: wanted.baseBranch,
  };
  const [value] = values.values();
  if (value === undefined) {
    const watched = covered
      ? [`The range ${covered} covers ${wanted.version} already: nothing is edited, and Sluice watches it arrive.`]
      : [];
    return ok({ leg: { ...base, edits: [], watchOnly: covered !== undefined }, notes: watched, files: [] });
  }
  if (new Set(values.values()).size > 1) {
    return refuse(
      "several-ranges",
      `${wanted.service} is declared with different ranges on ${wanted.clusters.join(" and ")}. Let them go one cluster at a time.`,
    );
  }
  const edit = planEdit(read.repository, read.adoption, [...values.keys()], value, {
    ...(read.corrections ? { corrections: read.corrections } : {}),
  });
  if (!edit.ok) return edit;
  if (wanted.clusters.length > 1 && edit.value.shared.length > 1) {
    notes.push(`One line feeds ${wanted.clusters.join(" and ")}: both move in one merge.`);
  }
  return ok({
    leg: { ...base, edits: editsOf(edit.value), watchOnly: false },
    notes,
    files: edit.value.files.map((file) => ({ path: file.path, content: file.after })),
  });
}

type Places = { values: Map<string, string>; covered?: string; notes: string[] };

function placesOf(adoption: Adoption, wanted: LegWanted): Result<Places> {
  const places: Places = { values: new Map(), notes: [] };
  for (const id of wanted.deployments) {
    const found = adoption.deployments.find((d) => d.id === id);
    if (!found) return refuse("gone", `${wanted.service} is no longer declared on ${wanted.clusters.join(" and ")}.`);
    const taken = place(found, wanted, places);
    if (!taken.ok) return taken;
  }
  return ok(places);
}

function place(found: DeploymentFound, wanted: LegWanted, places: Places): Result<true> {
  switch (found.policy) {
    case "follows-branch":
      return followsBranch(wanted.environment, found.version);
    case "floating":
      return refuse(
        "floating",
        `${wanted.environment} runs a moving tag (${found.version}). Write a fixed version there in Git first; then it can be promoted.`,
      );
    case "range":
      return range(found, wanted, places);
    case "fixed":
      if (!sameVersion(found.version, wanted.version)) places.values.set(found.id, wanted.version);
      return ok(true);
  }
}

export function followsBranch(environment: string, branch: string): Refusal {
  return refuse(
    "follows-branch",
    `${environment} follows a branch (${branch}), so it always runs that branch's newest commit. Merge into the branch to bring something there.`,
  );
}

function range(found: DeploymentFound, wanted: LegWanted, places: Places): Result<true> {
  if (!satisfies(wanted.version, found.version)) {
    const widened = widenRange(found.version, wanted.version);
    if (!widened.ok) return widened;
    places.values.set(found.id, widened.value);
    places.notes.push(
      `The range ${found.version} becomes ${widened.value}: from then on it takes everything newer that fits, too.`,
    );
    return ok(true);
  }
  const newest = newestIn(found.version, wanted.known);
  if (newest && !sameVersion(newest, wanted.version)) {
    return refuse(
      "range-takes-newer",
      `The range ${found.version} takes ${newest}, the newest that fits, and not ${wanted.version}. To hold an older release, write a fixed version there.`,
    );
  }
  places.covered = found.version;
  return ok(true);
}

function editsOf(edit: EditPlan): PlannedEdit[] {
  return edit.files.flatMap(({ path, line, column, before, after }) =>
    changedPlaces(before, after).map((lines): PlannedEdit => {
      const isNamed = line >= lines.firstLine && line < lines.firstLine + lines.before.length;
      return {
        path,
        ...(isNamed ? { line, column } : { line: lines.firstLine, column: 1 }),
        before: lines.before,
        after: lines.after,
        context: { above: lines.above, below: lines.below, firstLine: lines.firstLine - lines.above.length },
      };
    }),
  );
}
