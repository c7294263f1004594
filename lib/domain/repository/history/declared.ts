import type { Adoption, DeploymentFound } from "../adopt/types.ts";
import { byName } from "../files.ts";

/** What a commit changed in what is declared: from then on this version, or none (null) where the service is declared there no more. */
export type DeclaredChange = { service: string; environment: string; cluster: string; version: string | null };

/** The differences between two readings of a repository, in the order of names. Without `before`, everything is new. */
export function declaredChanges(before: Adoption | undefined, after: Adoption): DeclaredChange[] {
  if (before === after) return [];
  const old = versionsIn(before?.deployments ?? []);
  const now = versionsIn(after.deployments);
  const changes: DeclaredChange[] = [];
  for (const [key, { deployment, version }] of now)
    if (old.get(key)?.version !== version) changes.push(changeOf(deployment, version));
  for (const [key, { deployment }] of old) if (!now.has(key)) changes.push(changeOf(deployment, null));
  return changes.sort(
    (a, b) => byName(a.service, b.service) || byName(a.environment, b.environment) || byName(a.cluster, b.cluster),
  );
}

function changeOf({ service, environment, cluster }: DeploymentFound, version: string | null): DeclaredChange {
  return { service, environment, cluster, version };
}

function versionsIn(deployments: readonly DeploymentFound[]) {
  return new Map(
    deployments.map((deployment) => {
      const { service, environment, cluster, version } = deployment;
      return [`${service}\n${environment}\n${cluster}`, { deployment, version }];
    }),
  );
}
