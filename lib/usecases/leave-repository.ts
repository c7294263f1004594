import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { unreadHistory } from "./readings/history-state.ts";
import { isSameName } from "./readings/repository-at.ts";

/** `adoptedAnyway`: what the environment of the process has every start adopt. */
type Input = { repository: string; reason: string; adoptedAnyway: readonly string[] };

/**
 * Takes a repository off the board. Nothing changes in Git or on a cluster; what ran, and who did what, stays on
 * record; and whoever adopts it again finds it corrected as it was.
 */
export async function leaveRepository(
  deps: Deps,
  actor: Actor,
  { repository, reason, adoptedAnyway }: Input,
): Promise<Result<true>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const row = (await deps.store.read.repositories()).find((r) => r.id === repository || r.fullName === repository);
  const notAdopted = refuse("not-found", `No repository "${repository}" is adopted.`);
  if (!row || row.adoptedAt === undefined) return notAdopted;
  if (adoptedAnyway.some((name) => isSameName(name.split("@")[0] ?? "", row.fullName)))
    return refuse("fixed", `${row.fullName} is named by SLUICE_ADOPT; take it out there first. Nothing was changed.`);
  return deps.store.transaction(async (tx) => {
    if ((await tx.layout.lock(row.id))?.adoptedAt === undefined) return notAdopted;
    const going = (await tx.activePromotions()).filter((p) => p.legs.some((leg) => leg.repository === row.fullName));
    if (going.length > 0) return refuse("promotions-under-way", underWay(row.fullName, going));
    const at = deps.now();
    const gone = await tx.layout.leave(row.id, at);
    // Adopted again, its log tells everything from its newest end.
    await tx.layout.saveHistory(row.id, unreadHistory);
    await tx.audit.write({
      who: actor.login,
      did: "repository.left",
      to: row.fullName,
      at,
      because: reason,
      data: { deployments: gone.length, corrections: row.corrections },
    });
    await tx.changed("layout", [row.id, ...gone]);
    await tx.changed("cells", gone);
    return ok(true);
  });
}

function underWay(name: string, going: readonly { service: string; environment: string }[]): string {
  const some = going.slice(0, 3).map(({ service, environment }) => `${service} into ${environment}`);
  const more = going.length > some.length ? ` and ${going.length - some.length} more` : "";
  return `${name} is still followed: promotions are under way in it (${some.join(", ")}${more}). Cancel them, or let them end first.`;
}
