import { randomUUID } from "node:crypto";
import { PgBoss } from "pg-boss";
import type { Log } from "../../ports/deps.ts";
import type { JobName, JobToAdd } from "../../ports/store.ts";
import type { Database, Run } from "./connect.ts";
import { speaking } from "./failures.ts";
import { jobSchema, onClient } from "./job-schema.ts";

export type JobSender = {
  /** Through the connection that is given, so that the jobs are there when, and only when, its transaction is. */
  add(run: Run, name: JobName, jobs: readonly JobToAdd[]): Promise<void>;
  close(): Promise<void>;
};

/** Sends and does nothing else: no upkeep, no timetable, no tables of its own making. */
export async function createJobSender(database: Database, log: Log): Promise<JobSender> {
  const boss = new PgBoss({
    db: onClient(database.pool),
    schema: jobSchema,
    supervise: false,
    schedule: false,
    migrate: false,
    createSchema: false,
  });
  boss.on("error", (error) => log.warn({ error: error.message }, "the job queue's list could not be read"));
  await speaking(() => boss.start());
  return {
    async add(run, name, jobs) {
      const db = { executeSql: async (text: string, values?: unknown[]) => ({ rows: await run(text, values ?? []) }) };
      let asked = inOrder(jobs);
      // One that waits already is enough, if it is held until we commit: taken before, it would not see
      // what this transaction writes. It is taken while we look: then ours goes in after all.
      for (let attempt = 0; asked.length > 0; attempt++) {
        if (attempt === 5) throw new Error(`A job ${name} could not be added.`);
        const added = new Set(await boss.insert(name, asked, { db, returnId: true }));
        const waiting = asked.filter(({ id }) => !added.has(id));
        const held = waiting.length === 0 ? [] : await run<{ key: string }>(holdWaiting, valuesOf(name, waiting));
        const keys = new Set(held.map(({ key }) => key));
        asked = waiting.filter(({ singletonKey }) => !keys.has(singletonKey));
      }
    },
    close: () => boss.stop({ graceful: false, close: false }),
  };
}

type Asked = { id: string; data: object; singletonKey: string; group: { id: string }; startAfter?: Date };

/**
 * As pg-boss takes them, all in one statement: one by one they took 4 s for the services of a large fleet, while its
 * transaction kept everybody waiting. In the order of their keys: two who add the same wait for each other once.
 * A job that is not to wait is put at the transaction's time, so that the own clock stays out of it.
 */
function inOrder(jobs: readonly JobToAdd[]): Asked[] {
  // A queue holds one waiting job for a key. Without one, what asks for something else is another job.
  const asked = jobs.map(({ input, at, key = JSON.stringify(input) }) => ({
    id: randomUUID(),
    data: input,
    singletonKey: key,
    group: { id: key },
    ...(at === undefined ? {} : { startAfter: new Date(at) }),
  }));
  return asked.sort((a, b) => (a.singletonKey < b.singletonKey ? -1 : 1));
}

function valuesOf(name: JobName, waiting: readonly Asked[]): unknown[] {
  return [name, waiting.map((one) => one.singletonKey), waiting.map((one) => one.startAfter ?? null)];
}

/** The earlier of both times holds; and whoever listens is woken, since these may be due by now. */
const holdWaiting = `
  WITH waiting AS (
    SELECT id, g.key, g.at FROM ${jobSchema}.job_common
    JOIN unnest($2::text[], $3::timestamptz[]) AS g(key, at) ON singleton_key = g.key
    WHERE name = $1 AND state = 'created'
    ORDER BY g.key FOR UPDATE OF job_common
  )
  UPDATE ${jobSchema}.job_common AS job SET start_after = LEAST(start_after, COALESCE(waiting.at, now()))
  FROM waiting WHERE job.id = waiting.id AND job.name = $1
  RETURNING waiting.key, pg_notify('pgboss_' || left(encode(sha224('${jobSchema}'::bytea), 'hex'), 24), name)::text`;
