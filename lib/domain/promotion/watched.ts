import type { ObservedKind } from "../deployment/observation.ts";
import { heardAt, isStale, kindsOf } from "../deployment/staleness.ts";
import type { Definition, Status } from "../deployment/types.ts";
import type { Leg } from "./promotion.ts";
import type { Watched } from "./verify.ts";

export type WatchFacts = {
  deployment(id: string): { cluster: string; definition: Definition } | undefined;
  status(id: string): Status | undefined;
  heard(cluster: string): readonly { kind: string; heardAt?: number | undefined }[];
  now: number;
  staleAfterMs: number;
};

/** What is known of each deployment of a leg. One that is no longer declared is unknown, not well. */
export function watchedOf(leg: Pick<Leg, "clusters" | "deployments">, facts: WatchFacts): Watched[] {
  return leg.deployments.map((id) => {
    const deployment = facts.deployment(id);
    if (!deployment) return { cluster: leg.clusters.join(" and "), status: undefined, stale: true };
    const at = heardOf(facts.heard(deployment.cluster), deployment.definition);
    return {
      cluster: deployment.cluster,
      status: facts.status(id),
      stale: isStale(at, facts.now, facts.staleAfterMs),
    };
  });
}

/** Clusters that were heard once and have fallen silent; of one that never said a word nobody knows that it should. */
export function fallenSilent(
  deployments: readonly { cluster: string; definition: Definition }[],
  { heard, now, staleAfterMs }: Pick<WatchFacts, "heard" | "now" | "staleAfterMs">,
): string[] {
  const silent = deployments.filter(({ cluster, definition }) => {
    const at = heardOf(heard(cluster), definition);
    return at !== undefined && isStale(at, now, staleAfterMs);
  });
  return [...new Set(silent.map(({ cluster }) => cluster))];
}

/** Only the kinds that this deployment rests on count: one that Sluice may not read stands in nobody else's way. */
function heardOf(rows: ReturnType<WatchFacts["heard"]>, definition: Definition): number | undefined {
  const heard: Partial<Record<ObservedKind, number>> = {};
  for (const { kind, heardAt: at } of rows) if (at !== undefined) heard[kind as ObservedKind] = at;
  return heardAt(heard, kindsOf(definition));
}
