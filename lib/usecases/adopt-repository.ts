import { type Actor, may } from "../domain/permissions.ts";
import { checkCorrections } from "../domain/repository/adopt/check-corrections.ts";
import { namesIn } from "../domain/repository/adopt/declared.ts";
import type { Corrections } from "../domain/repository/adopt/types.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import type { RepositoryRow } from "../ports/store.ts";
import { readCorrected } from "./readings/correct.ts";
import { unreadHistory } from "./readings/history-state.ts";
import { isSameName } from "./readings/repository-at.ts";
import { takeReading } from "./readings/take-reading.ts";

type Input = { connectionId: string; fullName: string; branch: string; corrections: Corrections };

/** Takes a repository as the one that says what is declared, with what people corrected. The log is read afterwards, in the background. */
export async function adoptRepository(
  deps: Deps,
  actor: Actor,
  asked: Input,
): Promise<Result<{ repository: string; deployments: number }>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const before = (await deps.store.read.repositories()).find((row) => isSame(row, asked));
  const input = { ...asked, fullName: before?.fullName ?? asked.fullName };
  const commit = await deps.mirror.tip(input, input.branch);
  const checked = await correctedReading(deps, before?.id ?? input.fullName, input, commit, before?.corrections ?? {});
  if (!checked.ok) return checked;
  const { deployments } = checked.value;
  const corrections = confirmedBy(actor, checked.value.corrections);
  const at = deps.now();
  const id = await deps.store.transaction(async (tx) => {
    const repository = await tx.layout.saveRepository({ ...input, corrections, adoptedAt: before?.adoptedAt ?? at });
    // Under other names the same log tells another history.
    if (!isUnchanged(before, { ...input, corrections })) await tx.layout.saveHistory(repository, unreadHistory);
    await tx.audit.write({
      who: actor.login,
      did: before?.adoptedAt === undefined ? "repository.adopted" : "repository.corrected",
      to: input.fullName,
      at,
      data: { commit, corrections, ...(before ? { before: before.corrections } : {}) },
    });
    await tx.jobs.add("read-history", { repository }, { key: `history-${repository}` });
    return repository;
  });
  const [row] = await deps.store.read.repositories([id]);
  if (!row) throw new Error("A repository that was just saved is there.");
  await takeReading(deps, row, commit, { byHand: true });
  return ok({ repository: id, deployments });
}

/** The corrections with the clusters matched, once they are known to make sense. */
async function correctedReading(
  deps: Deps,
  id: string,
  input: Input,
  commit: string,
  before: Corrections,
): Promise<Result<{ corrections: Corrections; deployments: number }>> {
  const { corrections, known, reading: whole } = await readCorrected(deps, { ...input, id }, commit);
  if (whole.adoption.clusters.length === 0) {
    return refuse(
      "no-flux-repository",
      `${input.fullName} does not look like a Flux repository: no cluster was found in it (a gotk-sync.yaml, a FluxInstance, or folders below clusters/). Nothing was adopted.`,
    );
  }
  const clusters = known.map(({ id }) => id);
  const sensible = checkCorrections(whole.adoption, { corrections, before, clusters });
  if (!sensible.ok) return sensible;
  const left = corrections.ignored?.length ?? 0;
  return ok({ corrections, deployments: whole.adoption.deployments.length - left });
}

/** Whoever adopts has the environments before them. What the environment of the process names, nobody has looked at. */
function confirmedBy(actor: Actor, corrections: Corrections): Corrections {
  return actor.system ? corrections : { ...corrections, confirmed: true };
}

function isUnchanged(before: RepositoryRow | undefined, { branch, corrections }: Input): boolean {
  const plain = (all: Corrections) => JSON.stringify(Object.entries(namesIn(all)).sort(([a], [b]) => (a < b ? -1 : 1)));
  return before?.branch === branch && plain(before.corrections) === plain(corrections);
}

function isSame(row: RepositoryRow, { connectionId, fullName }: Input): boolean {
  return row.connectionId === connectionId && isSameName(row.fullName, fullName);
}
