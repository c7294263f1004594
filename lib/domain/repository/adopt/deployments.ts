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
    if (place) feeding.set(lineOf(place), [...(feeding.get(lineOf(place)) ?? []), id]);
  }
  return kept.map((deployment) => {
    const together = deployment.place ? (feeding.get(lineOf(deployment.place)) ?? []) : [];
    const told = { ...deployment, sharedWith: together.filter((id) => id !== deployment.id) };
    const target = targets.get(deployment);
    if (target) targets.set(told, target);
    return told;
  });
}

export function lineOf(place: Place): string {
  return `${place.file}:${place.line}:${place.column}:${place.part?.join("-") ?? ""}`;
}

export function idOf(draft: Pick<Draft, "cluster" | "object">): string {
  const { kind, namespace, name } = draft.object;
  return `${draft.cluster}/${kind}/${namespace}/${name}`;
}

function deploymentOf(draft: Draft, ofCluster: string, corrections: Corrections): DeploymentFound {
  const id = idOf(draft);
  const environment = corrections.deploymentEnvironments?.[id] ?? ofCluster;
  const [leading, others, reason] = withCorrection(draft, corrections.leading?.[id]);
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
    place: leading.place,
    others: others.flatMap((found) =>
      found.place ? [{ ...found.place, version: found.version, what: found.what }] : [],
    ),
    ...(leading.image === undefined ? {} : { image: leading.image }),
    ...(chart === undefined ? {} : { chart }),
    ...(leading.source === undefined ? {} : { source: leading.source }),
    chain: leading.chain,
    policy: policyOf(leading.version, leading.form),
    reason,
    certainty: reason === draft.reason ? draft.certainty : "certain",
    sharedWith: [],
    ...(draft.appliedBy === undefined ? {} : { appliedBy: draft.appliedBy }),
  };
  targets.set(told, leading.target);
  return told;
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
