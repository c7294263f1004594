import type { Deployment as DeploymentView, Interval } from "../../contracts/deployment.ts";
import type { Act } from "../../contracts/promotion.ts";
import type { Status, Told } from "../../domain/deployment/types.ts";
import { wayBackOf } from "../../domain/deployment/way-back.ts";
import { type Actor, may, type Verb } from "../../domain/permissions.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { DeploymentRow, RepositoryRow } from "../../ports/store.ts";
import type { IntervalRow } from "../../ports/store-lists.ts";
import type { Web } from "../deps.ts";
import { oldestHeard } from "../fleet.ts";
import { summaryOf } from "./promotion-summary.ts";

/** Declared, applied and running apart, and what may be done here. */
export async function loadDeployment(wired: Web, actor: Actor, id: string): Promise<Result<DeploymentView>> {
  const { fleet, store } = wired;
  const deployment = fleet.deployments.get(id);
  const cell = deployment && fleet.cell(id, actor);
  if (!deployment || !cell) return refuse("not-found", "There is no such deployment, or you may not see it.");
  const service = fleet.services.get(deployment.service);
  const status = fleet.statuses.get(id);
  const heardAt = oldestHeard(fleet.heardOn(deployment.cluster));
  const [repositories, events, running, declared, promotions, verified] = await Promise.all([
    store.read.repositories([deployment.repositoryId]),
    eventsOf(wired, deployment, heardAt),
    store.read.intervals({ deployments: [id], kind: "running", limit: 12 }),
    store.read.intervals({ deployments: [id], kind: "declared", limit: 8 }),
    store.read.listPromotions({ service: deployment.service, environment: deployment.environment, limit: 5 }),
    store.read.verifications(deployment.service),
  ]);
  const [repository] = repositories;
  const intervals = [...running, ...declared]
    .sort((a, b) => b.from - a.from)
    .map((row) => intervalView(wired, row, repository));
  const behind = fleet.behind(deployment, actor);
  // From what Git says: where Helm took a bad release back by itself, what runs is the way back.
  const here = deployment.found.policy === "fixed" ? deployment.declaredVersion : undefined;
  const back = wayBackOf(here ?? status?.runs ?? deployment.declaredVersion, {
    ran: running.map((interval) => interval.version),
    declared: declared.map((interval) => interval.version),
    verified: verified.filter((v) => v.environment === deployment.environment).map((v) => v.version),
  });
  const { found } = deployment;
  return ok({
    cell,
    service: {
      id: deployment.service,
      name: service?.name ?? deployment.service,
      kind: service?.kind ?? "",
      ...(service?.team ? { team: service.team } : {}),
    },
    environment: deployment.environment,
    cluster: deployment.cluster,
    namespace: deployment.definition.namespace,
    object: { kind: deployment.definition.object.kind, name: deployment.definition.object.name },
    ...(heardAt === undefined ? {} : { heardAt }),
    staleAfterMs: wired.staleAfterMs,
    health: cell.health,
    declared: { version: deployment.declaredVersion, ...(await commitOf(wired, deployment, repository)) },
    applied: standView(status?.applied),
    running: { ...standView(status?.running), ...podsOf(status) },
    ...(behind ? { behind: { environment: behind.environment, releases: behind.releases } } : {}),
    reason: found.reason,
    places: [
      ...(found.place ? [{ ...found.place, leading: true }] : []),
      ...found.others.map((place) => ({ ...place, leading: false })),
    ].map((place) => ({
      file: place.file,
      line: place.line,
      path: place.path,
      form: place.form,
      value: place.written,
      leading: place.leading,
      ...(repository
        ? { url: wired.links.file(repository, repository.head ?? repository.branch, place.file, place.line) }
        : {}),
    })),
    conditions: (status?.told ?? []).map(conditionView),
    ...events,
    intervals,
    ...(back ? { wayBack: back } : {}),
    promotions: promotions.map((p) => summaryOf(wired, p, fleet.active.get(p.id)?.report, actor)),
    acts: actsOf(deployment, actor, back !== undefined, status?.suspended ?? false),
  });
}

function standView(stand: Status["applied"] | undefined) {
  if (!stand) return {};
  const { version, revision, since } = stand;
  return {
    ...(version ? { version } : {}),
    ...(revision ? { revision } : {}),
    ...(since === undefined ? {} : { since }),
  };
}

