import type { Act, FileDiff, Gate, Promotion as PromotionView } from "../../contracts/promotion.ts";
import type { Gate as DomainGate, GateReport } from "../../domain/gates/gate.ts";
import { type Actor, may, mayApprove, sees } from "../../domain/permissions.ts";
import type { Approval } from "../../domain/promotion/promotion.ts";
import { hasEnded, isUndecided, type Leg, type PlannedEdit, type Promotion } from "../../domain/promotion/promotion.ts";
import { currentLeg, transition } from "../../domain/promotion/transition.ts";
import type { Rollout } from "../../domain/promotion/verify.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { sameVersion } from "../../domain/version/same.ts";
import type { Web } from "../deps.ts";
import { bringsOf } from "./brings.ts";
import { rolloutOf } from "./promotion-rollout.ts";
import { stepsOf } from "./promotion-steps.ts";
import { summaryOf } from "./promotion-summary.ts";

/** Everything about one promotion, for one reader. By id, or by the number that people call it. */
export async function loadPromotion(wired: Web, actor: Actor, id: string): Promise<Result<PromotionView>> {
  const { read } = wired.store;
  const promotion = /^\d{1,9}$/.test(id) ? await read.promotionByNumber(Number(id)) : await read.promotion(id);
  if (!promotion || !sees(actor, promotion.environment))
    return refuse("not-found", "There is no such promotion, or you may not see it.");
  const leg = currentLeg(promotion);
  const repository = (await read.repositories()).find((r) => r.fullName === leg.repository);
  const [report, approvals, timeline, brings, whereItIs, wayBack] = await Promise.all([
    read.lastReport(promotion.id),
    read.approvals(promotion.id),
    read.timeline(promotion.id),
    bringsOf(wired, promotion.service, promotion.from, promotion.version),
    whereItIsOf(wired, actor, promotion),
    wayBackOf(wired, promotion),
  ]);
  const may_ = mayApprove(actor, promotion);
  const said = approvals.some((a) => a.userId === actor.id && a.planHash === promotion.planHash);
  const ended = hasEnded(promotion.state);
  const isDecided = !isUndecided(promotion.state);
  const can = may_.ok && !said && !isDecided;
  return ok({
    ...summaryOf(wired, promotion, report, actor),
    planHash: promotion.planHash,
    steps: stepsOf(promotion, report, (id) => wired.fleet.clusters.find((c) => c.id === id)?.label ?? id),
    legs: promotion.legs.map((each) => legView(promotion, each, rolloutOf(wired, promotion))),
    gates: (report?.gates ?? []).map((gate) => gateView(gate, actor, promotion, wired.now(), isDecided)),
    files: promotion.plan.legs.flatMap((planned) =>
      planned.edits.map((edit) =>
        diffOf(
          edit,
          repository ? wired.links.file(repository, promotion.plan.baseCommit, edit.path, edit.line) : undefined,
        ),
      ),
    ),
    ...(brings ? { brings } : {}),
    notes: promotion.plan.notes,
    ...(leg.pullRequest && leg.pullRequestUrl
      ? {
          pullRequest: {
            number: leg.pullRequest,
            url: leg.pullRequestUrl,
            repository: leg.repository,
            ...(leg.head ? { head: leg.head } : {}),
          },
        }
      : {}),
    reviews: reviewsOf(report),
    whereItIs,
    staleAfterMs: wired.staleAfterMs,
    ...(wayBack ? { wayBack } : {}),
    approval: {
      can,
      // What is merged waits for nobody's word.
      ...(ended ? { because: "It has ended." } : {}),
      ...(can || isDecided ? {} : { because: may_.ok ? "You have said your word on this plan." : may_.sentence }),
      given: approvals.map((a) => givenView(a, promotion)),
    },
    timeline: timeline.map(({ at, who, sentence, url }) => ({
      at,
      sentence,
      ...(who ? { who } : {}),
      ...(url ? { url } : {}),
    })),
    acts: [...actsOf(promotion, actor, wired.now()), ...(wayBack ? rollBackOf(wired, promotion, actor) : [])],
  });
}

export function gateView(
  gate: DomainGate,
  actor: Actor,
  promotion: { requestedBy: string; environment: string },
  now: number,
  isDecided = false,
): Gate {
  const yours = !isDecided && gate.phase === "wait" && gate.key === "approval" && mayApprove(actor, promotion).ok;
  const left = gate.lookAgainAt === undefined ? undefined : Math.max(0, gate.lookAgainAt - now);
  return {
    key: gate.key,
    label: gate.label,
    phase: gate.phase,
    sentence: gate.sentence,
    yours,
    ...(yours
      ? { aside: "you can" }
      : left === undefined
        ? {}
        : { aside: `in ${left < 60_000 ? `${Math.ceil(left / 1000)} s` : `${Math.ceil(left / 60_000)} min`}` }),
  };
}

export function diffOf(edit: PlannedEdit, url: string | undefined): FileDiff {
  const { above, below, firstLine } = edit.context;
  const start = firstLine + above.length;
  const lines: FileDiff["lines"] = above.map((text, i) => ({ kind: "same", text, line: firstLine + i }));
  edit.before.forEach((text, i) => {
    lines.push({ kind: "del", text, line: start + i, ...markOf(text, edit.after[i]) });
  });
  edit.after.forEach((text, i) => {
    lines.push({ kind: "add", text, line: start + i, ...markOf(text, edit.before[i]) });
  });
  below.forEach((text, i) => {
    lines.push({ kind: "same", text, line: start + edit.after.length + i });
  });
  return { path: edit.path, line: edit.line, ...(url ? { url } : {}), lines };
}

