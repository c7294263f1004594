import pg from "pg";
import type { Log } from "../../ports/deps.ts";
import type { Change, Live, Topic } from "../../ports/live.ts";
import { channel } from "./changes.ts";
import type { Database } from "./connect.ts";
import { speaking } from "./failures.ts";

/** How often the table is read though nobody said that there is something new. */
const pollMs = 2000;
/** Changes are kept for a day; a browser that slept longer loads everything again. */
const keep = "1 day";
const pageSize = 1000;

export type Listening = Live & {
  /** Removes changes that are older than a day, and deliveries that nobody sends again. Returns how many changes. */
  prune(): Promise<number>;
  close(): Promise<void>;
};

/**
 * Follows the table of changes by its ids, which grow in the order of the
 * commits (changes.ts). A notification only says "look now": when one is lost,
 * or the connection that listens is, the poll finds the same rows.
 */
export function createLive(database: Database, log: Log): Listening {
  const { pool } = database;
  const subscribers = new Set<(changes: Change[]) => void>();
  let position: number | undefined;
  let hears = false;
  let closed = false;
  let reading: Promise<void> | undefined;
  let again = false;

  const pages = async (): Promise<void> => {
    position ??= await newest(pool);
    for (;;) {
      const changes = await after(pool, position, pageSize);
      const last = changes.at(-1);
      if (last) {
        position = last.id;
        for (const tell of subscribers) tell(changes);
      }
      if (changes.length < pageSize) break;
    }
    hears = true;
  };
  /** One reading at a time; who asks while one is under way gets another one after it. */
  const look = (): Promise<void> => {
    if (closed) return Promise.resolve();
    if (reading) {
      again = true;
      return reading;
    }
    reading = pages()
      .catch((error: Error) => {
        if (hears) log.warn({ error: error.message }, "changes cannot be read now");
        hears = false;
      })
      .finally(() => {
        reading = undefined;
        if (again) {
          again = false;
          void look();
        }
      });
    return reading;
  };

  const ear = listen(database, log, () => void look());
  const timer = setInterval(() => void look(), pollMs);
  timer.unref();
  void look();

  return {
    cursor: () => speaking(() => newest(pool)),
    since: (cursor, limit = pageSize) =>
      speaking(async () => {
        const { rows } = await pool.query<{ oldest: number | null; newest: number }>(
          `SELECT (SELECT min(id) FROM change) AS oldest, ${newestId} AS newest`,
        );
        const { oldest, newest } = rows[0] ?? { oldest: null, newest: 0 };
        // A cursor from before the oldest that is kept, or from another database, says nothing here.
        if (cursor > newest || cursor < (oldest ?? newest + 1) - 1) return undefined;
        return after(pool, cursor, limit);
      }),
    subscribe(onChanges) {
      subscribers.add(onChanges);
      return () => subscribers.delete(onChanges);
    },
    connected: () => hears,
    prune: () =>
      speaking(async () => {
        // The newest stays, so that the last id is known also after a day of rest.
        const { rowCount } = await pool.query(
          `DELETE FROM change WHERE at < now() - $1::interval AND id < (SELECT max(id) FROM change)`,
          [keep],
        );
        // A git host sends one again for thirty days at the most; what is older is asked of nobody.
        await pool.query("DELETE FROM delivery WHERE at < now() - interval '35 days'");
        return rowCount ?? 0;
      }),
    async close() {
      closed = true;
      clearInterval(timer);
      await ear.close();
      await reading;
    },
  };
}

const newestId = "COALESCE((SELECT max(id) FROM change), 0)";

async function newest(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(`SELECT ${newestId} AS id`);
  return rows[0]?.id ?? 0;
}

async function after(pool: pg.Pool, cursor: number, limit: number): Promise<Change[]> {
  const { rows } = await pool.query<{ id: number; at: Date; topic: Topic; keys: string[] }>(
    "SELECT id, at, topic, keys FROM change WHERE id > $1 ORDER BY id LIMIT $2",
    [cursor, limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** A connection of its own that listens; when it is lost, another one is made. What was missed meanwhile is looked up. */
function listen(database: Database, log: Log, heard: () => void): { close(): Promise<void> } {
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  const begin = async (wait: number): Promise<void> => {
    if (closed) return;
    const mine = new pg.Client({
      connectionString: database.url,
      options: database.options,
      application_name: "sluice live",
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client = mine;
    let lost = false;
    const lose = (error?: Error) => {
      if (lost || closed) return;
      lost = true;
      log.warn({ error: error?.message }, "the connection that listens for changes was lost");
      mine.end().catch(() => undefined);
      retry = setTimeout(() => void begin(Math.min(10_000, wait * 2)), wait);
      retry.unref();
    };
    mine.on("error", lose);
    mine.on("end", () => lose());
    mine.on("notification", heard);
    try {
      await mine.connect();
      await mine.query(`LISTEN ${channel}`);
      wait = 250;
      heard();
    } catch (error) {
      lose(error as Error);
    }
  };
  void begin(250);
  return {
    async close() {
      closed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}
