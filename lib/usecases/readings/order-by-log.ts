import { precedenceIn } from "../../domain/history/precedence.ts";
import { system } from "../../domain/permissions.ts";
import type { EnvironmentFound } from "../../domain/repository/adopt/types.ts";
import type { Deps } from "../../ports/deps.ts";
import { readAt } from "./repository.ts";
import { saveEnvironments } from "./take-reading.ts";

/**
 * What the log that has been read says of the order of environments. It takes effect, on the record, as long as
 * nobody has confirmed the environments; afterwards it is kept to be suggested, for an order decides what a
 * release has to have passed before production.
 */
export async function orderByLog(deps: Deps, repository: string): Promise<void> {
  const precedence = precedenceIn(await deps.store.read.stays({ repository, kind: "declared" }));
  const [row] = await deps.store.read.repositories([repository]);
  if (!row?.head) return;
  if (row.corrections.confirmed)
    return deps.store.transaction((tx) => tx.layout.saveHistory(repository, { precedence }));
  const { environments: before } = (await readAt(deps, row, row.head)).adoption;
  const { adoption } = await readAt(deps, { ...row, corrections: { ...row.corrections, precedence } }, row.head);
  const { head } = row;
  await deps.store.transaction(async (tx) => {
    await tx.layout.saveHistory(repository, { precedence });
    const [now] = await tx.repositories([repository]);
    if (now?.head !== head || sameOrder(before, adoption.environments)) return;
    if (!(await tx.layout.savePrecedence(repository, precedence))) return;
    const at = deps.now();
    await tx.layout.saveReading(repository, head, at, adoption);
    await saveEnvironments(tx, row, adoption, deps.newEnvironmentRules);
    await tx.audit.write({
      who: system.login,
      did: "environments.ordered",
      to: row.fullName,
      at,
      because: "The log says so, and nobody has confirmed the environments yet.",
      data: { before: before.map(told), after: adoption.environments.map(told) },
    });
    await tx.changed("layout", [repository]);
  });
}

/** Also how sure it is: a guess that has become certain is no guess any more. */
function sameOrder(before: readonly EnvironmentFound[], after: readonly EnvironmentFound[]): boolean {
  const plain = (all: readonly EnvironmentFound[]) =>
    JSON.stringify(all.map(({ name, promotesFrom, certainty }) => [name, promotesFrom, certainty]));
  return plain(before) === plain(after);
}

function told({ name, promotesFrom, reason, certainty }: EnvironmentFound) {
  return { name, promotesFrom, reason, certainty };
}
