import { type Actor, may, sees } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";

type Input = { deployment: string; verb: "reconcile" | "suspend" | "resume"; reason: string };

const past = {
  reconcile: "deployment.reconciled",
  suspend: "deployment.suspended",
  resume: "deployment.resumed",
} as const;

/** The three acts on a cluster there are. The record is written before the effect: what was tried is known even if we die of it. */
export async function actOnDeployment(deps: Deps, actor: Actor, input: Input): Promise<Result<true>> {
  const [deployment] = await deps.store.read.deployments({ ids: [input.deployment] });
  if (!deployment || !sees(actor, deployment.environment))
    return refuse("not-found", "There is no such deployment, or you may not see it.");
  const permitted = may(actor, input.verb, deployment.environment);
  if (!permitted.ok) return permitted;
  const connection = await deps.connectionOf(deployment.cluster);
  if (!connection) return refuse("not-connected", `${deployment.cluster} is not connected, so nothing was sent to it.`);
  const at = deps.now();
  await deps.store.transaction((tx) =>
    tx.audit.write({
      who: actor.login,
      did: past[input.verb],
      to: deployment.id,
      at,
      because: input.reason,
      data: { cluster: deployment.cluster, object: deployment.definition.object },
    }),
  );
  const { object } = deployment.definition;
  if (input.verb === "reconcile") await deps.clusters.reconcile(connection, object, `${at}-${deps.newId()}`);
  else await deps.clusters.suspend(connection, object, input.verb === "suspend");
  return ok(true);
}
