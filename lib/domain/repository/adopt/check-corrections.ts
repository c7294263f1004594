import { ok, type Result, refuse } from "../../result.ts";
import type { Adoption, Corrections, DeploymentFound } from "./types.ts";

const word = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,62}$/u;
const longestName = 100;

type Asked = {
  corrections: Corrections;
  /** What was stored before: what it names may be gone from the repository by now, and is no mistake. */
  before: Corrections;
  /** Clusters that Sluice knows, by a repository or by a connection. */
  clusters: readonly string[];
};

/** Whether corrections make sense for what a repository says. `after` is the reading with them, and with nothing left out. */
export function checkCorrections(after: Adoption, { corrections, before, clusters }: Asked): Result<true> {
  const checks = [
    () => checkClusters(after, corrections, clusters),
    () => checkWords(corrections),
    () => checkOrder(after, corrections),
    () => checkDeployments(after, corrections, before),
    () => checkApart(after, corrections),
  ];
  for (const check of checks) {
    const sentence = check();
    if (sentence) return refuse("invalid", `${sentence} Nothing was changed.`);
  }
  return ok(true);
}

function checkClusters(after: Adoption, corrections: Corrections, clusters: readonly string[]): string | undefined {
  const known = new Set(after.clusters.map(({ name, called }) => called ?? name));
  const said = [...Object.keys(corrections.clusterEnvironment ?? {}), ...Object.keys(corrections.clusterMatches ?? {})];
  const strange = said.find((name) => !known.has(name));
  if (strange !== undefined) return `There is no cluster "${strange}" in this repository.`;
  const matches = Object.values(corrections.clusterMatches ?? {});
  const missing = matches.find(({ name, byHand }) => byHand && !clusters.includes(name) && !known.has(name));
  if (missing) return `Sluice knows no cluster "${missing.name}". Connect it first.`;
  const names = after.clusters.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return twice === undefined ? undefined : `Two clusters of this repository cannot both be ${twice}.`;
}

function checkWords(corrections: Corrections): string | undefined {
  const environments = [
    ...Object.values(corrections.clusterEnvironment ?? {}),
    ...Object.values(corrections.deploymentEnvironments ?? {}),
  ];
  const odd = environments.find((name) => !word.test(name));
  if (odd !== undefined)
    return `"${odd}" cannot be the name of an environment: letters, digits, spaces, dots and dashes, at most 63.`;
  const services = [
    ...Object.values(corrections.serviceNames ?? {}),
    ...Object.values(corrections.deploymentServices ?? {}),
  ];
  const unnamed = services.find((name) => name.trim() !== name || name === "" || name.length > longestName);
  if (unnamed !== undefined) return `"${unnamed}" cannot be the name of a service.`;
  return undefined;
}

function checkOrder(after: Adoption, corrections: Corrections): string | undefined {
  const known = new Set(after.environments.map(({ name }) => name));
  for (const [name, { promotesFrom = [] }] of Object.entries(corrections.environments ?? {})) {
    if (!known.has(name)) return `There is no environment "${name}" in this repository.`;
    const strange = promotesFrom.find((before) => !known.has(before));
    if (strange !== undefined)
      return `${name} cannot be promoted from "${strange}": there is no such environment here.`;
    if (promotesFrom.includes(name)) return `${name} cannot be promoted from itself.`;
  }
  const circle = after.environments.find(({ name }) => reaches(after, name, name, new Set()));
  return circle === undefined ? undefined : `${circle.name} would be promoted from itself, by way of others.`;
}

function reaches(after: Adoption, from: string, to: string, seen: Set<string>): boolean {
  const before = after.environments.find(({ name }) => name === from)?.promotesFrom ?? [];
  return before.some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(after, next, to, seen);
  });
}

function checkDeployments(after: Adoption, corrections: Corrections, before: Corrections): string | undefined {
  const known = new Set([...after.deployments.map((deployment) => keyOf(after, deployment)), ...idsIn(before)]);
  const strange = idsIn(corrections).find((id) => !known.has(id));
  return strange === undefined ? undefined : `There is no deployment "${strange}" in this repository.`;
}

function idsIn({ deploymentServices, deploymentEnvironments, leading, ignored }: Corrections): string[] {
  return [deploymentServices, deploymentEnvironments, leading]
    .flatMap((map) => Object.keys(map ?? {}))
    .concat(ignored ?? []);
}

/** One service stands once in each environment of a cluster. */
function checkApart(after: Adoption, corrections: Corrections): string | undefined {
  const left = new Set(corrections.ignored);
  const taken = after.deployments.filter((deployment) => !left.has(keyOf(after, deployment)));
  const places = Map.groupBy(taken, ({ cluster, environment, service }) =>
    JSON.stringify([cluster, environment, service]),
  );
  for (const [one, other] of places.values()) {
    if (one && other)
      return `${one.kind} ${one.namespace}/${one.name} and ${other.kind} ${other.namespace}/${other.name} would both be ${one.service} on ${one.cluster}. Give them different names.`;
  }
  return undefined;
}

/** How a deployment is named in a correction: its id, with the cluster as the repository calls it. */
export function keyOf(adoption: Adoption, { id, cluster }: Pick<DeploymentFound, "id" | "cluster">): string {
  const called = adoption.clusters.find(({ name }) => name === cluster)?.called;
  return called === undefined ? id : `${called}${id.slice(cluster.length)}`;
}
