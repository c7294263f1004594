import {
  type Approval,
  hasEnded,
  type Leg,
  type Plan,
  type Promotion,
  type PromotionState,
} from "../../domain/promotion/promotion.ts";
import type { Approval as ApprovalRecord, Prisma } from "./generated/client.ts";
import { date, json, ms, plain } from "./plain.ts";

export const withLegs = { legs: { orderBy: { position: "asc" } } } satisfies Prisma.PromotionInclude;

type Row = Prisma.PromotionGetPayload<{ include: typeof withLegs }>;

export function promotionOf(row: Row): Promotion {
  return plain({
    id: row.id,
    number: row.number,
    service: row.service,
    environment: row.environment,
    version: row.version,
    from: row.from,
    kind: row.kind as Promotion["kind"],
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.getTime(),
    reason: row.reason,
    plan: row.plan as unknown as Plan,
    planHash: row.planHash,
    state: row.state as unknown as PromotionState,
    leg: row.leg,
    legs: row.legs.map(legOf),
    holdMs: row.holdMs,
    deadlineMs: row.deadlineMs,
    supersedes: row.supersedes,
    retries: row.retries,
    nextLookAt: ms(row.nextLookAt),
  });
}

function legOf({ promotionId: _, ...leg }: Row["legs"][number]): Leg {
  return plain({
    ...leg,
    mergedAt: ms(leg.mergedAt),
    healthySince: ms(leg.healthySince),
    verifiedAt: ms(leg.verifiedAt),
  });
}

/** What of it may change after it was asked for. */
export function changingRow(promotion: Promotion) {
  const { state } = promotion;
  return {
    planHash: promotion.planHash,
    plan: json(promotion.plan),
    state: json(state),
    stateIs: state.is,
    leg: promotion.leg,
    // 1.1 minutes are 66000.00000000001 ms.
    holdMs: Math.round(promotion.holdMs),
    deadlineMs: Math.round(promotion.deadlineMs),
    retries: promotion.retries,
    nextLookAt: date(promotion.nextLookAt),
    endedAt: hasEnded(state) ? new Date(state.at) : null,
  };
}

export function newRow(promotion: Omit<Promotion, "number">, idempotencyKey: string | undefined) {
  return {
    ...changingRow({ ...promotion, number: 0 }),
    id: promotion.id,
    service: promotion.service,
    environment: promotion.environment,
    version: promotion.version,
    from: promotion.from ?? null,
    kind: promotion.kind,
    requestedBy: promotion.requestedBy,
    requestedAt: new Date(promotion.requestedAt),
    reason: promotion.reason,
    supersedes: promotion.supersedes ?? null,
    idempotencyKey: idempotencyKey ?? null,
  };
}

export function legRow(leg: Leg) {
  return {
    position: leg.position,
    clusters: leg.clusters,
    deployments: leg.deployments,
    repository: leg.repository,
    baseBranch: leg.baseBranch,
    branch: leg.branch,
    watchOnly: leg.watchOnly,
    baseCommit: leg.baseCommit ?? null,
    head: leg.head ?? null,
    pullRequest: leg.pullRequest ?? null,
    pullRequestUrl: leg.pullRequestUrl ?? null,
    mergeCommit: leg.mergeCommit ?? null,
    mergedAt: date(leg.mergedAt),
    healthySince: date(leg.healthySince),
    verifiedAt: date(leg.verifiedAt),
  };
}

export function approvalOf(row: ApprovalRecord): Approval {
  const { promotionId: _, ...rest } = row;
  return { ...rest, verdict: row.verdict as Approval["verdict"], at: row.at.getTime() };
}
