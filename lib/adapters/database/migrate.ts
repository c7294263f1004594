import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { Rejected } from "../../ports/failures.ts";
import { speaking } from "./failures.ts";
import { installJobs, jobSchema } from "./job-schema.ts";
import { ownClient } from "./own-client.ts";
import { grantRights, type RoleMode } from "./roles.ts";

/**
 * Applies what is missing of prisma/migrations, in order, each in a transaction
 * of its own. Prisma's layout, history table and checksums, so that `prisma
 * migrate deploy` and `status` on a connected machine agree with what was done
 * here; Prisma itself needs an engine that is a download.
 */
export type Migrated = { applied: string[]; role: RoleMode };

type Migration = { name: string; sql: string; checksum: string };
type Past = {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  rolled_back_at: Date | null;
  logs: string | null;
};

/** Any number that nobody else uses; all processes that migrate take turns by it. */
const lockKey = 7_250_114_603;

export const migrationsFolder = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  "../../../prisma/migrations",
);

export async function migrate(ownerUrl: string, folder = migrationsFolder): Promise<Migrated> {
  return speaking(async () => {
    const client = ownClient({
      connectionString: ownerUrl,
      connectionTimeoutMillis: 10_000,
      application_name: "sluice migrate",
    });
    await client.connect();
    try {
      await client.query("SELECT pg_advisory_lock($1)", [lockKey]);
      await ensureVersion(client);
      await client.query(historyTable);
      const applied: string[] = [];
      for (const migration of await missing(client, folder)) {
        await apply(client, migration);
        applied.push(migration.name);
      }
      await installJobs(client);
      return { applied, role: await grantRights(client, jobSchema) };
    } finally {
      // Ends the session, and with it the lock.
      await client.end();
    }
  });
}

async function ensureVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version",
  );
  if (rows[0].number < 140_000)
    throw new Rejected(`Sluice needs Postgres 14 or newer; this one is ${rows[0].version}.`);
}

async function missing(client: pg.Client, folder: string): Promise<Migration[]> {
  const { rows } = await client.query<Past>(
    "SELECT migration_name, checksum, finished_at, rolled_back_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const past = new Map(rows.map((row) => [row.migration_name, row]));
  const there = readMigrations(folder);
  const edited = there.find(
    (migration) => past.has(migration.name) && past.get(migration.name)?.checksum !== migration.checksum,
  );
  if (edited) {
    throw new Rejected(
      `The migration ${edited.name} was edited after it was applied to this database. Bring its file back as it was, and put the change into a new migration.`,
    );
  }
  const halfway = rows.find((row) => row.finished_at === null);
  if (halfway) {
    throw new Rejected(
      `The migration ${halfway.migration_name} did not finish when something else applied it. Repair the database (prisma migrate resolve), then start again.`,
    );
  }
  const unknown = rows.find((row) => !there.some((migration) => migration.name === row.migration_name));
  const open = there.filter((migration) => !past.has(migration.name));
  // An older Sluice on a newer database: nothing to apply, and migrations only ever add (docs/operations.md).
  if (unknown && open.length > 0) {
    throw new Rejected(
      `The database knows the migration ${unknown.migration_name}, and this Sluice does not: it is of another line.`,
    );
  }
  return open;
}

export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, "migration.sql")))
    .map(({ name }) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Together with its line of history or not at all: unlike Prisma, which leaves a failed one to be resolved by hand. */
async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, NULL, NULL, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    const { code, message } = error as { code?: string; message?: string };
    if (code === undefined || /^(08|53|57)/.test(code)) throw error;
    throw new Rejected(`The migration ${migration.name} failed, and the database is as it was before it: ${message}`, {
      cause: error,
    });
  }
}

/** Column for column what Prisma's own engine creates. */
const historyTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;
