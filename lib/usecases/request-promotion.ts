import { type Actor, may } from "../domain/permissions.ts";
import type { Leg, Plan, Promotion } from "../domain/promotion/promotion.ts";
import { branchName } from "../domain/promotion/pull-request.ts";
import { transition } from "../domain/promotion/transition.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import { sameVersion } from "../domain/version/same.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected } from "../ports/failures.ts";
import type { EnvironmentRow, Tx } from "../ports/store.ts";
import { stillFollowed } from "./readings/followed.ts";
import { makePlan } from "./readings/make-plan.ts";

export type PromotionRequest = {
  service: string;
  environment: string;
  version: string;
  reason: string;
  planHash?: string;
  supersede?: boolean;
  idempotencyKey?: string;
};

/**
 * Asks for a promotion: the plan is made anew at the branch's tip, and refused if it is not
 * the one that was looked at. One promotion at a time has a place in an environment.
 */
export async function requestPromotion(
  deps: Deps,
  actor: Actor,
  input: PromotionRequest,
): Promise<Result<{ id: string; number: number }>> {
  const permitted = may(actor, "promote", input.environment);
  if (!permitted.ok) return permitted;
  const known = input.idempotencyKey ? await deps.store.read.promotionByKey(keyFor(actor, input)) : undefined;
  if (known) return sameRequest(known, input);

  const planned = await makePlan(deps, input);
  if (!planned.ok) return planned;
  const { plan, planHash, environment, repository } = planned.value;
  if (input.planHash && input.planHash !== planHash) {
    return refuse(
      "plan-changed",
      "The lines in Git changed while you were reading. Nothing was done; look at the plan again.",
    );
  }
  const stored = deps.store.transaction(async (tx) => {
    await tx.promotions.lockPlace(input.service, input.environment);
    // A second click may have waited here for the first.
    const twice = input.idempotencyKey ? await tx.promotionByKey(keyFor(actor, input)) : undefined;
    if (twice) return sameRequest(twice, input);
    const followed = await stillFollowed(tx, repository.fullName);
    if (!followed.ok) return followed;
    const cleared = await clearPlace(deps, tx, actor, input);
    if (!cleared.ok) return cleared;
    const wanted = newPromotion(deps, actor, input, plan, planHash, environment, cleared.value);
    // Before the new one is stored: a place holds one promotion that has not ended, and the database sees to it.
    if (cleared.value) await supersede(deps, tx, cleared.value, wanted, actor);
    const promotion = await tx.promotions.insert(wanted, input.idempotencyKey ? keyFor(actor, input) : undefined);
    const at = promotion.requestedAt;
    const verb = plan.kind === "rollback" ? "rollback" : "promotion";
    await tx.promotions.tell(promotion.id, {
      at,
      who: actor.login,
      sentence: `Asked for this ${verb}: “${input.reason}”`,
      key: "requested",
    });
    await tx.audit.write({
      who: actor.login,
      did: `promotion.requested`,
      to: promotion.id,
      at,
      because: input.reason,
      data: { plan, planHash },
    });
    await tx.jobs.add("advance-promotion", { promotion: promotion.id }, { key: promotion.id });
    await tx.changed("promotions", [promotion.id]);
    await tx.changed(
      "cells",
      plan.legs.flatMap((leg) => leg.deployments),
    );
    return ok({ id: promotion.id, number: promotion.number });
  });
  // Under one key two places may be asked for at the same moment, and a lock is of a place.
  return stored.catch(async (error: unknown) => {
    const isTaken = input.idempotencyKey && error instanceof Rejected && error.status === 409;
    const other = isTaken ? await deps.store.read.promotionByKey(keyFor(actor, input)) : undefined;
    if (!other) throw error;
    return sameRequest(other, input);
  });
}

/** A key is the asker's own: another's cannot be guessed into showing a promotion. */
function keyFor(actor: Actor, input: PromotionRequest): string {
  return `${actor.id}:${input.idempotencyKey}`;
}

function sameRequest(known: Promotion, input: PromotionRequest): Result<{ id: string; number: number }> {
  const same =
    known.service === input.service &&
    known.environment === input.environment &&
    sameVersion(known.version, input.version);
  if (!same) return refuse("key-reused", "This idempotency key was used for another request. Nothing was done.");
  return ok({ id: known.id, number: known.number });
}

async function clearPlace(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  input: PromotionRequest,
): Promise<Result<Promotion | undefined>> {
  const [active] = await tx.activePromotions({ service: input.service, environment: input.environment });
  if (!active) return ok(undefined);
  if (!input.supersede) {
    return refuse(
      "in-flight",
      `${input.service} ${active.version} is on its way to ${input.environment} already (#${active.number}, asked for by @${active.requestedBy}). Cancel it, or replace it with this one.`,
    );
  }
  const allowed = may(actor, "cancel", input.environment);
  if (!allowed.ok) return allowed;
  const locked = (await tx.promotions.lock(active.id)) ?? active;
  const possible = transition(locked, { type: "superseded", by: "new" }, deps.now());
  return possible.ok ? ok(locked) : possible;
}

async function supersede(
  deps: Deps,
  tx: Tx,
  old: Promotion,
  by: Omit<Promotion, "number">,
  actor: Actor,
): Promise<void> {
  const now = deps.now();
  const next = transition(old, { type: "superseded", by: by.id }, now);
  if (!next.ok) return;
  await tx.promotions.save(next.value);
  await tx.promotions.tell(old.id, {
    at: now,
    who: actor.login,
    sentence: `Replaced by a ${by.kind} to ${by.version}`,
    key: "superseded",
  });
  await tx.audit.write({ who: actor.login, did: "promotion.superseded", to: old.id, at: now, data: { by: by.id } });
  await tx.jobs.add("tidy-promotion", { promotion: old.id }, { key: `tidy-${old.id}` });
  await tx.changed("promotions", [old.id]);
}

function newPromotion(
  deps: Deps,
  actor: Actor,
  input: PromotionRequest,
  plan: Plan,
  planHash: string,
  environment: EnvironmentRow,
  supersedes: Promotion | undefined,
): Omit<Promotion, "number"> {
  const id = deps.newId();
  const now = deps.now();
  const legs: Leg[] = plan.legs.map((leg, position) => ({
    position,
    clusters: leg.clusters,
    deployments: leg.deployments,
    repository: leg.repository,
    baseBranch: leg.baseBranch,
    branch: branchName({ id, service: plan.service, environment: plan.environment }, position),
    watchOnly: leg.watchOnly,
  }));
  return {
    id,
    service: plan.service,
    environment: plan.environment,
    version: plan.version,
    ...(plan.from ? { from: plan.from } : {}),
    kind: plan.kind,
    requestedBy: actor.login,
    requestedAt: now,
    reason: input.reason,
    plan,
    planHash,
    state: { is: "opening" },
    leg: 0,
    legs,
    holdMs: environment.holdMinutes * 60_000,
    deadlineMs: environment.deadlineMinutes * 60_000,
    ...(supersedes ? { supersedes: supersedes.id } : {}),
    retries: 0,
    nextLookAt: now,
  };
}
