import { byName } from "../files.ts";
import { hunksBetween } from "../hunks.ts";
import { unitOf } from "../memo.ts";
import type { Repository } from "../types.ts";
import { CODEOWNERS_FILES, ownersBy, teamOf } from "./codeowners.ts";
import type { Corrections, DeploymentFound, ServiceFound } from "./types.ts";

type Known = { told: readonly unknown[]; deployments: readonly DeploymentFound[]; services: ServiceFound[] };

/** The services of some deployments. Those that nothing is different for are the very same as before. */
export function servicesOf(
  repository: Repository,
  deployments: readonly DeploymentFound[],
  corrections: Corrections,
): ServiceFound[] {
  const text = CODEOWNERS_FILES.flatMap((file) => repository.files.get(file) ?? [])[0];
  const owned = unitOf(repository, "owners", [text], () => ownersBy(text ?? ""));
  const make = (some: readonly DeploymentFound[]) =>
    [...Map.groupBy(some, ({ service }) => service)].map(([name, places]) =>
      serviceOf(name, places, owned, corrections),
    );
  const told = [text, JSON.stringify(corrections.teams ?? {})];
  return unitOf<Known>(repository, "services", [...told, deployments], (former) => {
    const before = former.find((each) => told.every((one, i) => one === each.told[i]));
    const changed = before && servicesChanged(before.deployments, deployments);
    if (!before || !changed)
      return { told, deployments, services: make(deployments).sort((a, b) => byName(a.name, b.name)) };
    const some = changed.size === 0 ? [] : make(deployments.filter(({ service }) => changed.has(service)));
    const rest = changed.size === 0 ? before.services : before.services.filter(({ name }) => !changed.has(name));
    return { told, deployments, services: [...rest, ...some].sort((a, b) => byName(a.name, b.name)) };
  }).services;
}

/** Names of services whose deployments are different; undefined where that is not told with little effort. */
function servicesChanged(
  before: readonly DeploymentFound[],
  now: readonly DeploymentFound[],
): ReadonlySet<string> | undefined {
  const hunks = hunksBetween(before, now);
  return hunks && new Set(hunks.flatMap(({ gone, come }) => [...gone, ...come].map(({ service }) => service)));
}

function serviceOf(
  name: string,
  places: readonly DeploymentFound[],
  owned: (file: string) => readonly string[],
  corrections: Corrections,
): ServiceFound {
  const corrected = corrections.teams?.[name];
  // Where environments differ, the team of the last one counts: it is who answers for production.
  const teams = places.flatMap(({ place }) => (place ? (teamOf(owned(place.file)) ?? []) : []));
  const team = corrected ?? teams.at(-1);
  const [first] = places;
  const certainty = places.some((place) => place.certainty === "guess") ? "guess" : (first?.certainty ?? "guess");
  return {
    name,
    ...(team === undefined ? {} : { team }),
    reason: reasonOf(places, team, corrected !== undefined),
    certainty,
  };
}

function reasonOf(places: readonly DeploymentFound[], team: string | undefined, byHand: boolean): string {
  const kinds = [...new Set(places.map(({ kind }) => kind))].join(" and ");
  const clusters = new Set(places.map(({ cluster }) => cluster)).size;
  const owner =
    team === undefined ? "" : byHand ? " Its team was set by hand." : ` CODEOWNERS gives its lines to ${team}.`;
  return `${kinds} ${places[0]?.name ?? ""} on ${clusters} ${clusters === 1 ? "cluster" : "clusters"}.${owner}`;
}
