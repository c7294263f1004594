import { hostname } from "node:os";
import type pg from "pg";
import { PgBoss } from "pg-boss";
import type { Log } from "../../ports/deps.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { JobInput, Jobs } from "../../ports/jobs.ts";
import { type Database, rawOnClient } from "./connect.ts";
import { jobSchema, queues } from "./job-schema.ts";
import type { JobSender } from "./job-sender.ts";

/**
 * The worker's side of the queue. A job is taken within moments, since whoever
 * adds one sends a notification with its commit; a look every half second stands
 * behind that while nobody listens. What one worker dies over, another one takes
 * when its heartbeat has been missing for ten seconds.
 */
export async function createJobs(database: Database, sender: JobSender, log: Log): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: database.url,
    options: database.options.replace(/-c statement_timeout=\d+ ?/, ""),
    application_name: `sluice jobs ${hostname()}`,
    schema: jobSchema,
    max: 4,
    ...ends,
    // Tables are the owner's work (migrate.ts), and so is what only an owner may do to them.
    migrate: false,
    createSchema: false,
    reindex: false,
    monitorVacuum: false,
    useListenNotify: true,
    // How soon a missing heartbeat is seen.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    cronMonitorIntervalSeconds: 15,
    cronWorkerIntervalSeconds: 5,
  });
  boss.on("error", (error) => log.warn({ error: error.message }, "the job queue had trouble"));
  boss.on("warning", ({ message }) => log.info({ warning: message }, "the job queue warns"));
  await boss.start();
  const stopping = new AbortController();
  const run = rawOnClient(database.pool);

  return {
    add: (name, input, options) => sender.add(run, name, [{ input, ...options }]),

    async work(name, handler, { concurrency = 2 } = {}) {
      const takeOne = async () => {
        const taker: string = await boss.work<JobInput>(
          name,
          {
            batchSize: 1,
            pollingIntervalSeconds: 0.5,
            notifyPollingIntervalSeconds: 2,
            // Jobs carry their key as their group (job-sender.ts): one at a time for a key, wherever it runs.
            groupConcurrency: 1,
            heartbeatRefreshSeconds: 3,
          },
          async ([job]) => {
            if (!job) return;
            const signal = AbortSignal.any([job.signal, stopping.signal]);
            await told(name, log, job.data, () => handler(job.data, signal));
            // Of thousands that are added at once there is one notification: whoever is done looks for the next.
            boss.notifyWorker(taker);
          },
        );
      };
      await Promise.all(Array.from({ length: concurrency }, takeOne));
    },

    async schedule(name, cron, input = {}) {
      await boss.schedule(name, cron, input, { tz: "UTC", retryLimit: queues[name].retryLimit ?? 0 });
    },

    async stop(ms) {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: Math.max(1000, ms) });
    },
  };
}

/** From a server that was cut off comes no answer, and no end. pg-boss hands on to pg what it does not know. */
const ends: pg.ClientConfig = { query_timeout: 60_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** A refusal of the outside world is final: the job is done with. Everything else is thrown, and tried again later. */
async function told(name: string, log: Log, input: JobInput, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Rejected) {
      log.warn({ job: name, input, error: error.message }, "a job was rejected and is not tried again");
      return;
    }
    if (error instanceof Unavailable)
      log.info({ job: name, input, error: error.message }, "a job waits for the outside world");
    else log.error({ job: name, input, err: error }, "a job failed");
    throw error;
  }
}
