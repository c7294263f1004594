import { PgBoss } from "pg-boss";
import type { Log } from "../../ports/deps.ts";
import type { JobName } from "../../ports/store.ts";
import type { Database, Run } from "./connect.ts";
import { speaking } from "./failures.ts";
import { jobSchema, onClient } from "./job-schema.ts";

export type AddOptions = { at?: number; key?: string };

export type JobSender = {
  /** Through the connection that is given, so that the job is there when, and only when, its transaction is. */
  add(run: Run, name: JobName, input: Record<string, unknown>, options?: AddOptions): Promise<void>;
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
    async add(run, name, input, options = {}) {
      // A queue holds one waiting job for a key. Without one, what asks for something else is another job.
      const key = options.key ?? JSON.stringify(input);
      // pg-boss puts a job that is not to wait at the transaction's time, so its own clock stays out of it.
      const send = () =>
        boss.send(name, input, {
          db: { executeSql: async (text: string, values?: unknown[]) => ({ rows: await run(text, values ?? []) }) },
          singletonKey: key,
          group: { id: key },
          ...(options.at === undefined ? {} : { startAfter: new Date(options.at) }),
        });
      // One that waits already is enough, if it is held until we commit: taken before, it would not see
      // what this transaction writes. It is taken while we look: then ours goes in after all.
      for (let attempt = 0; attempt < 5; attempt++) {
        if ((await send()) !== null) return;
        const held = await run(holdWaiting, [name, key, options.at === undefined ? null : new Date(options.at)]);
        if (held.length > 0) return;
      }
      throw new Error(`A job ${name} could not be added.`);
    },
    close: () => boss.stop({ graceful: false, close: false }),
  };
}

/** The earlier of both times holds; and whoever listens is woken, since this one may be due by now. */
const holdWaiting = `
  UPDATE ${jobSchema}.job_common SET start_after = LEAST(start_after, COALESCE($3::timestamptz, now()))
  WHERE name = $1 AND state = 'created' AND singleton_key = $2
  RETURNING id, pg_notify('pgboss_' || left(encode(sha224('${jobSchema}'::bytea), 'hex'), 24), name)::text`;
