import type { Corrections } from "../domain/repository/adopt/types.ts";
import type { HistoryPosition } from "../domain/repository/history/back.ts";
import type { Open } from "../domain/repository/history/forward.ts";
import type { ToldBack, ToldForward } from "../domain/repository/history/told.ts";
import type { AnswerTo, Question } from "../domain/repository/questions.ts";
import type { RepositoryRef } from "./git.ts";

/**
 * What a repository's files say at a commit. They are written by people whom Sluice does not know: a reading takes
 * neither the process's time nor its memory, and Rejected is thrown where it takes more of its own than it may.
 */
export interface Readings {
  ask<Q extends Question>(repository: RepositoryRef, commit: string, question: Q): Promise<AnswerTo<Q>>;
  /** The log from a commit down to where it begins, `atOnce` states at a time. With a position, `commit` is the one that it names. */
  back(
    repository: RepositoryRef,
    commit: string,
    options: { corrections: Corrections; position?: HistoryPosition; atOnce: number },
  ): AsyncIterable<ToldBack>;
  /** What every commit after `after` changed in what is open, up to a commit. Precondition: `after` is among its states. */
  forward(
    repository: RepositoryRef,
    commit: string,
    options: { corrections: Corrections; open: Open; after: string },
  ): AsyncIterable<ToldForward>;
}
