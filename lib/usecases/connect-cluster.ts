import { parseKubeconfig } from "../domain/cluster/kubeconfig.ts";
import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { clusterFindings } from "./connecting/cluster-findings.ts";
import { type Connected, keep, mayReach } from "./connecting/keep.ts";

/** A cluster by kubeconfig. What the file would run, or read from our disk, is refused by name. */
export async function connectCluster(
  deps: Deps,
  actor: Actor,
  input: { name: string; kubeconfig: string; context?: string | undefined },
): Promise<Result<Connected>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const parsed = parseKubeconfig({
    text: input.kubeconfig,
    id: input.name,
    name: input.name,
    ...(input.context ? { context: input.context } : {}),
  });
  if (!parsed.ok) return parsed;
  const connection = parsed.value;
  const allowed = await mayReach(deps, new URL(connection.server).hostname);
  if (!allowed.ok) return allowed;
  const check = await deps.clusters.check(connection);
  const findings = clusterFindings(check);
  if (!check.reachable) return ok({ findings });
  const { credential, ca, id: _, ...config } = connection;
  const id = await keep(
    deps,
    actor,
    { kind: "cluster", name: input.name, config, secret: JSON.stringify({ credential, ca }), findings },
    (tx, connectionId) => tx.layout.linkCluster(input.name, connectionId),
  );
  return id.ok ? ok({ id: id.value, findings }) : id;
}
