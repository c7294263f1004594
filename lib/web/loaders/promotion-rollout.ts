import type { Promotion } from "../../domain/promotion/promotion.ts";
import { currentLeg } from "../../domain/promotion/transition.ts";
import { type Rollout, rollout } from "../../domain/promotion/verify.ts";
import { watchedOf } from "../../domain/promotion/watched.ts";
import type { Web } from "../deps.ts";

/** What the clusters of the current leg say, as the worker sees it; undefined where nothing rolls out. */
export function rolloutOf({ fleet, now, staleAfterMs }: Web, promotion: Promotion): Rollout | undefined {
  const { is } = promotion.state;
  if (is !== "rolling-out" && is !== "holding") return undefined;
  const watched = watchedOf(currentLeg(promotion), {
    deployment: (id) => fleet.deployments.get(id),
    status: (id) => fleet.statuses.get(id),
    heard: (cluster) => fleet.heard.get(cluster) ?? [],
    now: now(),
    staleAfterMs,
  });
  return rollout(promotion.version, watched, is === "holding");
}
