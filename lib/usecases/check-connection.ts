import { same } from "../domain/deployment/same.ts";
import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected } from "../ports/failures.ts";
import type { ConnectionFinding, ConnectionRow } from "../ports/store-lists.ts";
import { clusterFindings } from "./connecting/cluster-findings.ts";

/** Looks again at what a connection can do, and keeps what was found: what was missing may have been given meanwhile. */
export async function checkConnection(
  deps: Deps,
  actor: Actor,
  input: { connection: string },
): Promise<Result<{ findings: ConnectionFinding[] }>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const row = (await deps.store.read.connections()).find((each) => each.id === input.connection);
  if (!row) return refuse("not-found", "There is no such connection.");
  const findings = await found(deps, row);
  await deps.store.transaction(async (tx) => {
    // It may have been taken out while we looked.
    if (!(await tx.connections(row.kind)).some((each) => each.id === row.id)) return;
    const at = deps.now();
    await tx.connecting.findings(row.id, findings, at);
    if (actor.system && same(findings, row.findings)) return;
    await tx.audit.write({
      who: actor.login,
      did: "connection.checked",
      to: row.name,
      at,
      data: { kind: row.kind, missing: findings.filter((each) => !each.ok).map((each) => each.sentence) },
    });
  });
  return ok({ findings });
}

async function found(deps: Deps, row: ConnectionRow): Promise<ConnectionFinding[]> {
  if (row.kind === "github") return deps.hosts.checkKept(row.id);
  if (row.kind === "registry") return row.findings;
  try {
    const connection = await deps.connectionOf(row.name);
    return connection
      ? clusterFindings(await deps.clusters.check(connection))
      : [{ ok: false, sentence: "There are no credentials for it.", remedy: "Connect it again." }];
  } catch (error) {
    // Credentials that cannot be opened are found here, or by nobody.
    if (!(error instanceof Rejected)) throw error;
    return [{ ok: false, sentence: error.message }];
  }
}
