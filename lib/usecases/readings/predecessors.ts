import type { GateFacts } from "../../domain/gates/facts.ts";
import { stagesBefore } from "../../domain/promotion/stages.ts";
import { sameVersion } from "../../domain/version/same.ts";
import type { Deps } from "../../ports/deps.ts";

/** Whether a release is verified in the environments before. The preview asks before there is a promotion. */
export async function predecessorFacts(
  deps: Pick<Deps, "store">,
  of: { service: string; environment: string; version: string },
): Promise<GateFacts["predecessors"]> {
  const { read } = deps.store;
  const [environments, verifications, deployments] = await Promise.all([
    read.environments(),
    read.verifications(of.service),
    read.deployments({ service: of.service }),
  ]);
  const deployed = new Set(deployments.map((d) => d.environment));
  const before = stagesBefore(environments, of.environment, (environment) => deployed.has(environment));
  const statuses = await read.statuses(deployments.filter((d) => before.includes(d.environment)).map((d) => d.id));
  return before.flatMap((environment) => {
    const there = deployments.filter((d) => d.environment === environment);
    const verified = verifications.find((v) => v.environment === environment && sameVersion(v.version, of.version));
    const runs = [...new Set(there.flatMap((d) => statuses.get(d.id)?.runs ?? []))];
    const declared = [...new Set(there.map((d) => d.declaredVersion))];
    return [{ environment, runs, declared, ...(verified ? { verifiedAt: verified.at } : {}) }];
  });
}
