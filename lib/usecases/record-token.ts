import type { Actor, Role } from "../domain/permissions.ts";
import type { Deps } from "../ports/deps.ts";

/** A token does at most what its role says and its owner may. The secret itself is never stored. */
export async function recordToken(
  deps: Deps,
  actor: Actor,
  input: { id: string; name: string; role: Role; did: "token.made" | "token.revoked" },
): Promise<void> {
  await deps.store.transaction((tx) =>
    tx.audit.write({
      who: actor.login,
      did: input.did,
      to: input.id,
      at: deps.now(),
      data: { name: input.name, role: input.role },
    }),
  );
}
