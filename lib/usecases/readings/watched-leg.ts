import type { Leg } from "../../domain/promotion/promotion.ts";
import type { Watched } from "../../domain/promotion/verify.ts";
import { watchedOf } from "../../domain/promotion/watched.ts";
import type { Deps } from "../../ports/deps.ts";

/** What the clusters of a leg say now. */
export async function watchedLeg(deps: Deps, leg: Pick<Leg, "clusters" | "deployments">): Promise<Watched[]> {
  const { read } = deps.store;
  const [statuses, deployments, heard] = await Promise.all([
    read.statuses(leg.deployments),
    read.deployments({ ids: leg.deployments }),
    read.heard(leg.clusters),
  ]);
  return watchedOf(leg, {
    deployment: (id) => deployments.find((d) => d.id === id),
    status: (id) => statuses.get(id),
    heard: (cluster) => heard.filter((row) => row.cluster === cluster),
    now: deps.now(),
    staleAfterMs: deps.staleAfterMs,
  });
}
