import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import type { EnvironmentRules } from "../ports/store.ts";

/** An environment's rules hold for promotions asked for from now on, except for approvals, which are counted at every look. */
export async function setRules(
  deps: Deps,
  actor: Actor,
  input: { environment: string } & EnvironmentRules,
): Promise<Result<true>> {
  const permitted = may(actor, "set-rules", input.environment);
  if (!permitted.ok) return permitted;
  return deps.store.transaction(async (tx) => {
    const before = (await tx.environments()).find((e) => e.name === input.environment);
    if (!before) return refuse("not-found", `There is no environment "${input.environment}".`);
    const { environment, ...rules } = input;
    await tx.layout.saveRules(environment, rules);
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

function rulesOf({ approvals, holdMinutes, deadlineMinutes, oneClusterAtATime }: EnvironmentRules): EnvironmentRules {
  return { approvals, holdMinutes, deadlineMinutes, oneClusterAtATime };
}
