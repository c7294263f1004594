import type { Adoption as AdoptionView } from "../../contracts/adoption.ts";
import type { Known, Matched } from "../../domain/cluster/match.ts";
import type { Precedence } from "../../domain/history/precedence.ts";
import { keyOf } from "../../domain/repository/adopt/check-corrections.ts";
import { clustersIn } from "../../domain/repository/adopt/clusters-found.ts";
import type { Adoption, Corrections, DeploymentFound } from "../../domain/repository/adopt/types.ts";
import type { RepositoryRef } from "../../ports/git.ts";
import type { Reading } from "../../usecases/readings/repository.ts";
import type { Web } from "../deps.ts";
import { correctionsTo } from "./corrections.ts";

export type Place = RepositoryRef & { id: string; branch: string; adopted: boolean; corrections: Corrections };
type Read = {
  reading: Reading;
  matched: readonly Matched[];
  known: readonly Known[];
  /** What the log says of the order of environments. */
  precedence: readonly Precedence[];
};
type Told = Read & { web: Web; place: Place; url: (file: string, line: number) => string };

/** A reading for people: every guess with its reason, its certainty, and whether they said so themselves. */
export async function adoptionView(web: Web, place: Place, read: Read): Promise<AdoptionView> {
  const { adoption, commit, files, tookMs } = read.reading;
  const told: Told = { ...read, web, place, url: (file, line) => web.links.file(place, commit, file, line) };
  return {
    repository: place.fullName,
    url: web.links.file(place, commit, "").replace(/\/blob\/.*$/, ""),
    branch: place.branch,
    commit,
    adopted: place.adopted,
    confirmed: place.corrections.confirmed === true,
    read: { files, ms: tookMs },
    ...(await environmentsView(told)),
    clusters: clustersView(told),
    services: servicesView(told),
    problems: adoption.problems.map((p) => ({ ...p, url: told.url(p.file, p.line) })),
    corrections: correctionsTo(place.corrections),
    matchable: read.known.map(({ id }) => id).sort(),
  };
}

/** Suggested is what the log says otherwise than it is, and than people have said. */
async function environmentsView({
  reading: { adoption, commit },
  place,
  precedence,
  web,
}: Told): Promise<Pick<AdoptionView, "environments" | "suggestedOrder">> {
  const { corrections } = place;
  const question = { is: "order", corrections, precedence } as const;
  const { environments, suggested } =
    precedence.length === 0 ? { environments: adoption.environments } : await web.readings.ask(place, commit, question);
  const clusters = clustersIn(adoption);
  const suggestedOrder = suggested?.map(({ name, promotesFrom, reason, certainty }) => ({
    ...{ name, promotesFrom, reason, certainty },
  }));
  return {
    environments: environments
      .toSorted((a, b) => a.order - b.order)
      .map(({ order: _, ...environment }) => ({
        ...environment,
        clusters: adoption.clusters.flatMap(({ name, called = name }) =>
          clusters.get(environment.name)?.has(name) ? called : [],
        ),
        corrected: corrections.environments?.[environment.name] !== undefined,
      })),
    ...(suggestedOrder ? { suggestedOrder } : {}),
  };
}

function clustersView({ reading: { adoption }, place, matched, known, web }: Told): AdoptionView["clusters"] {
  const connections = new Map(web.fleet.clusters.map((c) => [c.id, c.connectionId]));
  return inOrder(adoption, adoption.clusters).map(({ name, called = name, path, environment, reason, certainty }) => {
    const match = matched.find((one) => one.name === called);
    const at = known.find(({ id }) => id === name);
    // What only a connection is known of has nothing else yet.
    const isConnected = connections.get(name) !== undefined || (at !== undefined && at.environment === undefined);
    return {
      name: called,
      path,
      environment,
      reason,
      certainty,
      corrected: place.corrections.clusterEnvironment?.[called] !== undefined,
      cluster: {
        name,
        reason: match?.reason ?? "",
        certainty: match?.certainty ?? "guess",
        corrected: match?.match?.byHand === true,
        ...(isConnected ? { connection: name } : {}),
        ...(at?.repository && at.repository !== place.fullName ? { repository: at.repository } : {}),
      },
    };
  });
}

function servicesView(told: Told): AdoptionView["services"] {
  const { adoption } = told.reading;
  const { corrections } = told.place;
  const renamed = new Set(Object.values(corrections.serviceNames ?? {}));
  const apart = new Map(Object.entries(corrections.servicesApart ?? {}).map(([found, own]) => [own, found]));
  return adoption.services.map(({ name, team, reason, certainty }) => {
    const found = apart.get(name);
    const deployments = inOrder(
      adoption,
      adoption.deployments.filter((d) => d.service === name),
    );
    return {
      name,
      kind: kindOf(deployments),
      ...(team ? { team } : {}),
      reason: found ? `${reason} Another repository has a service ${found} too.` : reason,
      certainty: found ? "guess" : certainty,
      corrected: renamed.has(name) || corrections.teams?.[name] !== undefined,
      deployments: deployments.map((d) => deploymentView(told, d)),
    };
  });
}

/** By their environments, from first to last, as people think of them. */
function inOrder<T extends { environment: string }>({ environments }: Adoption, things: readonly T[]): T[] {
  const orders = new Map(environments.map(({ name, order }) => [name, order]));
  return things.toSorted((a, b) => (orders.get(a.environment) ?? 0) - (orders.get(b.environment) ?? 0));
}

function kindOf(deployments: readonly DeploymentFound[]): string {
  if (deployments.some((d) => d.image)) return "image";
  return deployments.some((d) => d.chart) ? "chart" : "bundle";
}

function deploymentView(
  { reading: { adoption }, place: { corrections }, url }: Told,
  d: DeploymentFound,
): AdoptionView["services"][number]["deployments"][number] {
  const key = keyOf(adoption as Adoption, d);
  const { deploymentServices, deploymentEnvironments, leading, ignored } = corrections;
  return {
    id: d.id,
    key,
    taken: !ignored?.includes(key),
    environment: d.environment,
    cluster: d.cluster,
    namespace: d.namespace,
    kind: d.kind,
    name: d.name,
    version: d.version,
    file: d.place?.file ?? "",
    line: d.place?.line ?? 0,
    path: d.place?.path ?? "",
    form: d.form,
    ...(d.place ? { url: url(d.place.file, d.place.line) } : {}),
    others: d.others.map(({ path, what, version }) => ({ path, what, version })),
    reason: d.reason,
    certainty: d.certainty,
    corrected: [deploymentServices, deploymentEnvironments, leading].some((said) => said?.[key] !== undefined),
  };
}
