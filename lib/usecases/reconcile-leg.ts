import { chainOf } from "../domain/deployment/chain.ts";
import { keyOf } from "../domain/deployment/observation.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { DeploymentRow } from "../ports/store.ts";

/**
 * After a merge Flux is asked to look now: sources first, for a consumer does not fetch its
 * source again, then what applies them, then the releases. It is a courtesy: Flux comes by
 * itself at its interval, so a cluster that refuses it fails nothing, and one that is silent
 * keeps it from no other.
 */
export async function reconcileLeg(deps: Deps, input: { promotion: string; leg: number }): Promise<void> {
  const promotion = await deps.store.read.promotion(input.promotion);
  const leg = promotion?.legs[input.leg];
  if (!promotion || !leg) return;
  const deployments = await deps.store.read.deployments({ ids: leg.deployments });
  let silent: Unavailable | undefined;
  for (const cluster of leg.clusters) {
    const there = deployments.filter((d) => d.cluster === cluster);
    try {
      await reconcile(deps, cluster, there, `${promotion.id}-${input.leg}`);
    } catch (error) {
      if (error instanceof Unavailable) silent ??= error;
      else if (error instanceof Rejected) deps.log.warn({ cluster, error: error.message }, "reconcile refused");
      else throw error;
    }
  }
  if (silent) throw silent;
}

async function reconcile(deps: Deps, cluster: string, deployments: DeploymentRow[], requestedAt: string) {
  const connection = await deps.connectionOf(cluster);
  if (!connection) return;
  const chain = chainOf(
    await deps.observations.load(cluster),
    deployments.map((d) => d.definition.object),
  );
  for (const ref of chain) {
    try {
      await deps.clusters.reconcile(connection, ref, requestedAt);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      deps.log.warn({ cluster, object: keyOf(ref), status: error.status }, "reconcile refused");
    }
  }
}