function podsOf(status: Status | undefined): { pods?: { ready: number; total: number; onVersion: number } } {
  const pods = status?.pods;
  if (!pods) return {};
  const on = pods.versions.find((v) => v.version === status.wanted)?.count ?? pods.ready;
  return { pods: { ready: pods.ready, total: pods.wanted, onVersion: on } };
}

const tones = { good: "quiet", wait: "motion", bad: "bad", off: "muted" } as const;

function conditionView(told: Told): DeploymentView["conditions"][number] {
  return {
    object: `${told.object.kind} ${told.object.name}`,
    sentence: told.sentence,
    tone: tones[told.tone],
    ...(told.since === undefined ? {} : { at: told.since }),
  };
}

/** So long the page waits for the events of a cluster that nobody misses yet. */
const EVENTS_WITHIN_MS = 2000;

/**
 * A cluster that does not answer costs the events, not the page: its API server may take a connection and say nothing
 * for half a minute, and whoever opens this is in a hurry just then. One that is silent is not asked.
 */
async function eventsOf(
  wired: Web,
  deployment: DeploymentRow,
  heardAt: number | undefined,
): Promise<Pick<DeploymentView, "events" | "eventsTrouble">> {
  const { cluster, definition } = deployment;
  const notKnown = { events: [], eventsTrouble: `${cluster} does not answer: its events are not known.` };
  if (heardAt !== undefined && wired.now() - heardAt > wired.staleAfterMs) return notKnown;
  const connection = await wired.connectionOf(cluster).catch(() => undefined);
  if (!connection) return { events: [] };
  const { object } = definition;
  const answered = wired.clusters.events(connection, object).then(
    (events) => ({
      events: events.map((e) => ({
        at: e.at,
        object: `${object.kind} ${object.name}`,
        reason: e.reason,
        message: e.message,
        warning: e.type === "Warning",
      })),
    }),
    (cause: unknown) =>
      cause instanceof Unavailable || cause instanceof Rejected
        ? { events: [], eventsTrouble: cause.message }
        : notKnown,
  );
  const late = new Promise<typeof notKnown>((resolve) => setTimeout(resolve, EVENTS_WITHIN_MS, notKnown));
  return Promise.race([answered, late]);
}

async function commitOf(wired: Web, deployment: DeploymentRow, repository: RepositoryRow | undefined) {
  const { declaredCommit, declaredAt, found } = deployment;
  if (!declaredCommit || !repository || !found.place) return {};
  const entry = await wired.mirror
    .lastChange(repository, repository.head ?? declaredCommit, found.place.file, found.place.line)
    .catch(() => undefined);
  return {
    commit: {
      sha: declaredCommit,
      title: entry?.commit === declaredCommit ? entry.title : "",
      author: entry?.commit === declaredCommit ? entry.author : "",
      at: declaredAt ?? 0,
      url: wired.links.commit(repository, declaredCommit),
    },
  };
}

export function intervalView(wired: Web, row: IntervalRow, repository: RepositoryRow | undefined): Interval {
  const { deployment, digest, ...rest } = row;
  const label = wired.fleet.labelOf(row.cluster, row.environment);
  return {
    ...rest,
    ...(label ? { label } : {}),
    serviceName: wired.fleet.services.get(row.service)?.name ?? row.service,
    ...(row.commit && repository ? { commitUrl: wired.links.commit(repository, row.commit) } : {}),
  };
}

function actsOf(deployment: DeploymentRow, actor: Actor, back: boolean, suspended: boolean): Act[] {
  const { environment } = deployment;
  const branch = deployment.found.policy === "follows-branch";
  const act = (verb: Act["verb"], needs: Verb, no?: string): Act => {
    const permitted = may(actor, needs, environment);
    const because = permitted.ok ? no : permitted.sentence;
    return { verb, allowed: because === undefined, ...(because ? { because } : {}) };
  };
  return [
    act("promote", "promote", branch ? `${environment} follows a branch; merge into it instead.` : undefined),
    act(
      "rollback",
      "roll-back",
      branch
        ? `${environment} follows a branch; revert there instead.`
        : back
          ? undefined
          : "Nothing else that was good has run here yet.",
    ),
    act("reconcile", "reconcile", suspended ? "It is suspended; resume it first." : undefined),
    suspended ? act("resume", "resume") : act("suspend", "suspend"),
  ];
}
