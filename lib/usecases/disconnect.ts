import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { setByEnvironment } from "./connecting/keep.ts";

/** Forgets the credentials. What was observed by them stays, and goes on when somebody connects it again. */
export async function disconnect(deps: Deps, actor: Actor, input: { connection: string }): Promise<Result<true>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const known = (await deps.store.read.connections()).find((c) => c.id === input.connection);
  if (!known) return refuse("not-found", "There is no such connection.");
  if (known.fixed) return setByEnvironment(known);
  await deps.store.transaction(async (tx) => {
    const at = deps.now();
    await tx.connecting.remove(known.id, at);
    await tx.audit.write({
      who: actor.login,
      did: "connection.removed",
      to: known.name,
      at,
      data: { kind: known.kind },
    });
    await tx.changed("layout", [known.id]);
  });
  return ok(true);
}
