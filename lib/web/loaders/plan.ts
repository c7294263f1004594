import type { PlanPreview } from "../../contracts/promotion.ts";
import { evaluate } from "../../domain/gates/evaluate.ts";
import { type Actor, may, sees } from "../../domain/permissions.ts";
import { followsBranch } from "../../domain/promotion/plan-leg.ts";
import { ok, type Refusal, type Result } from "../../domain/result.ts";
import { makePlan } from "../../usecases/readings/make-plan.ts";
import { predecessorFacts } from "../../usecases/readings/predecessors.ts";
import { silentClusters } from "../../usecases/readings/silent-clusters.ts";
import type { Web } from "../deps.ts";
import { bringsOf } from "./brings.ts";
import { choicesFor, noSuchPlace, shownOf } from "./choices.ts";
import { diffOf, gateView } from "./promotion.ts";

type Query = { service: string; environment: string; version?: string | undefined };

/** What a promotion would do, before anybody asks for it. Without a version the one that is offered is planned. */
export async function loadPlan(wired: Web, actor: Actor, query: Query): Promise<Result<PlanPreview>> {
  const service = wired.fleet.services.get(query.service);
  if (!service || !sees(actor, query.environment)) return noSuchPlace();
  const { choices, from } = await choicesFor(wired, actor, query);
  const version = query.version ?? choices.find((c) => c.offered)?.version;
  const empty = {
    service: service.id,
    serviceName: service.name,
    environment: query.environment,
    ...(from ? { from } : {}),
    kind: "promotion" as const,
    files: [],
    legs: [],
    gates: [],
    notes: [],
    watchOnly: false,
    ...shownOf(choices, version),
  };
  const branch = following(wired, query);
  if (branch) return ok({ ...empty, refusal: branch.sentence });
  if (!version)
    return ok({
      ...empty,
      refusal:
        choices.length === 0
          ? "No releases of this service are known yet."
          : "Nothing newer is verified in the environment before. Choose a release yourself.",
    });
  const permitted = may(actor, "promote", query.environment);
  const planned = permitted.ok
    ? await makePlan(wired, { service: query.service, environment: query.environment, version })
    : permitted;
  if (!planned.ok) return ok({ ...empty, version, refusal: planned.sentence });
  const { plan, planHash, environment, repository } = planned.value;
  const [first] = plan.legs;
  const report = evaluate({
    planHash,
    kind: plan.kind,
    version,
    environment: environment.name,
    requestedBy: actor.login,
    baseBranch: repository.branch,
    approvalsWanted: environment.approvals,
    approvals: [],
    predecessors: await predecessorFacts(wired, plan),
    silent: first ? await silentClusters(wired, first) : [],
    checks: [],
    reviewsWanted: 0,
    reviews: [],
    now: wired.now(),
  });
  const brings = await bringsOf(wired, query.service, plan.from, version);
  const watchOnly = plan.legs.every((leg) => leg.watchOnly);
  return ok({
    ...empty,
    version,
    ...(plan.from ? { from: plan.from } : {}),
    kind: plan.kind,
    step: plan.step,
    planHash,
    files: plan.legs.flatMap((leg) =>
      leg.edits.map((edit) => diffOf(edit, wired.links.file(repository, plan.baseCommit, edit.path, edit.line))),
    ),
    legs: plan.legs.map((leg, i) => ({
      clusters: leg.clusters,
      state: "planned",
      sentence: i === 0 ? "first" : "after the one before has held",
    })),
    ...(brings ? { brings } : {}),
    gates: watchOnly
      ? []
      : report.gates.map((gate) =>
          gateView(gate, actor, { requestedBy: actor.login, environment: environment.name }, wired.now()),
        ),
    notes: plan.notes,
    watchOnly,
  });
}

/** Where every place follows a branch there is nothing to choose, and the way is another one. */
function following({ fleet }: Web, query: Query): Refusal | undefined {
  const here = fleet.ofService(query.service).filter((d) => d.environment === query.environment);
  const [first] = here;
  const all = here.every((d) => d.found.policy === "follows-branch");
  return first && all ? followsBranch(query.environment, first.declaredVersion) : undefined;
}
