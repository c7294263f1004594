import type { Adoption, Corrections } from "../../lib/contracts/setup.ts";

/** How a deployment is named in a correction. */
export function deploymentKey(cluster: string, service: string): string {
  return `${cluster}/${service}`;
}

/** The reading as it would be with the corrections that were not sent yet, so that a change shows at once. */
export function corrected(adoption: Adoption, corrections: Corrections): Adoption {
  const environmentOf = new Map(
    adoption.clusters.map((cluster) => [cluster.name, corrections.clusters?.[cluster.name] ?? cluster.environment]),
  );
  return {
    ...adoption,
    clusters: adoption.clusters.map((cluster) => ({ ...cluster, environment: environmentOf.get(cluster.name) ?? "" })),
    environments: adoption.environments.map((environment) => ({
      ...environment,
      promotesFrom: corrections.promotesFrom?.[environment.name] ?? environment.promotesFrom,
      clusters: [...environmentOf].flatMap(([cluster, name]) => (name === environment.name ? [cluster] : [])),
    })),
    services: adoption.services.map((service) => ({
      ...service,
      team: corrections.teams?.[service.name] ?? service.team,
      deployments: service.deployments.map((deployment) => ({
        ...deployment,
        environment: environmentOf.get(deployment.cluster) ?? deployment.environment,
      })),
    })),
  };
}

/** The deployments that are taken: all but those left out. */
export function countTaken(adoption: Adoption, corrections: Corrections): number {
  const ignored = new Set(corrections.ignore);
  return adoption.services.reduce(
    (sum, service) =>
      sum + service.deployments.filter((each) => !ignored.has(deploymentKey(each.cluster, service.name))).length,
    0,
  );
}

/** Leaves a deployment out, or takes it again. */
export function toggleIgnored(corrections: Corrections, key: string): Corrections {
  const ignore = new Set(corrections.ignore);
  if (!ignore.delete(key)) ignore.add(key);
  return { ...corrections, ignore: [...ignore] };
}

/** Makes an environment be promoted from another, or not. */
export function togglePromotesFrom(
  corrections: Corrections,
  adoption: Adoption,
  to: string,
  from: string,
): Corrections {
  const now = adoption.environments.find((each) => each.name === to)?.promotesFrom ?? [];
  const next = now.includes(from) ? now.filter((each) => each !== from) : [...now, from];
  return { ...corrections, promotesFrom: { ...corrections.promotesFrom, [to]: next } };
}
