import type { Status } from "../../lib/domain/deployment/types.ts";

export function aStatus(more: Partial<Status> = {}): Status {
  return {
    deployment: "staging/HelmRelease/cart/checkout",
    declared: {},
    applied: {},
    running: {},
    health: "unknown",
    tone: "good",
    serving: false,
    suspended: false,
    drift: [],
    since: 0,
    told: [],
    ...more,
  };
}
