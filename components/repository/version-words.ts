import type { Adoption } from "../../lib/contracts/adoption.ts";

/** "development 2.5.0 · production 1.8.0, 1.8.1": every version of an environment once. */
export function versionWords({ deployments }: Pick<Adoption["services"][number], "deployments">): string {
  const taken = deployments.filter((deployment) => deployment.taken);
  return [...Map.groupBy(taken, ({ environment }) => environment)]
    .map(([environment, all]) => `${environment} ${[...new Set(all.map(({ version }) => version))].join(", ")}`)
    .join(" · ");
}
