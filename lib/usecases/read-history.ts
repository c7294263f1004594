import type { HistoryPosition, Stretch } from "../domain/repository/history/back.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { RepositoryRow, Tx } from "../ports/store.ts";
import type { HistoryState } from "../ports/store-writes.ts";
import { unreadHistory } from "./readings/history-state.ts";
import { orderByLog } from "./readings/order-by-log.ts";

const statesAtOnce = 100;
/** A job ends after these and asks for another one, so that none runs for hours. */
const statesAJob = 4000;

/**
 * Reads the log of an adopted repository in the background: which version was declared where, from
 * when to when, by which commit and whom. Newest first, so that what is recent is there first; then
 * whatever was pushed since. Every hundred states it is written down how far it came: stopped or
 * killed there, it goes on there, and what is told twice is kept once. Whom the git host refuses
 * now it may let in later: nobody else asks for the rest.
 */
export async function readHistory(deps: Deps, input: { repository: string }, signal?: AbortSignal): Promise<void> {
  try {
    await readOn(deps, input, signal);
  } catch (error) {
    const byTheHost = error instanceof Rejected && error.status !== undefined;
    throw byTheHost ? new Unavailable(error.message, { cause: error }) : error;
  }
}

async function readOn(deps: Deps, input: { repository: string }, signal?: AbortSignal): Promise<void> {
  const row = (await deps.store.read.repositories()).find(
    (r) => r.id === input.repository || r.fullName === input.repository,
  );
  const known = row && (await deps.store.read.history(row.id));
  if (!row?.head || row.adoptedAt === undefined || !known || known.held) return;
  const work = { deps, row, head: row.head, ...(signal ? { signal } : {}) };
  const state = (await isStillOurs(work, known)) ? known : await beginAnew(work);
  if (!state.done && !(await goBack(work, state))) return;
  await goForward(work, state.at ?? row.head);
  await orderByLog(deps, row.id);
}

type Work = { deps: Deps; row: RepositoryRow; head: string; signal?: AbortSignal };

/** A branch that was written anew has another log. */
async function isStillOurs({ deps, row, head }: Work, { at }: HistoryState): Promise<boolean> {
  if (at === null) return false;
  return (await deps.mirror.countStates(row, head, { after: at })) !== undefined;
}

async function beginAnew({ deps, row, head }: Work): Promise<HistoryState> {
  const total = (await deps.mirror.countStates(row, head, {})) ?? null;
  const state = { ...unreadHistory, at: head, total };
  await deps.store.transaction(async (tx) => {
    await tx.layout.forgetDeclared(row.id);
    await tx.layout.saveHistory(row.id, state);
  });
  return { ...state, held: false, precedence: null };
}

/** From where it came to, down to the first commit. False where it stopped before that. */
async function goBack(work: Work, state: HistoryState): Promise<boolean> {
  const { deps, row, head } = work;
  const { corrections } = row;
  let { position, read } = state;
  let taken = 0;
  const from = position?.next.commit ?? state.at ?? head;
  const options = { corrections, atOnce: statesAtOnce, ...(position ? { position } : {}) };
  for await (const { told, states, position: next } of deps.readings.back(row, from, options)) {
    // The state that a reading goes on with was counted when it was reached.
    read += taken === 0 && position !== null ? Math.max(0, states - 1) : states;
    taken += states;
    const done = next === null;
    const goesOn = await keepBack(work, position, next, told, { read, done });
    if (done || !goesOn) return goesOn;
    position = next;
    if (work.signal?.aborted) throw new Unavailable("The worker stops; the history is read on by the next one.");
    if (taken >= statesAJob) {
      await deps.store.transaction((tx) => askAgain(tx, row));
      return false;
    }
  }
  return false;
}

/** False where somebody stopped the reading, began it anew, or reads it too. */
function keepBack(
  { deps, row }: Work,
  before: HistoryPosition | null,
  position: HistoryPosition | null,
  told: Stretch[],
  how: { read: number; done: boolean },
): Promise<boolean> {
  return deps.store.transaction(async (tx) => {
    const now = await tx.history(row.id);
    if (!now || now.position?.next.commit !== before?.next.commit || now.done || now.at === null) return false;
    await tx.layout.addDeclared(row.id, told);
    await tx.layout.saveHistory(row.id, { position, ...how });
    await tx.changed("layout", [row.id]);
    return !now.held;
  });
}

/** What was pushed since the newest commit that is told. */
async function goForward({ deps, row, head }: Work, after: string): Promise<void> {
  if (after === head) return;
  const open = await deps.store.read.openDeclared(row.id);
  let told = after;
  for await (const { commit, pushed } of deps.readings.forward(row, head, {
    corrections: row.corrections,
    open,
    after,
  })) {
    if (!pushed) return readAgain(deps, row);
    const kept = await deps.store.transaction(async (tx) => {
      const now = await tx.history(row.id);
      if (now?.at !== told) return false;
      await tx.layout.closeDeclared(pushed.closed);
      await tx.layout.addDeclared(row.id, pushed.opened);
      await tx.layout.saveHistory(row.id, { at: commit, read: now.read + 1, total: (now.total ?? now.read) + 1 });
      return true;
    });
    if (!kept) return;
    told = commit;
  }
}

/** What has another name from now on had it all along: the log tells that from its newest end. */
async function readAgain(deps: Deps, row: RepositoryRow): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.layout.saveHistory(row.id, unreadHistory);
    await askAgain(tx, row);
  });
}

function askAgain(tx: Tx, row: RepositoryRow): Promise<void> {
  return tx.jobs.add("read-history", { repository: row.id }, { key: `history-${row.id}` });
}
