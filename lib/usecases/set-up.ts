import { setUpLogin } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";

const key = "set-up-link";

/**
 * The one-time link that `npm start` prints while nobody is admin: whoever holds it becomes
 * the first one, under an account that only sets up. It is used up with the same statement that makes the role, so a second use
 * finds nothing, and it counts only for as long as there is no admin.
 */
export async function setUp(deps: Deps, input: { token: string }): Promise<Result<true>> {
  return deps.store.transaction(async (tx) => {
    const link = await tx.setting<{ hash: string; expiresAt: number } | null>(key);
    const now = deps.now();
    if (!link || link.hash !== deps.hash(input.token) || link.expiresAt < now) {
      return refuse(
        "link-used",
        "This link is not valid any more: it opens once, for an hour. Whoever runs Sluice gets a new one by: sluice set-up",
      );
    }
    const others = (await tx.grants()).filter((grant) => grant.login !== setUpLogin);
    if (others.some((grant) => grant.role === "admin" && grant.environment === undefined)) {
      return refuse("link-used", "Somebody is admin already. Ask them for a role.");
    }
    await tx.settings.set(key, null);
    await tx.people.replaceGrants(setUpLogin, [{ role: "admin" }], setUpLogin, now);
    await tx.audit.write({ who: setUpLogin, did: "set-up.used", to: "sluice", at: now });
    return ok(true);
  });
}
