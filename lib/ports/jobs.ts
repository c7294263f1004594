import type { JobName } from "./store.ts";

export type JobInput = Record<string, unknown>;

export interface Jobs {
  /** Outside a transaction, where nothing is written along with it. */
  add(name: JobName, input: JobInput, options?: { at?: number; key?: string }): Promise<void>;
  /**
   * Takes jobs of this name until stopped. Two jobs of one key never run at the same time, on whatever worker.
   * A handler that throws Unavailable is tried again, later and later; one that throws Rejected is not.
   * `signal` is aborted when the job was taken away from this worker or the worker stops.
   */
  work(
    name: JobName,
    handler: (input: JobInput, signal: AbortSignal) => Promise<void>,
    options?: { concurrency?: number },
  ): Promise<void>;
  /** `cron` in UTC, minute by minute at the finest; one job for all workers. */
  schedule(name: JobName, cron: string, input?: JobInput): Promise<void>;
  /** Takes nothing new, waits for what runs for at most `ms`. */
  stop(ms: number): Promise<void>;
}
