import { type Actor, type Grant, highestRole, may, type Role, rankOf } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import type { EnvironmentRow } from "../ports/store.ts";

type Rules = Pick<EnvironmentRow, "approvals" | "holdMinutes" | "deadlineMinutes" | "oneClusterAtATime">;

/** An environment's rules hold for promotions asked for from now on, except for approvals, which are counted at every look. */
export async function setRules(
  deps: Deps,
  actor: Actor,
  input: { environment: string } & Rules,
): Promise<Result<true>> {
  const permitted = may(actor, "set-rules", input.environment);
  if (!permitted.ok) return permitted;
  return deps.store.transaction(async (tx) => {
    const before = (await tx.environments()).find((e) => e.name === input.environment);
    if (!before) return refuse("not-found", `There is no environment "${input.environment}".`);
    const { environment, ...rules } = input;
    await tx.layout.saveEnvironments([{ ...before, ...rules }]);
    await tx.audit.write({
      who: actor.login,
      did: "environment.rules-set",
      to: environment,
      at: deps.now(),
      data: { before: rulesOf(before), after: rules },
    });
    await tx.changed("layout", [environment]);
    return ok(true);
  });
}

function rulesOf({ approvals, holdMinutes, deadlineMinutes, oneClusterAtATime }: EnvironmentRow): Rules {
  return { approvals, holdMinutes, deadlineMinutes, oneClusterAtATime };
}

/** Nobody gives more than he has, and the last admin stays one. */
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
  return deps.store.transaction(async (tx) => {
    const all = await tx.grants();
    const admins = new Set(all.filter((g) => g.role === "admin" && !g.environment).map((g) => g.login));
    const stays = input.grants.some((g) => g.role === "admin" && g.environment === undefined);
    if (admins.has(login) && !stays && admins.size === 1)
      return refuse("last-admin", `@${login} is the last admin. Make somebody else one first.`);
    const at = deps.now();
    await tx.people.replaceGrants(login, input.grants, actor.login, at);
    await tx.audit.write({
      who: actor.login,
      did: "grants.set",
      to: login,
      at,
      data: { before: all.filter((g) => g.login === login), after: input.grants },
    });
    return ok(true);
  });
}

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
