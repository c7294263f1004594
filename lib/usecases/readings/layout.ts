import type { Status } from "../../domain/deployment/types.ts";
import type { Deps } from "../../ports/deps.ts";
import type { DeploymentRow } from "../../ports/store.ts";

export type Layout = {
  /** By cluster. */
  deployments: Map<string, DeploymentRow[]>;
  /** What was stored, by deployment. */
  statuses: Map<string, Status>;
  /** For how long a release has to hold, by environment. */
  holdMinutes: Map<string, number>;
};

/** What is deployed on these clusters, of those that are named, where any are. Of all clusters at once: a worker that starts takes over many. */
export async function layoutOf({ store }: Deps, clusters: string[], named?: readonly string[]): Promise<Layout> {
  const rows = await store.read.deployments({ clusters, ...(named ? { ids: [...named] } : {}) });
  const [statuses, environments] = await Promise.all([
    store.read.statuses(rows.map((row) => row.id)),
    store.read.environments(),
  ]);
  return {
    deployments: Map.groupBy(rows, (row) => row.cluster),
    statuses,
    holdMinutes: new Map(environments.map((each) => [each.name, each.holdMinutes])),
  };
}
