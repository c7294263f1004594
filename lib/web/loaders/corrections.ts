import type { Corrections as Contract } from "../../contracts/adoption.ts";
import type { Corrections } from "../../domain/repository/adopt/types.ts";

/** What was sent, as the core keeps it. Matches that Sluice found by itself are not among what people said. */
export function correctionsFrom(given: Contract): Corrections {
  const { clusters, matches, services, teams, deploymentServices, deploymentEnvironments, leading, ignore } = given;
  const { notClusters } = given;
  const environments = environmentsFrom(given);
  const byHand = Object.entries(matches ?? {}).map(([name, match]) => [name, { name: match, byHand: true }] as const);
  return {
    ...some("clusterEnvironment", clusters),
    ...some("clusterMatches", Object.fromEntries(byHand)),
    ...some("environments", environments),
    ...some("serviceNames", services),
    ...some("teams", teams),
    ...some("deploymentServices", deploymentServices),
    ...some("deploymentEnvironments", deploymentEnvironments),
    ...some("leading", leading),
    ...(ignore && ignore.length > 0 ? { ignored: [...new Set(ignore)] } : {}),
    ...(notClusters && notClusters.length > 0 ? { notClusters: [...new Set(notClusters)] } : {}),
  };
}

/** What was found and not said goes on where nobody has said anything else: clusters that were matched, services that were told apart, the order that the log gives. */
export function keptFinds(given: Corrections, stored: Corrections): Corrections {
  const automatic = Object.entries(stored.clusterMatches ?? {}).filter(([, match]) => !match.byHand);
  const clusterMatches = { ...Object.fromEntries(automatic), ...given.clusterMatches };
  return {
    ...given,
    ...some("clusterMatches", clusterMatches),
    ...some("servicesApart", stored.servicesApart),
    ...(stored.precedence ? { precedence: stored.precedence } : {}),
    ...(stored.confirmed ? { confirmed: stored.confirmed } : {}),
  };
}

export function correctionsTo(stored: Corrections): Contract {
  const byHand = Object.entries(stored.clusterMatches ?? {}).flatMap(([name, match]) =>
    match.byHand ? [[name, match.name] as const] : [],
  );
  const environments = Object.entries(stored.environments ?? {});
  const order = environments
    .flatMap(([name, said]) => (said.order === undefined ? [] : [{ name, order: said.order }]))
    .sort((a, b) => a.order - b.order)
    .map(({ name }) => name);
  const promotesFrom = environments.flatMap(([name, said]) =>
    said.promotesFrom ? [[name, said.promotesFrom] as const] : [],
  );
  const production = environments.flatMap(([name, said]) =>
    said.isProduction === undefined ? [] : [[name, said.isProduction] as const],
  );
  return {
    ...some("clusters", stored.clusterEnvironment),
    ...some("matches", Object.fromEntries(byHand)),
    ...(order.length > 0 ? { order } : {}),
    ...some("promotesFrom", Object.fromEntries(promotesFrom)),
    ...some("production", Object.fromEntries(production)),
    ...some("services", stored.serviceNames),
    ...some("teams", stored.teams),
    ...some("deploymentServices", stored.deploymentServices),
    ...some("deploymentEnvironments", stored.deploymentEnvironments),
    ...some("leading", stored.leading),
    ...(stored.ignored && stored.ignored.length > 0 ? { ignore: stored.ignored } : {}),
    ...(stored.notClusters && stored.notClusters.length > 0 ? { notClusters: stored.notClusters } : {}),
  };
}

function environmentsFrom({ order, promotesFrom, production }: Contract): NonNullable<Corrections["environments"]> {
  const all: NonNullable<Corrections["environments"]> = {};
  for (const [place, name] of (order ?? []).entries()) all[name] = { order: place };
  for (const [name, before] of Object.entries(promotesFrom ?? {})) all[name] = { ...all[name], promotesFrom: before };
  for (const [name, isProduction] of Object.entries(production ?? {})) all[name] = { ...all[name], isProduction };
  return all;
}

function some<K extends string, T>(key: K, map: Record<string, T> | undefined): { [P in K]?: Record<string, T> } {
  return map && Object.keys(map).length > 0 ? ({ [key]: map } as { [P in K]?: Record<string, T> }) : {};
}
