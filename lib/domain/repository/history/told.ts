import { adopt } from "../adopt/adopt.ts";
import type { Adoption, Corrections } from "../adopt/types.ts";
import type { Repository } from "../types.ts";
import { type Commit, HistoryBack, type HistoryPosition, type Stretch } from "./back.ts";
import { renamesBetween } from "./followed.ts";
import { type Open, type Pushed, pushed } from "./forward.ts";

/** A state that a branch has had. Where nothing that is read changed, it has the very same repository as its neighbour. */
export type State = Commit & { repository: Repository };

/** Some states, newest first: what they told, and where to go on; null where the log begins. */
export type ToldBack = { told: Stretch[]; states: number; position: HistoryPosition | null };

export type BackOptions = { corrections: Corrections; position?: HistoryPosition | undefined; atOnce: number };

/** What a log tells, `atOnce` states at a time. The last state, without a commit, is what was before the first one. */
export async function* toldBack(
  states: AsyncIterable<State>,
  { corrections, position, atOnce }: BackOptions,
): AsyncGenerator<ToldBack> {
  const back = new HistoryBack(position);
  const adoptOnce = adopting(corrections);
  let some: Pick<ToldBack, "told" | "states"> = { told: [], states: 0 };
  for await (const { repository, ...logged } of states) {
    some.told.push(...back.take({ ...logged, adoption: adoptOnce(repository) }));
    if (logged.commit === "") {
      yield { ...some, position: null };
      return;
    }
    some.states += 1;
    if (some.states < atOnce) continue;
    yield { ...some, position: back.position() ?? null };
    some = { told: [], states: 0 };
  }
}

/** What one commit ended and began; nothing where it gave something another name, for then the log tells all anew. */
export type ToldForward = { commit: string; pushed?: Pushed };

/** What a log tells after a commit, whose own state comes first. */
export async function* toldForward(
  states: AsyncIterable<State>,
  { corrections, open: before }: { corrections: Corrections; open: Open },
): AsyncGenerator<ToldForward> {
  const open = new Map(before);
  const adoptOnce = adopting(corrections);
  let last: Adoption | undefined;
  for await (const { repository, ...logged } of states) {
    const adoption = adoptOnce(repository);
    const renames = last && renamesBetween(last, adoption);
    last = adoption;
    if (!renames) continue;
    if (renames.clusters.size + renames.deployments.size > 0) {
      yield { commit: logged.commit };
      return;
    }
    const change = pushed(open, adoption, logged);
    yield { commit: logged.commit, pushed: change };
    for (const { deployment } of change.closed) open.delete(deployment);
    for (const { deployment, version, from } of change.opened) open.set(deployment, { version, from });
  }
}

/** A state that holds what the one before held says the same. */
function adopting(corrections: Corrections): (repository: Repository) => Adoption {
  let last: { repository: Repository; adoption: Adoption } | undefined;
  return (repository) => {
    if (last?.repository !== repository) last = { repository, adoption: adopt(repository, { corrections }) };
    return last.adoption;
  };
}
