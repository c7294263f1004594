import { type Actor, type Grant, highestRole, may, rankOf, setUpLogin } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";

/** Nobody gives more than he has, nor for a place that is none, and the last admin stays one. */
export async function setGrants(
  deps: Deps,
  actor: Actor,
  input: { login: string; grants: Grant[] },
): Promise<Result<true>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const own = highestRole(actor.grants.filter((g) => g.environment === undefined));
  const tooHigh = input.grants.find((g) => own === undefined || rankOf(g.role) > rankOf(own));
  if (tooHigh) return refuse("not-allowed", "You cannot give a role that you do not have yourself.");
  const login = input.login.toLowerCase();
  const grants = [...new Map(input.grants.map((g) => [`${g.role} ${g.environment ?? ""}`, g])).values()];
  return deps.store.transaction(async (tx) => {
    await tx.people.lock();
    const all = await tx.grants();
    const before = all.filter((g) => g.login === login);
    const there = new Set([...(await tx.environments()).map(({ name }) => name), ...before.map((g) => g.environment)]);
    const stray = grants.find((g) => g.environment !== undefined && !there.has(g.environment));
    if (stray) return refuse("invalid", `There is no environment "${stray.environment}". Nothing was changed.`);
    const admins = new Set(all.filter((g) => g.role === "admin" && !g.environment).map((g) => g.login));
    // That account ends with the day; nobody is left to themselves because of it.
    admins.delete(setUpLogin);
    const stays = grants.some((g) => g.role === "admin" && g.environment === undefined);
    if (admins.has(login) && !stays && admins.size === 1)
      return refuse("last-admin", `@${login} is the last admin. Make somebody else one first.`);
    const at = deps.now();
    await tx.people.replaceGrants(login, grants, actor.login, at);
    await tx.audit.write({
      who: actor.login,
      did: "grants.set",
      to: login,
      at,
      data: { before, after: grants },
    });
    return ok(true);
  });
}
