import type { Provenance } from "../../contracts/provenance.ts";
import { type Actor, sees } from "../../domain/permissions.ts";
import type { DeploymentFound } from "../../domain/repository/adopt/types.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { sameVersion } from "../../domain/version/same.ts";
import { isPrerelease, parseVersion } from "../../domain/version/version.ts";
import type { RepositoryRow } from "../../ports/store.ts";
import { type Reading, readAt } from "../../usecases/readings/repository.ts";
import type { Web } from "../deps.ts";
import { diffOf } from "./promotion.ts";

/** "Why is this version here?": the chain of layers, each with its line, and what a promotion would write. */
export async function loadProvenance(web: Web, actor: Actor, id: string): Promise<Result<Provenance>> {
  const { fleet, store } = web;
  const row = fleet.deployments.get(id);
  if (!row || !sees(actor, row.environment))
    return refuse("not-found", "There is no such deployment, or you may not see it.");
  const [repository] = await store.read.repositories([row.repositoryId]);
  if (!repository) return refuse("not-found", "The repository that declares it is no longer adopted.");
  const reading = await readAt(
    web,
    repository,
    repository.head ?? (await web.mirror.tip(repository, repository.branch)),
  );
  const found = reading.adoption.deployments.find((d) => d.id === id);
  if (!found) return refuse("not-found", `${row.service} is no longer declared on ${row.cluster}.`);
  const url = (file: string, line: number) => web.links.file(repository, reading.commit, file, line);
  const { environment, cluster, version, reason, namespace, kind, name, place } = found;
  const { corrections } = reading;
  const [chain, edit] = await Promise.all([
    web.readings.ask(repository, reading.commit, { is: "provenance", corrections, deployment: id }),
    editOf(web, reading, repository, found),
  ]);
  return ok({
    deployment: id,
    service: { id: row.service, name: fleet.services.get(row.service)?.name ?? row.service },
    environment,
    cluster,
    object: { kind, namespace, name },
    version,
    reason,
    repository: {
      name: repository.fullName,
      branch: repository.branch,
      commit: reading.commit,
      url: web.links.commit(repository, reading.commit),
    },
    chain: chain.map(({ value, ...step }) => ({
      ...step,
      ...(value === undefined || step.effect === "through" ? {} : { after: value }),
      url: url(step.file, step.line),
    })),
    ...(place
      ? {
          place: {
            form: found.form,
            file: place.file,
            line: place.line,
            column: place.column,
            path: place.path,
            written: place.written,
            url: url(place.file, place.line),
          },
        }
      : {}),
    edit,
    sharedWith: found.sharedWith.flatMap((other) => {
      const shared = fleet.deployments.get(other);
      if (!shared || !sees(actor, shared.environment)) return [];
      return [{ deployment: other, service: shared.service, environment: shared.environment, cluster: shared.cluster }];
    }),
  });
}

/** What a promotion of the newest other release would write here, by the very function that plans it. */
async function editOf(
  web: Web,
  reading: Reading,
  repository: RepositoryRow,
  found: DeploymentFound,
): Promise<Provenance["edit"]> {
  const known = web.fleet.versions.get(found.service) ?? [];
  const other = known.find((version) => !sameVersion(version, found.version) && isFinal(version));
  const version = other ?? nextOf(found.version);
  const none = { example: other === undefined, files: [], notes: [] };
  if (!version) return { ...none, refusal: "No other release is known, so there is nothing to show yet." };
  const together = reading.adoption.deployments.filter(
    (d) =>
      d.service === found.service &&
      d.environment === found.environment &&
      (d.id === found.id || found.sharedWith.includes(d.id)),
  );
  const planned = await web.readings.ask(repository, reading.commit, {
    is: "leg",
    corrections: reading.corrections,
    wanted: {
      service: found.service,
      environment: found.environment,
      version,
      deployments: together.map((d) => d.id),
      clusters: [...new Set(together.map((d) => d.cluster))],
      repository: repository.fullName,
      baseBranch: repository.branch,
      known,
    },
  });
  if (!planned.ok) return { ...none, version, refusal: planned.sentence };
  const { leg, notes } = planned.value;
  return {
    version,
    example: other === undefined,
    files: leg.edits.map((edit) => diffOf(edit, web.links.file(repository, reading.commit, edit.path, edit.line))),
    notes,
  };
}

/** For a service whose releases are not known: the same with its last number raised. */
function nextOf(version: string): string | undefined {
  const next = version.replace(/(\d+)(?!.*\d)/, (digits) => String(Number(digits) + 1));
  return next === version || !parseVersion(version) ? undefined : next;
}

function isFinal(version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== null && !isPrerelease(parsed);
}
