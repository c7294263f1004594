import { reachable } from "../../domain/network.ts";
import type { Actor } from "../../domain/permissions.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import type { Deps } from "../../ports/deps.ts";
import type { Tx } from "../../ports/store.ts";
import type { ConnectionFinding, ConnectionKind, ConnectionRow } from "../../ports/store-lists.ts";

export type Connected = { id?: string; findings: ConnectionFinding[] };

export type Kept = {
  kind: ConnectionKind;
  name: string;
  config: Record<string, unknown>;
  secret: string;
  findings: ConnectionFinding[];
};

/** Stores a connection and its record together; `also` goes in with them. What the environment set is left alone. */
export async function keep(
  deps: Deps,
  actor: Actor,
  row: Kept,
  also?: (tx: Tx, id: string) => Promise<void>,
): Promise<Result<string>> {
  return deps.store.transaction(async (tx) => {
    const known = (await tx.connections(row.kind)).find((each) => each.name === row.name);
    if (known?.fixed) return setByEnvironment(known);
    const id = await tx.connecting.save({ ...row, fixed: false });
    await also?.(tx, id);
    await tx.audit.write({
      who: actor.login,
      did: "connection.saved",
      to: row.name,
      at: deps.now(),
      data: { kind: row.kind },
    });
    await tx.changed("layout", [id]);
    return ok(id);
  });
}

export function setByEnvironment({ name }: ConnectionRow): Result<never> {
  return refuse("fixed", `${name} is set by the environment of the process; change it there. Nothing was changed.`);
}

/** Whether a person may make Sluice speak to this host. Each connection is held against the same rule again when it is made. */
export async function mayReach(deps: Deps, host: string): Promise<Result<true>> {
  if (deps.allowedHosts.includes(host)) return ok(true);
  const addresses = await deps.resolve(host);
  if (addresses.length === 0) return refuse("no-such-host", `There is no host ${host}.`);
  for (const address of addresses) {
    const allowed = reachable(address, deps.allowedHosts);
    if (!allowed.ok) return allowed;
  }
  return ok(true);
}
