import { parseVersion } from "../../version/version.ts";
import { ForkedMap } from "../forked-map.ts";
import type { Draft } from "./drafts.ts";
import type { Target } from "./place.ts";
import { policyOf } from "./policy.ts";
import type { VersionFound } from "./sources.ts";
import type { Corrections, DeploymentFound, Place } from "./types.ts";

const targets = new WeakMap<DeploymentFound, Target>();

/** The field that declares a deployment's version, in the object as it is applied. */
export function targetOf(deployment: DeploymentFound): Target | undefined {
  return targets.get(deployment);
}

/** `drafts` has those that are told, one for each deployment; `feeding` which deployments a line feeds. */
export type Told = {
  readonly deployments: DeploymentFound[];
  readonly drafts: readonly Draft[];
  readonly feeding: ForkedMap<string, readonly string[]>;
};

/** Drafts as they are told to the rest of the product, with what they share. */
export function deploymentsOf(
  all: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Told {
  const ignored = new Set(corrections.ignored);
  const drafts = withoutRepeats(all).filter((draft) => !ignored.has(idOf(draft)));
  const found = drafts.map((draft) => deploymentOf(draft, environments, corrections));
  const feeding = new Map<string, string[]>();
  for (const { id, place } of found) {
    if (!place) continue;
    const known = feeding.get(lineOf(place));
    if (known) known.push(id);
    else feeding.set(lineOf(place), [id]);
  }
  return { drafts, feeding: new ForkedMap(feeding), deployments: found.map((each) => sharing(each, feeding)) };
}

/** The same where drafts of the same names stand in the places of former ones. Undefined where a line feeds others now. */
export function deploymentsAfter(
  told: Told,
  before: readonly Draft[],
  named: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Told | undefined {
  const drafts = [...told.drafts];
  const deployments = [...told.deployments];
  const feeding = told.feeding.fork();
  for (let i = 0; i < named.length; i++) {
    const [draft, former] = [named[i] as Draft, before[i] as Draft];
    const at = draft === former ? -1 : drafts.indexOf(former);
    // Ignored, or somebody else's of the same name is told.
    if (at === -1) continue;
    const found = deploymentOf(draft, environments, corrections);
    if (!movesAlone(feeding, told.deployments[at] as DeploymentFound, found)) return undefined;
    drafts[at] = draft;
    deployments[at] = sharing(found, feeding);
  }
  return { drafts, deployments, feeding };
}

/** True where the line is the same, or the only one that it feeds goes on to one that fed nobody. */
function movesAlone(feeding: Told["feeding"], { id, place }: DeploymentFound, now: DeploymentFound): boolean {
  const [from, to] = [place && lineOf(place), now.place && lineOf(now.place)];
  if (from === to) return true;
  if ((from !== null && feeding.get(from)?.length !== 1) || (to !== null && feeding.has(to))) return false;
  if (from !== null) feeding.delete(from);
  if (to !== null) feeding.set(to, [id]);
  return true;
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
  const environment = corrections.deploymentEnvironments?.[id] ?? environments.get(draft.cluster) ?? draft.cluster;
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
  };
  targets.set(told, leading.target);
  return told;
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

/** Two Kustomizations that apply the same object fight over it in the cluster; here it is one deployment. */
function withoutRepeats(drafts: readonly Draft[]): Draft[] {
  return [...new Map(drafts.map((draft) => [idOf(draft), draft])).values()];
}
