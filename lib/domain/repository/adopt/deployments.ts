import { parseVersion } from "../../version/version.ts";
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

/** Drafts as they are told to the rest of the product, with what they share. */
export function deploymentsOf(
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): DeploymentFound[] {
  const found = drafts.map((draft) =>
    deploymentOf(draft, environments.get(draft.cluster) ?? draft.cluster, corrections),
  );
  const kept = withoutRepeats(found).filter(({ id }) => !corrections.ignored?.includes(id));
  const feeding = new Map<string, string[]>();
  for (const { id, place } of kept) {
    if (!place) continue;
    const known = feeding.get(lineOf(place));
    if (known) known.push(id);
    else feeding.set(lineOf(place), [id]);
  }
  return kept.map((deployment) => {
    const together = deployment.place ? (feeding.get(lineOf(deployment.place)) ?? []) : [];
    return together.length > 1 ? sharing(deployment, together) : deployment;
  });
}

const SHARING = new WeakMap<DeploymentFound, { together: readonly string[]; told: DeploymentFound }>();

function sharing(deployment: DeploymentFound, together: readonly string[]): DeploymentFound {
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
function deploymentOf(draft: Draft, ofCluster: string, corrections: Corrections): DeploymentFound {
  const id = idOf(draft);
  const environment = corrections.deploymentEnvironments?.[id] ?? ofCluster;
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
function withoutRepeats(found: readonly DeploymentFound[]): DeploymentFound[] {
  return [...new Map(found.map((deployment) => [deployment.id, deployment])).values()];
}
