import { type Refusal, refuse } from "../../result.ts";
import { sameData } from "../tree.ts";
import { composedOf } from "./adopt.ts";
import { type ClusterObjects, keyOf } from "./applied.ts";
import { misreadAs } from "./misread.ts";
import { stageSaid } from "./stages.ts";
import type { Adoption, DeploymentFound } from "./types.ts";

/**
 * Compares what is applied before and after an edit. The deployments meant must
 * show the new version, every other deployment the old one, and on clusters that
 * are not meant nothing at all may differ. Nor may what says, on a cluster that
 * stages share, that it is of one that is not meant.
 */
export function refusalOfEffect(
  before: Adoption,
  after: Adoption,
  expected: ReadonlyMap<string, string>,
  allowed: ReadonlySet<string>,
): Refusal | undefined {
  const now = new Map(after.deployments.map((deployment) => [deployment.id, deployment]));
  for (const old of before.deployments) {
    const fresh = now.get(old.id);
    if (!fresh) return refuse("touches-more", `After the edit ${old.id} would no longer be declared.`);
    const wanted = expected.get(old.id);
    if (wanted !== undefined && !isVersion(fresh, wanted)) {
      return refuse(
        "no-effect",
        `After the edit ${old.id} would still declare ${fresh.version}: something later in its chain decides.`,
      );
    }
    const misread = wanted === undefined ? undefined : misreadAs(fresh);
    if (misread !== undefined) {
      return refuse(
        "read-as-number",
        `After the edit ${old.id} would declare the number ${misread}: there ${wanted} is read as one, with or without quotes.`,
      );
    }
    if (wanted === undefined && !allowed.has(old.id) && !sameVersions(old, fresh)) {
      return refuse("touches-more", `The edit would also change ${old.id} from ${old.version} to ${fresh.version}.`);
    }
  }
  if (after.deployments.length !== before.deployments.length)
    return refuse("touches-more", "The edit would declare something new.");
  return changeElsewhere(before, after, allowed);
}

function isVersion(deployment: DeploymentFound, wanted: string): boolean {
  return deployment.version === wanted || deployment.digest === wanted;
}

function sameVersions(a: DeploymentFound, b: DeploymentFound): boolean {
  if (a.version !== b.version || a.digest !== b.digest || a.others.length !== b.others.length) return false;
  return a.others.every((other, i) => other.version === b.others[i]?.version);
}

/** Releases that one cluster's Flux installs on another are written on the one, and meant on the other. */
function appliesTo({ applied }: ClusterObjects, meant: ReadonlySet<string>): boolean {
  return applied.some(({ to }) => to !== undefined && meant.has(to.name));
}

function stagesNotMeant({ deployments }: Adoption, { cluster }: ClusterObjects, allowed: ReadonlySet<string>) {
  const here = deployments.filter((each) => each.cluster === cluster);
  const stages = new Set(here.map(({ environment }) => environment));
  for (const { id, environment } of here) if (allowed.has(id)) stages.delete(environment);
  return stages;
}

function changeElsewhere(before: Adoption, after: Adoption, allowed: ReadonlySet<string>): Refusal | undefined {
  const meant = new Set(before.deployments.flatMap(({ id, cluster }) => (allowed.has(id) ? [cluster] : [])));
  const fresh = new Map(composedOf(after).map((cluster) => [cluster.cluster, cluster]));
  for (const cluster of composedOf(before)) {
    const isMeant = meant.has(cluster.cluster) || appliesTo(cluster, meant);
    const stages = isMeant ? stagesNotMeant(before, cluster, allowed) : undefined;
    const other = fresh.get(cluster.cluster);
    if (other === cluster || stages?.size === 0) continue;
    for (const { object } of cluster.applied) {
      if (stages && !stages.has(stageSaid(object) ?? "")) continue;
      const key = keyOf(object.kind, object.namespace, object.name);
      const found = other?.byKey.get(key)?.object;
      if (!found || !sameData(object.tree, found.tree)) {
        return refuse("touches-more", `The edit would also change ${key} on ${cluster.cluster}, which is not meant.`);
      }
    }
  }
  return undefined;
}