/** The characters that differ, widened to the word they stand in: "3.2.5" and not "2.5". */
function markOf(text: string, other: string | undefined): { mark?: [number, number] } {
  if (other === undefined) return {};
  let from = 0;
  while (from < text.length && from < other.length && text[from] === other[from]) from++;
  let end = 0;
  while (
    end < text.length - from &&
    end < other.length - from &&
    text[text.length - 1 - end] === other[other.length - 1 - end]
  )
    end++;
  let to = text.length - end;
  while (from > 0 && /[\w.+-]/.test(text[from - 1] ?? "")) from--;
  while (to < text.length && /[\w.+-]/.test(text[to] ?? "")) to++;
  return { mark: [from, to] };
}

function legView(promotion: Promotion, leg: Leg, seen: Rollout | undefined) {
  const now = leg.position === promotion.leg;
  const state =
    leg.verifiedAt !== undefined
      ? "verified"
      : leg.position > promotion.leg
        ? "waits"
        : now
          ? promotion.state.is
          : "done";
  const sentences: Record<string, string> = {
    verified: "held, verified",
    waits: hasEnded(promotion.state) ? "was not begun" : "comes after the leg before it has held",
    opening: "opening a pull request",
    gated: "waits for its gates",
    merging: "merging",
    "rolling-out": leg.watchOnly ? "watching it arrive" : "merged, rolling out",
    holding: "healthy, has to hold",
  };
  return {
    clusters: leg.clusters,
    state,
    sentence:
      (now && leg.verifiedAt === undefined ? progressWords(seen) : undefined) ?? sentences[state] ?? "ended here",
    ...(leg.pullRequest && leg.pullRequestUrl
      ? { pullRequest: { number: leg.pullRequest, url: leg.pullRequestUrl } }
      : {}),
  };
}

/** How far it is, as the cluster says it. That it is there is said by its state. */
function progressWords(seen: Rollout | undefined): string | undefined {
  return seen && seen.is !== "there" ? seen.sentence.replace(/\.$/, "").replace(/^Waits/, "waits") : undefined;
}

function givenView(approval: Approval, promotion: Promotion) {
  return {
    who: approval.login,
    at: approval.at,
    because: approval.because,
    verdict: approval.verdict,
    counts: approval.planHash === promotion.planHash && approval.login !== promotion.requestedBy,
  };
}

function reviewsOf(report: GateReport | undefined): PromotionView["reviews"] {
  const facts = report?.facts as { reviews?: { who: string; verdict: string; at: number }[] } | undefined;
  return (facts?.reviews ?? []).map(({ who, verdict, at }) => ({ who, verdict, at }));
}

async function whereItIsOf(
  { fleet, store }: Web,
  actor: Actor,
  promotion: Promotion,
): Promise<PromotionView["whereItIs"]> {
  const verified = await store.read.verifications(promotion.service);
  const there = fleet.ofService(promotion.service);
  return fleet.columns(actor).flatMap((column) => {
    const deployment = there.find((d) => d.cluster === column.cluster && d.environment === column.environment);
    if (!deployment) return [];
    const status = fleet.statuses.get(deployment.id);
    const version = status?.runs;
    return [
      {
        place: column.label ? `${column.environment} ${column.label}` : column.environment,
        column: column.id,
        ...(column.heardAt === undefined ? {} : { heardAt: column.heardAt }),
        ...(version ? { version } : {}),
        ...(status?.running.since === undefined ? {} : { since: status.running.since }),
        verified:
          version !== undefined &&
          verified.some((v) => v.environment === column.environment && sameVersion(v.version, version)),
      },
    ];
  });
}

/** Offered as long as Git says what this promotion brought. */
function rollBackOf({ fleet }: Web, promotion: Promotion, actor: Actor): Act[] {
  const { service, environment, version, state } = promotion;
  if (state.is !== "failed" && state.is !== "verified") return [];
  const isThere = fleet
    .ofService(service)
    .some((d) => d.environment === environment && sameVersion(d.declaredVersion, version));
  const permitted = may(actor, "roll-back", environment);
  if (!isThere) return [];
  return [{ verb: "rollback", allowed: permitted.ok, ...(permitted.ok ? {} : { because: permitted.sentence }) }];
}

async function wayBackOf({ store }: Web, promotion: Promotion): Promise<PromotionView["wayBack"]> {
  const before = promotion.from;
  if (!before || promotion.kind === "rollback") return undefined;
  const verified = (await store.read.verifications(promotion.service)).some(
    (v) => v.environment === promotion.environment && sameVersion(v.version, before),
  );
  return { version: before, sentence: verified ? `${before}, held here before` : `${before}, what ran here before` };
}

export function actsOf(promotion: Promotion, actor: Actor, now: number): Act[] {
  const act = (verb: Act["verb"], permitted: Result<unknown>, possible: Result<unknown>): Act => {
    const no = !permitted.ok ? permitted : !possible.ok ? possible : undefined;
    return { verb, allowed: no === undefined, ...(no ? { because: no.sentence } : {}) };
  };
  const { environment } = promotion;
  const acts: Act[] = [];
  if (!hasEnded(promotion.state)) {
    acts.push(
      act(
        "cancel",
        may(actor, "cancel", environment),
        transition(promotion, { type: "cancelled", by: actor.login, because: "" }, now),
      ),
    );
  }
  if (promotion.state.is === "failed")
    acts.push(act("retry", may(actor, "retry", environment), transition(promotion, { type: "retried" }, now)));
  return acts;
}
