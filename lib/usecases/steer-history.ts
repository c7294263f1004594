import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { unreadHistory } from "./readings/history-state.ts";

type Input = { repository: string; to: "stop" | "go-on" | "again" };

/** Stops the reading of a repository's log, lets it go on where it was, or has it read again from its newest commit. */
export async function steerHistory(
  deps: Deps,
  actor: Actor,
  { repository, to }: Input,
): Promise<Result<{ done: true }>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const row = (await deps.store.read.repositories()).find((r) => r.id === repository || r.fullName === repository);
  if (row?.adoptedAt === undefined) return refuse("not-found", `No repository "${repository}" was adopted.`);
  await deps.store.transaction(async (tx) => {
    await tx.layout.saveHistory(row.id, { held: to === "stop", ...(to === "again" ? unreadHistory : {}) });
    await tx.audit.write({ who: actor.login, did: `history.${to}`, to: row.fullName, at: deps.now() });
    if (to !== "stop") await tx.jobs.add("read-history", { repository: row.id }, { key: `history-${row.id}` });
    await tx.changed("layout", [row.id]);
  });
  return ok({ done: true });
}
