import { stagesBefore } from "../../promotion/stages.ts";
import { compareVersions, isPrerelease, parseVersion } from "../../version/version.ts";
import type { Adoption, DeploymentFound, Problem } from "./types.ts";

/** A version that is declared here and newer than everything in the environments it has to come from. */
export function skippedEnvironments(adoption: Adoption): Problem[] {
  const byService = Map.groupBy(adoption.deployments, ({ service }) => service);
  return [...byService.values()].flatMap((deployments) => {
    const isDeployed = (environment: string) => deployments.some((d) => d.environment === environment);
    return deployments.flatMap((deployment) => {
      const before = stagesBefore(adoption.environments, deployment.environment, isDeployed);
      return before.flatMap((environment) => {
        const there = deployments.filter((d) => d.environment === environment);
        return problemOf(deployment, environment, there) ?? [];
      });
    });
  });
}

function problemOf(
  { service, version, place, cluster, environment: own, policy }: DeploymentFound,
  environment: string,
  there: readonly DeploymentFound[],
): Problem | undefined {
  // Only what is written exactly, here and there, can be held against each other.
  if (!place || policy !== "fixed" || !isFinal(version)) return undefined;
  if (there.some((d) => d.policy !== "fixed" || !isFinal(d.version) || compareVersions(version, d.version) <= 0))
    return undefined;
  const versions = [...new Set(there.map((d) => d.version))].join(" and ");
  // A cluster that both share tells neither.
  const where = there.some((d) => d.cluster === cluster) ? own : cluster;
  const message = `${service} ${version} is declared on ${where}, while ${environment} is still at ${versions}.`;
  return { file: place.file, line: place.line, rule: "skipped-environment", message };
}

function isFinal(version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== null && !isPrerelease(parsed);
}
