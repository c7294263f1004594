import { type Actor, may } from "../domain/permissions.ts";
import type { Corrections } from "../domain/repository/adopt/types.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { readAt } from "./readings/repository.ts";
import { takeReading } from "./readings/take-reading.ts";

type Input = { connectionId: string; fullName: string; branch: string; corrections: Corrections };

/** Takes a repository as the one that says what is declared, with what people corrected. The log is read afterwards, in the background. */
export async function adoptRepository(
  deps: Deps,
  actor: Actor,
  input: Input,
): Promise<Result<{ repository: string; deployments: number }>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const commit = await deps.mirror.tip(input, input.branch);
  const { adoption } = await readAt(deps, { id: input.fullName, ...input }, commit);
  if (adoption.clusters.length === 0) {
    return refuse(
      "no-flux-repository",
      `${input.fullName} does not look like a Flux repository: no cluster was found in it (a gotk-sync.yaml, a FluxInstance, or folders below clusters/). Nothing was adopted.`,
    );
  }
  const at = deps.now();
  const id = await deps.store.transaction(async (tx) => {
    const repository = await tx.layout.saveRepository({ ...input, adoptedAt: at });
    await tx.layout.saveCorrections(repository, input.corrections);
    await tx.audit.write({
      who: actor.login,
      did: "repository.adopted",
      to: input.fullName,
      at,
      data: { commit, corrections: input.corrections },
    });
    await tx.jobs.add("read-history", { repository }, { key: `history-${repository}` });
    return repository;
  });
  const [row] = await deps.store.read.repositories([id]);
  if (!row) throw new Error("A repository that was just saved is there.");
  await takeReading(deps, row, commit);
  return ok({ repository: id, deployments: adoption.deployments.length });
}
