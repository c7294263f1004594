import { Worker } from "node:worker_threads";
import type { ToldBack, ToldForward } from "../../domain/repository/history/told.ts";
import type { AnswerTo, Question } from "../../domain/repository/questions.ts";
import { Unavailable } from "../../ports/failures.ts";
import type { RepositoryRef } from "../../ports/git.ts";
import type { Readings } from "../../ports/readings.ts";
import type { MirrorFolders } from "./folders.ts";
import type { Packed } from "./kept-parts.ts";
import { Damaged } from "./said.ts";
import { type Limits, Threads, TooMuch } from "./threads.ts";

type Place = { dir: string; commit: string };
type Options<K extends "back" | "forward"> = Parameters<Readings[K]>[2];
type Work =
  | { is: "ask"; question: Question }
  | { is: "back"; options: Options<"back"> }
  | { is: "forward"; options: Options<"forward"> };
export type Order = Place & Work;
/** To the thread: an order with its first answer, the next answer of the same, or that no more is wanted. */
export type Said = { order: Order } | { next: true } | { ends: true };
export type Failure = { is: "rejected" | "unavailable" | "damaged" | "bug"; sentence: string; status?: number };
/** From the thread, one for each that it was asked for. */
export type Step = { packed: Packed; done: boolean } | { failure: Failure };

/** For how long a commit that takes too much is not tried again: whoever looks at a page does not wait for it anew. */
const refusedForMs = { SECONDS: 2 * 60_000, MEGABYTES: 10 * 60_000 };

/**
 * Every repository is read in a thread of its own, so that one that is large, or made to be, takes nobody else's time or
 * memory: it is ended at its limits, and the next reading starts another thread. The thread keeps what it made of the
 * commit before, so that a push costs what it changed; a log is read in another one, so that nobody waits for it.
 */
export function gitReadings(folders: MirrorFolders, limits: Limits): Readings & { close(): Promise<void> } {
  const threads = new Threads(
    () =>
      new Worker(new URL("./reading-thread.ts", import.meta.url), {
        resourceLimits: { maxOldGenerationSizeMb: limits.megabytes },
      }),
    limits,
  );
  const refused = new Map<string, { error: TooMuch; until: number }>();

  async function* steps<T>(repository: RepositoryRef, commit: string, work: Work): AsyncGenerator<T> {
    const dir = await folders.at(repository, commit);
    const name = work.is === "ask" ? dir : `${dir} log`;
    const what = `${repository.fullName} at ${commit.slice(0, 7)}`;
    try {
      yield* threads.steps<T>(name, what, { ...work, dir, commit });
    } catch (error) {
      if (error instanceof Damaged) await folders.forget(repository);
      throw error;
    }
  }

  return {
    async ask<Q extends Question>(repository: RepositoryRef, commit: string, question: Q) {
      const key = JSON.stringify([repository.connectionId, repository.fullName, commit, question]);
      const known = refused.get(key);
      if (known && known.until > performance.now()) throw known.error;
      refused.delete(key);
      try {
        for await (const answer of steps<AnswerTo<Q>>(repository, commit, { is: "ask", question })) return answer;
      } catch (error) {
        if (error instanceof TooMuch) refused.set(key, { error, until: performance.now() + refusedForMs[error.of] });
        throw error;
      }
      throw new Unavailable("A reading ended without an answer.");
    },
    back: (repository, commit, options) => steps<ToldBack>(repository, commit, { is: "back", options }),
    forward: (repository, commit, options) => steps<ToldForward>(repository, commit, { is: "forward", options }),
    close: () => threads.close(),
  };
}
