import type { Leg } from "../../domain/promotion/promotion.ts";
import { fallenSilent } from "../../domain/promotion/watched.ts";
import type { Deps } from "../../ports/deps.ts";
import { Rejected } from "../../ports/failures.ts";

/** A leg's clusters that are connected and not heard any more. One that nobody has connected is waited for in vain. */
export async function silentClusters(
  deps: Pick<Deps, "store" | "connectionOf" | "now" | "staleAfterMs">,
  leg: Pick<Leg, "clusters" | "deployments">,
): Promise<string[]> {
  const { read } = deps.store;
  const [deployments, heard] = await Promise.all([
    read.deployments({ ids: leg.deployments }),
    read.heard(leg.clusters),
  ]);
  const silent = fallenSilent(deployments, {
    heard: (cluster) => heard.filter((row) => row.cluster === cluster),
    now: deps.now(),
    staleAfterMs: deps.staleAfterMs,
  });
  const connected = await Promise.all(silent.map((cluster) => isConnected(deps, cluster)));
  return silent.filter((_, i) => connected[i]);
}

/** Also by credentials that cannot be opened: somebody has to mend them. */
async function isConnected({ connectionOf }: Pick<Deps, "connectionOf">, cluster: string): Promise<boolean> {
  try {
    return (await connectionOf(cluster)) !== undefined;
  } catch (error) {
    if (error instanceof Rejected) return true;
    throw error;
  }
}
