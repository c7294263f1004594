import type { z } from "zod";
import type {
  Adoption as AdoptionView,
  adoptionRequest,
  Corrections as CorrectionsView,
} from "../../contracts/setup.ts";
import { type Actor, may } from "../../domain/permissions.ts";
import type { Adoption, Corrections } from "../../domain/repository/adopt/types.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { adoptRepository } from "../../usecases/adopt-repository.ts";
import { readAt } from "../../usecases/readings/repository.ts";
import type { Web } from "../deps.ts";

/** What a repository says at its branch's tip, with the corrections that were made; nothing is taken by looking. */
export async function loadAdoption(
  web: Web,
  actor: Actor,
  repository: string,
  with_?: CorrectionsView,
): Promise<Result<AdoptionView>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const place = await find(web, repository);
  if (!place.ok) return place;
  const commit = await web.mirror.tip(place.value, place.value.branch);
  const corrections = with_ ? domainCorrections(with_) : place.value.corrections;
  const { adoption } = await readAt(web, { ...place.value, corrections }, commit);
  return ok(view(web, place.value, commit, adoption));
}

export async function adoptOrRead(
  web: Web,
  actor: Actor,
  body: z.infer<typeof adoptionRequest>,
): Promise<Result<AdoptionView>> {
  if (!body.confirm) return loadAdoption(web, actor, body.repository, body.corrections);
  const place = await find(web, body.repository);
  if (!place.ok) return place;
  const { connectionId, fullName, branch } = place.value;
  const corrections = body.corrections ? domainCorrections(body.corrections) : place.value.corrections;
  const adopted = await adoptRepository(web, actor, { connectionId, fullName, branch, corrections });
  if (!adopted.ok) return adopted;
  const shown = await loadAdoption(web, actor, body.repository, body.corrections);
  return shown.ok ? ok({ ...shown.value, adopted: true }) : shown;
}

type Place = {
  id: string;
  connectionId: string;
  fullName: string;
  branch: string;
  adopted: boolean;
  corrections: Corrections;
};

async function find(web: Web, repository: string): Promise<Result<Place>> {
  const [fullName = "", wanted] = repository.trim().split("@");
  if (!/^[\w.-]+\/[\w.-]+$/.test(fullName))
    return refuse("invalid", `"${repository}" is no repository. Write it as owner/name.`);
  const known = (await web.store.read.repositories()).find((r) => r.fullName === fullName);
  if (known) return ok({ ...known, adopted: known.adoptedAt !== undefined });
  const [host] = await web.store.read.connections("github");
  if (!host) return refuse("not-connected", "Connect a GitHub first; then its repositories can be adopted.");
  const listed = await web.hosts.repositories(host.id);
  const branch = wanted ?? listed.find((r) => r.fullName === fullName)?.defaultBranch ?? "main";
  return ok({ id: fullName, connectionId: host.id, fullName, branch, adopted: false, corrections: {} });
}

function domainCorrections(given: CorrectionsView): Corrections {
  const environments = Object.fromEntries(
    Object.entries(given.promotesFrom ?? {}).map(([name, promotesFrom]) => [name, { promotesFrom }]),
  );
  return {
    ...(given.clusters ? { clusterEnvironment: given.clusters } : {}),
    ...(given.promotesFrom ? { environments } : {}),
    ...(given.teams ? { teams: given.teams } : {}),
    ...(given.ignore ? { ignored: given.ignore } : {}),
  };
}

function view(web: Web, place: Place, commit: string, adoption: Adoption): AdoptionView {
  const url = (file: string, line: number) => web.links.file(place, commit, file, line);
  return {
    repository: place.fullName,
    branch: place.branch,
    commit,
    adopted: place.adopted,
    environments: adoption.environments
      .toSorted((a, b) => a.order - b.order)
      .map((e) => ({
        name: e.name,
        promotesFrom: e.promotesFrom,
        clusters: adoption.clusters.filter((c) => c.environment === e.name).map((c) => c.name),
        reason: e.reason,
        certainty: e.certainty,
      })),
    clusters: adoption.clusters.map((c) => {
      const connection = web.fleet.clusters.find((each) => each.id === c.name)?.connectionId;
      return {
        name: c.name,
        path: c.path,
        environment: c.environment,
        reason: c.reason,
        certainty: c.certainty,
        ...(connection ? { connection } : {}),
      };
    }),
    services: adoption.services.map((service) => {
      const deployments = adoption.deployments.filter((d) => d.service === service.name);
      return {
        name: service.name,
        kind: deployments.some((d) => d.image) ? "image" : deployments.some((d) => d.chart) ? "chart" : "bundle",
        ...(service.team ? { team: service.team } : {}),
        deployments: deployments.map((d) => ({
          environment: d.environment,
          cluster: d.cluster,
          version: d.version,
          file: d.place?.file ?? "",
          line: d.place?.line ?? 0,
          path: d.place?.path ?? "",
          form: d.form,
          ...(d.place ? { url: url(d.place.file, d.place.line) } : {}),
          reason: d.reason,
        })),
      };
    }),
    problems: adoption.problems.map((p) => ({ ...p, url: url(p.file, p.line) })),
  };
}
