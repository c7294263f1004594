import type { Tx } from "../../ports/store.ts";

/** A cluster of the repository gets the connection of the same name. */
export async function linkCluster(tx: Tx, name: string, connectionId: string): Promise<void> {
  const cluster = (await tx.clusters()).find((c) => c.id === name);
  if (cluster && cluster.connectionId !== connectionId) await tx.layout.saveClusters([{ ...cluster, connectionId }]);
}
