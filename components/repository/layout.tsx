import type { Repository } from "../../lib/contracts/adoption.ts";
import { Reason } from "../setup/certainty.tsx";
import { many } from "../ui/many.ts";
import { Rows } from "../ui/page.tsx";

/** Environments from first to last, each with what it is promoted from and why. */
export function Environments({ environments }: Pick<Repository, "environments">) {
  return (
    <Rows>
      <ol aria-label="Environments in order" className="divide-y divide-line">
        {environments.map((environment, i) => (
          <li key={environment.name} className="grid grid-cols-[22px_minmax(0,1fr)] gap-x-2 px-3.5 py-2">
            <span className="pt-px text-xs text-ink-3">{i + 1}</span>
            <div className="min-w-0">
              <p>
                <span className="font-semibold">{environment.name}</span>{" "}
                <span className="text-xs text-ink-2">
                  {environment.promotesFrom.length > 0 ? `from ${environment.promotesFrom.join(", ")}` : "is first"}
                  {" · "}
                  {many(environment.clusters.length, "cluster")}
                </span>
              </p>
              <Reason {...environment} />
            </div>
          </li>
        ))}
      </ol>
    </Rows>
  );
}

/** The repository's clusters, and which of Sluice's clusters each one is. */
export function Clusters({ clusters }: Pick<Repository, "clusters">) {
  return (
    <Rows>
      <ul aria-label="Clusters" className="divide-y divide-line">
        {clusters.map((cluster) => (
          <li key={cluster.name} className="px-3.5 py-2">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-semibold">{cluster.name}</span>
              {cluster.cluster.name === cluster.name ? null : (
                <span className="text-ink-2">
                  is <span className="text-ink">{cluster.cluster.name}</span>
                </span>
              )}
              <span className="text-xs text-ink-2">in {cluster.environment}</span>
              <span className="flex-1" />
              {cluster.cluster.connection ? (
                <span className="text-xs text-good">connected</span>
              ) : (
                <span className="text-xs font-medium text-you">not connected</span>
              )}
            </p>
            <p className="font-mono text-xs text-ink-2">{cluster.path}</p>
            <p>
              <Reason {...cluster} />
            </p>
            <p>
              <Reason {...cluster.cluster} />
            </p>
          </li>
        ))}
      </ul>
    </Rows>
  );
}
