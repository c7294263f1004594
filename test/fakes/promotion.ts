import type { Plan, Promotion, PromotionState } from "../../lib/domain/promotion/promotion.ts";

export function aPlan(more: Partial<Plan> = {}): Plan {
  return {
    service: "checkout",
    environment: "staging",
    version: "2.4.1",
    from: "2.4.0",
    kind: "promotion",
    step: "patch",
    baseCommit: "b0",
    notes: [],
    legs: [
      {
        clusters: ["staging"],
        deployments: ["staging/HelmRelease/cart/checkout"],
        repository: "acme/fleet",
        baseBranch: "main",
        watchOnly: false,
        edits: [
          {
            path: "apps/staging/checkout.yaml",
            line: 12,
            column: 14,
            before: ["      version: 2.4.0"],
            after: ["      version: 2.4.1"],
            context: { above: ["      chart: checkout"], below: [], firstLine: 11 },
          },
        ],
      },
    ],
    ...more,
  };
}

export type PromotionLike = Partial<Omit<Promotion, "legs" | "state">> & { legs?: number; state?: PromotionState };

export function aPromotion({ legs = 1, state = { is: "opening" }, ...more }: PromotionLike = {}): Promotion {
  const plan = more.plan ?? aPlan();
  const [leg] = plan.legs;
  return {
    id: "01HZX3V9QK0000000000000000",
    number: 12,
    service: plan.service,
    environment: plan.environment,
    version: plan.version,
    kind: plan.kind,
    requestedBy: "dev",
    requestedAt: 1_000,
    reason: "The fix for carts",
    planHash: "plan-1",
    leg: 0,
    holdMs: 600_000,
    deadlineMs: 3_600_000,
    retries: 0,
    nextLookAt: 1_000,
    ...more,
    plan: { ...plan, legs: Array.from({ length: legs }, (_, i) => plan.legs[i] ?? (leg as Plan["legs"][number])) },
    state,
    legs: Array.from({ length: legs }, (_, position) => ({
      position,
      clusters: leg?.clusters ?? [],
      deployments: leg?.deployments ?? [],
      repository: "acme/fleet",
      baseBranch: "main",
      branch: `sluice/staging/checkout/01hzx3v9qk0000000000000000${position > 0 ? `-${position + 1}` : ""}`,
      watchOnly: leg?.watchOnly ?? false,
    })),
  };
}
