import { parseVersion } from "../../version/version.ts";
import { isSuspended } from "../flux/suspended.ts";
import { ForkedMap } from "../forked-map.ts";
import { type Hunk, hunksBetween, withHunks } from "../hunks.ts";
import type { ManifestObject } from "../types.ts";
import { keyOf } from "./applied.ts";
import { type Draft, environmentOf } from "./drafts.ts";
import type { Target } from "./place.ts";
import { policyOf } from "./policy.ts";
import type { VersionFound } from "./sources.ts";
import type { Corrections, DeploymentFound, Place } from "./types.ts";

const targets = new WeakMap<DeploymentFound, Target>();

/** The field that declares a deployment's version, in the object as it is applied. */
export function targetOf(deployment: DeploymentFound): Target | undefined {
  return targets.get(deployment);
}

/**
 * `drafts` has those that are told, one for each deployment, and `ids` has them by these; `feeding` which deployments a
 * line feeds. Of two with one id one is told.
 */
export type Told = {
  readonly deployments: DeploymentFound[];
  readonly drafts: readonly Draft[];
  readonly ids: ForkedMap<string, Draft>;
  readonly doubled: ReadonlySet<string>;
  readonly feeding: ForkedMap<string, readonly string[]>;
};

/** Drafts as they are told to the rest of the product, with what they share. */
export function deploymentsOf(
  all: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Told {
  const ignored = new Set(corrections.ignored);
  const ids = new Map<string, Draft>();
  const doubled = new Set<string>();
  // Two Kustomizations that apply the same object fight over it in the cluster; here it is one deployment.
  for (const draft of all) {
    const id = idOf(draft);
    if (ids.has(id)) doubled.add(id);
    ids.set(id, draft);
  }
  for (const id of ignored) ids.delete(id);
  const drafts = [...ids.values()];
  const found = drafts.map((draft) => deploymentOf(draft, environments, corrections));
  const feeding = new Map<string, string[]>();
  for (const { id, place } of found) {
    if (!place) continue;
    const known = feeding.get(lineOf(place));
    if (known) known.push(id);
    else feeding.set(lineOf(place), [id]);
  }
  const deployments = found.map((each) => sharing(each, feeding));
  return { drafts, deployments, ids: new ForkedMap(ids), doubled, feeding: new ForkedMap(feeding) };
}

/** The same where some drafts are others. Undefined where two have one id, before or after. */
export function deploymentsAgain(
  told: Told,
  before: readonly Draft[],
  named: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Told | undefined {
  const hunks = hunksBetween(before, named)?.map((hunk) => toldIn(hunk, told, before, corrections));
  if (!hunks?.every((hunk) => hunk !== undefined)) return undefined;
  const ids = told.ids.fork();
  for (const { gone } of hunks) for (const draft of gone) ids.delete(idOf(draft));
  for (const draft of hunks.flatMap(({ come }) => come)) {
    if (ids.has(idOf(draft))) return undefined;
    ids.set(idOf(draft), draft);
  }
  const found = (draft: Draft) => deploymentOf(draft, environments, corrections);
  const drafts = withHunks(told.drafts, hunks);
  const deployments = withHunks(
    told.deployments,
    hunks.map(({ at, gone, come }) => ({
      at,
      gone: told.deployments.slice(at, at + gone.length),
      come: come.map(found),
    })),
  );
  const feeding = told.feeding.fork();
  const lines = linesChanged(feeding, hunks, found);
  for (const line of lines) {
    const places = (feeding.get(line) ?? []).map((id) => drafts.indexOf(ids.get(id) as Draft)).sort((a, b) => a - b);
    if (places.length === 0) feeding.delete(line);
    else
      feeding.set(
        line,
        places.map((at) => (deployments[at] as DeploymentFound).id),
      );
    for (const at of places) deployments[at] = sharing(found(drafts[at] as Draft), feeding);
  }
  return { drafts, deployments, ids, doubled: told.doubled, feeding };
}

/** The same among those that are told. */
function toldIn(
  { at, gone, come }: Hunk<Draft>,
  { drafts, doubled }: Told,
  before: readonly Draft[],
  { ignored }: Corrections,
): Hunk<Draft> | undefined {
  if ([...gone, ...come].some((draft) => doubled.has(idOf(draft)))) return undefined;
  const isTold = (draft: Draft) => !ignored?.includes(idOf(draft));
  const told = { gone: gone.filter(isTold), come: come.filter(isTold) };
  const [first] = told.gone;
  if (first) return { at: drafts.indexOf(first), ...told };
  if (doubled.size > 0) return undefined;
  const last = before.slice(0, at).findLast(isTold);
  return { at: last ? drafts.indexOf(last) + 1 : 0, ...told };
}

/** The lines that feed others now, in no order. */
function linesChanged(
  feeding: Told["feeding"],
  hunks: readonly Hunk<Draft>[],
  found: (draft: Draft) => DeploymentFound,
): Set<string> {
  const lines = new Set<string>();
  const change = (draft: Draft, changed: (known: readonly string[], id: string) => string[]): void => {
    const { id, place } = found(draft);
    if (!place) return;
    const line = lineOf(place);
    lines.add(line);
    feeding.set(line, changed(feeding.get(line) ?? [], id));
  };
  for (const { gone } of hunks)
    for (const draft of gone) change(draft, (known, id) => known.filter((one) => one !== id));
  for (const { come } of hunks) for (const draft of come) change(draft, (known, id) => [...known, id]);
  return lines;
}

const SHARING = new WeakMap<DeploymentFound, { together: readonly string[]; told: DeploymentFound }>();

function sharing(
  deployment: DeploymentFound,
  feeding: { get(line: string): readonly string[] | undefined },
): DeploymentFound {
  const together = (deployment.place && feeding.get(lineOf(deployment.place))) ?? [];
  if (together.length < 2) return deployment;
  const known = SHARING.get(deployment);
  if (known?.together.length === together.length && known.together.every((id, i) => id === together[i]))
    return known.told;
  const told = { ...deployment, sharedWith: together.filter((id) => id !== deployment.id) };
  const target = targets.get(deployment);
  if (target) targets.set(told, target);
  SHARING.set(deployment, { together, told });
  return told;
}

const LINES = new WeakMap<Place, string>();

export function lineOf(place: Place): string {
  const known = LINES.get(place);
  if (known !== undefined) return known;
  const line = lineText(place);
  LINES.set(place, line);
  return line;
}

function lineText(place: Place): string {
  return `${place.file}:${place.line}:${place.column}:${place.part?.join("-") ?? ""}`;
}

export function idOf(draft: Pick<Draft, "cluster" | "object">): string {
  const { kind, namespace, name } = draft.object;
  return `${draft.cluster}/${kind}/${namespace}/${name}`;
}

type Known = { environment: string; path: string | undefined; told: DeploymentFound };

const KNOWN = new WeakMap<Draft, Known>();

/** The same one for the same draft, however often the repository is read again. */
function deploymentOf(
  draft: Draft,
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): DeploymentFound {
  const id = idOf(draft);
  const environment = environmentOf(draft, environments);
  const path = corrections.leading?.[id];
  const known = KNOWN.get(draft);
  if (known && known.environment === environment && known.path === path) return known.told;
  const told = toldOf(draft, id, environment, path);
  KNOWN.set(draft, { environment, path, told });
  return told;
}

function toldOf(draft: Draft, id: string, environment: string, path: string | undefined): DeploymentFound {
  const [leading, others, reason] = withCorrection(draft, path);
  const { namespace, kind, name } = draft.object;
  const suspended = draft.suspended ?? ownSuspension(draft.object, leading.target.object);
  const chart = [leading, ...others].find((found) => found.chart !== undefined)?.chart;
  const told: DeploymentFound = {
    id,
    service: draft.service,
    environment,
    cluster: draft.cluster,
    namespace,
    kind,
    name,
    version: leading.version,
    ...(leading.digest === undefined ? {} : { digest: leading.digest }),
    form: formOf(leading),
    place: leading.place?.form === leading.form ? { ...leading.place, form: formOf(leading) } : leading.place,
    others: others.flatMap((found) =>
      found.place ? [{ ...found.place, version: found.version, what: found.what }] : [],
    ),
    ...(leading.image === undefined ? {} : { image: leading.image }),
    ...(chart === undefined ? {} : { chart }),
    ...(leading.source === undefined ? {} : { source: leading.source }),
    chain: leading.chain,
    policy: policyOf(leading.version, fieldForm(leading)),
    reason,
    certainty: reason === draft.reason ? draft.certainty : "certain",
    sharedWith: [],
    ...(draft.appliedBy === undefined ? {} : { appliedBy: draft.appliedBy }),
    ...(suspended === undefined ? {} : { suspended }),
  };
  targets.set(told, leading.target);
  return told;
}

/** The object itself, or what says its version. */
function ownSuspension(...objects: readonly ManifestObject[]): string | undefined {
  const found = objects.find(isSuspended);
  return found && keyOf(found.kind, found.namespace, found.name);
}

/** A branch is followed by whatever way its name comes there. */
function fieldForm({ form, target }: VersionFound): DeploymentFound["form"] {
  if (target.object.kind !== "GitRepository" || target.path.at(-2) !== "ref") return form;
  const field = target.path.at(-1);
  return field === "branch" ? "git-branch" : field === "name" ? "git-name" : form;
}

function formOf(found: VersionFound): DeploymentFound["form"] {
  return found.form === "chart-version" &&
    policyOf(found.version, found.form) === "range" &&
    !parseVersion(found.version)
    ? "chart-range"
    : found.form;
}

function withCorrection(draft: Draft, path: string | undefined): [VersionFound, VersionFound[], string] {
  const chosen = path === undefined ? undefined : draft.others.find((found) => found.place?.path === path);
  if (!chosen) return [draft.leading, draft.others, draft.reason];
  return [chosen, [draft.leading, ...draft.others.filter((found) => found !== chosen)], "It was chosen by hand."];
}
