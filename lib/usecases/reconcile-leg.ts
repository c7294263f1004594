import { chainOf } from "../domain/deployment/chain.ts";
import { keyOf } from "../domain/deployment/observation.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected } from "../ports/failures.ts";

/**
 * After a merge Flux is asked to look now: sources first, for a consumer does not fetch its
 * source again, then what applies them, then the releases. It is a courtesy: Flux comes by
 * itself at its interval, so a cluster that refuses it fails nothing.
 */
export async function reconcileLeg(deps: Deps, input: { promotion: string; leg: number }): Promise<void> {
  const promotion = await deps.store.read.promotion(input.promotion);
  const leg = promotion?.legs[input.leg];
  if (!promotion || !leg) return;
  const deployments = await deps.store.read.deployments({ ids: leg.deployments });
  for (const cluster of leg.clusters) {
    const connection = await deps.connectionOf(cluster);
    if (!connection) continue;
    const observed = await deps.observations.load(cluster);
    const chain = chainOf(
      observed,
      deployments.filter((d) => d.cluster === cluster).map((d) => d.definition.object),
    );
    for (const ref of chain) {
      try {
        await deps.clusters.reconcile(connection, ref, `${promotion.id}-${input.leg}`);
      } catch (error) {
        if (!(error instanceof Rejected)) throw error;
        deps.log.warn({ cluster, object: keyOf(ref), status: error.status }, "reconcile refused");
      }
    }
  }
}
