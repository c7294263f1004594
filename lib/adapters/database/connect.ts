import type { Socket } from "node:net";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Log } from "../../ports/deps.ts";
import { speaking } from "./failures.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { ownClient } from "./own-client.ts";
import { appRole, isMember } from "./roles.ts";

/** One pool for both ways in: Prisma for what is asked now and then, pg for the hot paths. */
export type Database = {
  url: string;
  pool: pg.Pool;
  /** Its connections send what follows before what went before is answered. For the hot paths only. */
  swift: pg.Pool;
  prisma: PrismaClient;
  /** Flags for connections of one's own (listening, jobs), so that they have the same role. */
  options: string;
  close(): Promise<void>;
};

/** Inside a transaction, or outside of one. */
export type Db = Prisma.TransactionClient;

// node-postgres gives int8 as text; counts and sequences of ours stay far below 2^53.
pg.types.setTypeParser(20, Number);

export type ConnectOptions = { name: string; log: Log; max?: number; silentMs?: number };

const statementMs = 30_000;

/** Opens the pool as the application's role where there is one, and says which in the log. Unavailable when nobody answers. */
export async function connect(url: string, options: ConnectOptions): Promise<Database> {
  const flags = await speaking(() => flagsFor(url, options.log));
  const open = (max: number, pipeline: boolean) => {
    const pool = new pg.Pool({
      connectionString: url,
      options: flags,
      application_name: `sluice ${options.name}`,
      max,
      pipeline,
      connectionTimeoutMillis: 5000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    pool.on("connect", (client) => endWhenSilent(client, options.silentMs ?? 1.5 * statementMs));
    // An idle connection that is cut is no error of anybody's: the pool makes another one.
    pool.on("error", (error) => options.log.warn({ error: error.message }, "a database connection was lost"));
    return pool;
  };
  const pool = open(options.max ?? 12, false);
  const swift = open(2, true);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    url,
    pool,
    swift,
    prisma,
    options: flags,
    async close() {
      await prisma.$disconnect();
      await Promise.all([pool.end(), swift.end()]);
    },
  };
}

/**
 * A server that was cut off says nothing, not even that it is gone, and the network gives it up after a quarter of an
 * hour. A statement ends there by itself: who waits for longer than that waits for nobody.
 */
function endWhenSilent(client: pg.PoolClient, ms: number): void {
  const inside = client as pg.PoolClient & { connection: { stream: Socket }; readyForQuery: boolean };
  const { stream } = inside.connection;
  stream.setTimeout(ms, () => {
    if (!inside.readyForQuery) stream.destroy(new Error("Connection terminated: the server is silent."));
  });
}

/**
 * Given when connecting and not by SET ROLE afterwards: a connection that cannot
 * take the role is then refused, where the other way it would go on as the owner.
 */
async function flagsFor(url: string, log: Log): Promise<string> {
  const usual = `-c timezone=UTC -c statement_timeout=${statementMs} -c idle_in_transaction_session_timeout=60000`;
  const client = ownClient({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT current_user AS name");
    const member = rows[0].name === appRole || (await isMember(client));
    if (member)
      log.info({ role: appRole }, "the application works as a role that can only insert and read audit records");
    else
      log.warn(
        { role: rows[0].name },
        "the application has no role of its own here: triggers alone guard the audit records",
      );
    return member && rows[0].name !== appRole ? `${usual} -c role=${appRole}` : usual;
  } finally {
    await client.end();
  }
}

/** Raw SQL on a Prisma connection. Void results (locks, notifications) have to be cast to text: Prisma cannot read them. */
export function rawOn(db: Db): Run {
  return async <T>(text: string, values: unknown[] = []) => (await db.$queryRawUnsafe(text, ...values)) as T[];
}

export function rawOnClient(client: pg.Pool | pg.ClientBase): Run {
  return async <T>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as T[];
}

export type Run = <T = Record<string, unknown>>(text: string, values?: unknown[]) => Promise<T[]>;
