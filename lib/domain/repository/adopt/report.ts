import { createTwoFilesPatch } from "diff";
import { ok, type Result, refuse } from "../../result.ts";
import type { Repository } from "../types.ts";
import { type AdoptOptions, adopt } from "./adopt.ts";
import { planEdit } from "./plan-edit.ts";
import type { Adoption, EditPlan, Problem } from "./types.ts";

/** What `sluice adopt --json` prints: the stable part of an adoption, for scripts. */
export function adoptReport(repository: Repository, options: AdoptOptions & { problems?: readonly Problem[] } = {}) {
  const adoption = adopt(repository, options);
  return {
    clusters: adoption.clusters,
    environments: adoption.environments,
    services: adoption.services,
    deployments: adoption.deployments.map(
      ({ service, environment, cluster, namespace, kind, name, version, suspended, place, chain }) => ({
        service,
        environment,
        cluster,
        namespace,
        kind,
        name,
        version,
        ...(suspended === undefined ? {} : { suspended }),
        place: place && {
          file: place.file,
          line: place.line,
          column: place.column,
          path: place.path,
          form: place.form,
        },
        chain,
      }),
    ),
    problems: [...(options.problems ?? []), ...adoption.problems],
  };
}

export type SetRequest = { service: string; environment: string; version: string };

/** The edit that brings a version to every deployment of a service in an environment, as a unified diff. */
export function setVersion(
  repository: Repository,
  request: SetRequest,
  options: AdoptOptions = {},
): Result<{ diff: string; plan: EditPlan }> {
  const adoption = adopt(repository, options);
  const meant = meantBy(adoption, request);
  if (!meant.ok) return meant;
  const plan = planEdit(repository, adoption, meant.value, request.version, options);
  return plan.ok ? ok({ diff: diffOf(plan.value), plan: plan.value }) : plan;
}

function meantBy(adoption: Adoption, { service, environment }: SetRequest): Result<string[]> {
  const ofService = adoption.deployments.filter((deployment) => deployment.service === service);
  if (ofService.length === 0) return refuse("no-such-service", `No service "${service}" is declared here.`);
  const meant = ofService.filter((deployment) => deployment.environment === environment);
  if (meant.length > 0) return ok(meant.map(({ id }) => id));
  const known = [...new Set(ofService.map((deployment) => deployment.environment))].join(", ");
  return refuse("no-such-environment", `${service} is not declared in "${environment}", only in ${known}.`);
}

export function diffOf(plan: Pick<EditPlan, "files">): string {
  return plan.files
    .map(({ path, before, after }) => {
      const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 });
      return patch.replace(/^=+\n/, "");
    })
    .join("");
}
