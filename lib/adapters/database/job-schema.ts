import type pg from "pg";
import { PgBoss, type QueueOptions, type QueuePolicy } from "pg-boss";
import type { JobName } from "../../ports/store.ts";

export const jobSchema = "pgboss";

type Rules = QueueOptions & { policy: QueuePolicy; notify: boolean };

/**
 * One queued job at most for a key (`short`): whoever asks twice is told once. That jobs of one key do not
 * run at the same time is the worker's doing, by group (jobs.ts); pg-boss's own policy for it (`stately`)
 * lets a busy key hold up all others behind it, since a fetch that meets one comes back empty.
 */
const usual: Rules = {
  policy: "short",
  notify: true,
  retryLimit: 20,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 600,
  // A killed worker's jobs go to another one after this; 10 is the least that pg-boss takes.
  heartbeatSeconds: 10,
  retentionSeconds: 7 * 86_400,
  deleteAfterSeconds: 86_400,
};

/** The sweep asks for these again for as long as it takes; tries of each job on top would grow into a crowd. */
const swept: Rules = { ...usual, retryLimit: 2 };

/** Nobody asks for these again: a day, or as long as a job is kept. */
const [aDay, aWeek] = [1_440, 10_080];

export const queues: Record<JobName, Rules> = {
  "advance-promotion": swept,
  "tidy-promotion": { ...usual, retryLimit: aDay },
  // A first clone may take its time.
  "read-repository": { ...swept, expireInSeconds: 3600 },
  "read-history": { ...usual, retryLimit: aWeek, expireInSeconds: 3600 },
  "discover-releases": swept,
  reconcile: { ...usual, retryLimit: 5 },
  "check-connection": swept,
  "look-at-git": { ...usual, retryLimit: 0 },
  sweep: { ...usual, retryLimit: 0 },
};

/** The queue's tables and queues, by the owner, under the migrations' lock. */
export async function installJobs(client: pg.ClientBase): Promise<void> {
  const boss = new PgBoss({
    db: onClient(client),
    schema: jobSchema,
    supervise: false,
    schedule: false,
    migrate: true,
  });
  boss.on("error", () => undefined);
  await boss.start();
  try {
    const there = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
    for (const [name, rules] of Object.entries(queues)) {
      const known = there.get(name);
      if (!known) await boss.createQueue(name, rules);
      else if (differs(known, rules)) await boss.updateQueue(name, withoutPolicy(rules));
    }
  } finally {
    await boss.stop({ graceful: false, close: false });
  }
}

/** pg-boss speaks through a connection that we hold. It sends several statements at once where it has no values. */
export function onClient(client: Pick<pg.ClientBase, "query">): {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
} {
  return {
    async executeSql(text, values) {
      const result: unknown = await (values?.length ? client.query(text, values) : client.query(text));
      const last = Array.isArray(result) ? result.findLast((one: { rows: unknown[] }) => one.rows.length > 0) : result;
      return { rows: (last as { rows: unknown[] } | undefined)?.rows ?? [] };
    },
  };
}

function differs(known: object, rules: Rules): boolean {
  return Object.entries(withoutPolicy(rules)).some(
    ([name, value]) => (known as Record<string, unknown>)[name] !== value,
  );
}

function withoutPolicy({ policy: _, ...rules }: Rules): Omit<Rules, "policy"> {
  return rules;
}
