import type { Adoption, DeploymentFound } from "../adopt/types.ts";
import { byName } from "../files.ts";

/** What a commit changed in what is declared: from then on this version, or none (null) where the service is declared there no more. */
export type DeclaredChange = { service: string; environment: string; cluster: string; version: string | null };

/** The differences between two readings of a repository, in the order of names. Without `before`, everything is new. */
export function declaredChanges(before: Adoption | undefined, after: Adoption): DeclaredChange[] {
  if (before?.deployments === after.deployments) return [];
  const old = versionsIn(before?.deployments ?? []);
  const now = versionsIn(after.deployments);
  const changes: DeclaredChange[] = [];
  for (const [key, deployment] of now) {
    const was = old.get(key);
    if (was !== deployment && was?.version !== deployment.version)
      changes.push(changeOf(deployment, deployment.version));
  }
  for (const [key, deployment] of old) if (!now.has(key)) changes.push(changeOf(deployment, null));
  return changes.sort(
    (a, b) => byName(a.service, b.service) || byName(a.environment, b.environment) || byName(a.cluster, b.cluster),
  );
}

function changeOf({ service, environment, cluster }: DeploymentFound, version: string | null): DeclaredChange {
  return { service, environment, cluster, version };
}

type Versions = ReadonlyMap<string, DeploymentFound>;

const VERSIONS = new WeakMap<readonly DeploymentFound[], Versions>();

function versionsIn(deployments: readonly DeploymentFound[]): Versions {
  const known = VERSIONS.get(deployments);
  if (known) return known;
  const versions = new Map(deployments.map((each) => [`${each.service}\n${each.environment}\n${each.cluster}`, each]));
  VERSIONS.set(deployments, versions);
  return versions;
}
