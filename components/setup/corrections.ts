import type { Adoption, Corrections } from "../../lib/contracts/adoption.ts";

/**
 * What people set right, as values: each function takes the corrections and gives the next
 * ones. What they come to is for the server to say, by reading the repository with them.
 */
type Maps = "clusters" | "matches" | "services" | "deploymentServices" | "deploymentEnvironments" | "leading" | "teams";

/** Sets one entry, or takes it back where nothing is said any more. */
export function set(corrections: Corrections, map: Maps, key: string, value: string): Corrections {
  const { [key]: _, ...rest } = corrections[map] ?? {};
  return tidy({ ...corrections, [map]: value === "" ? rest : { ...rest, [key]: value } });
}

/** A service is renamed by the name it shows: what was called so by hand before follows. */
export function renameService(corrections: Corrections, shown: string, name: string): Corrections {
  const kept = Object.entries(corrections.services ?? {}).map(
    ([found, called]) => [found, called === shown ? name : called] as const,
  );
  const services = Object.fromEntries([...kept, [shown, name] as const].filter(([found, called]) => found !== called));
  return tidy({ ...corrections, services });
}

/** Leaves a deployment out, or takes it again. */
export function toggleIgnored(corrections: Corrections, key: string): Corrections {
  const ignore = new Set(corrections.ignore);
  if (!ignore.delete(key)) ignore.add(key);
  return tidy({ ...corrections, ignore: [...ignore] });
}

type Environment = Adoption["environments"][number];

/** What was set right a moment ago counts before it has been read: the next click builds on it. */
export function promotedFrom(corrections: Corrections, { name, promotesFrom }: Environment): readonly string[] {
  return corrections.promotesFrom?.[name] ?? promotesFrom;
}

export function hasDuties(corrections: Corrections, { name, isProduction }: Environment): boolean {
  return corrections.production?.[name] ?? isProduction;
}

/** Makes an environment be promoted from another, or not. */
export function togglePromotesFrom(corrections: Corrections, to: Environment, from: string): Corrections {
  const now = promotedFrom(corrections, to);
  const next = now.includes(from) ? now.filter((each) => each !== from) : [...now, from];
  return { ...corrections, promotesFrom: { ...corrections.promotesFrom, [to.name]: next } };
}

/** One place earlier or later; each environment is then promoted from the one before it. */
export function move(corrections: Corrections, adoption: Adoption, name: string, by: -1 | 1): Corrections {
  const order = orderIn(corrections, adoption);
  const at = order.indexOf(name);
  const other = order[at + by];
  if (at === -1 || other === undefined) return corrections;
  order[at] = other;
  order[at + by] = name;
  const { promotesFrom: _, ...rest } = corrections;
  return { ...rest, order };
}

function orderIn({ order = [] }: Corrections, adoption: Adoption): string[] {
  const read = adoption.environments.map((each) => each.name);
  const said = order.filter((name) => read.includes(name));
  // One that says nothing of some of them is completed by the reading.
  return said.length === read.length ? said : read;
}

type Ordered = readonly { name: string; promotesFrom: readonly string[] }[];

/** Exactly this order, whatever a log says from now on: each is promoted from the one before, or as it is said. */
export function takeOrder(corrections: Corrections, environments: Ordered): Corrections {
  const order = environments.map(({ name }) => name);
  const otherwise = environments.filter(
    ({ promotesFrom }, i) => promotesFrom.join("\n") !== order.slice(Math.max(0, i - 1), i).join("\n"),
  );
  const promotesFrom = Object.fromEntries(otherwise.map((each) => [each.name, [...each.promotesFrom]]));
  return tidy({ ...corrections, order, promotesFrom });
}

/** Gives an environment production's duties, or takes them from it. */
export function toggleProduction(corrections: Corrections, environment: Environment): Corrections {
  const production = { ...corrections.production, [environment.name]: !hasDuties(corrections, environment) };
  return { ...corrections, production };
}

/** Says that what was taken for a cluster is none; what else was said of it is forgotten. */
export function dropCluster(corrections: Corrections, cluster: string): Corrections {
  const rest = set(set(corrections, "clusters", cluster, ""), "matches", cluster, "");
  return { ...rest, notClusters: [...(rest.notClusters ?? []), cluster] };
}

/** Everything that was set by hand, as sentences, each with the corrections that are left without it. */
export function setByHand(corrections: Corrections): { sentence: string; without: Corrections }[] {
  const each = (map: Maps, sentence: (key: string, value: string) => string) =>
    Object.entries(corrections[map] ?? {}).map(([key, value]) => ({
      sentence: sentence(key, value),
      without: set(corrections, map, key, ""),
    }));
  const { order, promotesFrom, production, ignore, notClusters = [] } = corrections;
  return [
    ...each("matches", (cluster, name) => `The repository's ${cluster} is the cluster ${name}`),
    ...each("clusters", (cluster, environment) => `${cluster} belongs to ${environment}`),
    ...(order ? [{ sentence: `The order is ${order.join(", ")}`, without: tidy({ ...corrections, order: [] }) }] : []),
    ...Object.entries(promotesFrom ?? {}).map(([name, before]) => {
      const { [name]: _, ...rest } = promotesFrom ?? {};
      const from = before.length > 0 ? `is promoted from ${before.join(" and ")}` : "is promoted from nowhere";
      return { sentence: `${name} ${from}`, without: tidy({ ...corrections, promotesFrom: rest }) };
    }),
    ...Object.entries(production ?? {}).map(([name, is]) => {
      const { [name]: _, ...rest } = production ?? {};
      const sentence = `${name} ${is ? "has" : "does not have"} production's duties`;
      return { sentence, without: tidy({ ...corrections, production: rest }) };
    }),
    ...notClusters.map((cluster) => ({
      sentence: `${cluster} is no cluster`,
      without: tidy({ ...corrections, notClusters: notClusters.filter((other) => other !== cluster) }),
    })),
    ...each("services", (found, name) => `The service ${found} is called ${name}`),
    ...each("teams", (service, team) => `${service} is ${team}'s`),
    ...each("deploymentServices", (key, service) => `${key} is the service ${service}`),
    ...each("deploymentEnvironments", (key, environment) => `${key} belongs to ${environment}`),
    ...each("leading", (key, path) => `${key} is led by ${path}`),
    ...(ignore ?? []).map((key) => ({ sentence: `${key} is left out`, without: toggleIgnored(corrections, key) })),
  ];
}

/** How many deployments are taken, and how many there are. */
export function countTaken(adoption: Adoption): { taken: number; all: number } {
  const all = adoption.services.flatMap((service) => service.deployments);
  return { taken: all.filter((each) => each.taken).length, all: all.length };
}

export function sameCorrections(a: Corrections, b: Corrections): boolean {
  const plain = (corrections: Corrections) =>
    JSON.stringify(
      setByHand(corrections)
        .map(({ sentence }) => sentence)
        .sort(),
    );
  return plain(a) === plain(b);
}

function tidy(corrections: Corrections): Corrections {
  return Object.fromEntries(
    Object.entries(corrections).filter(([, said]) => said !== undefined && Object.keys(said).length > 0),
  );
}
