import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { connect, type Database } from "../lib/adapters/database/connect.ts";
import { createVault, type Vault } from "../lib/adapters/database/credentials.ts";
import { createJobSender, type JobSender } from "../lib/adapters/database/job-sender.ts";
import { createStore } from "../lib/adapters/database/store.ts";
import type { Log } from "../lib/ports/deps.ts";
import type { Store } from "../lib/ports/store.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The owner's URL of a migrated database that is copied for every test file. */
    postgres: string;
  }
}

export type TestDatabase = {
  database: Database;
  ownerUrl: string;
  /** A connection as the owner, for what the application may not do. */
  owner: pg.Client;
  vault: Vault;
  jobs: JobSender;
  store: Store;
  close(): Promise<void>;
};

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** A migrated, empty database of one's own, as the application sees it. Call `close` in afterAll. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const ownerUrl = await emptyDatabase({ migrated: true });
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const database = await connect(ownerUrl, { name: "test", log: silentLog });
  const vault = createVault([randomBytes(32)]);
  const jobs = await createJobSender(database, silentLog);
  return {
    database,
    ownerUrl,
    owner,
    vault,
    jobs,
    store: createStore(database, { vault, jobs }),
    async close() {
      await jobs.close();
      await database.close();
      await owner.end();
      await dropDatabase(ownerUrl);
    },
  };
}

/** The owner's URL of a new database on the run's server. */
export async function emptyDatabase(options: { migrated: boolean }): Promise<string> {
  const template = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asAdmin(template, async (admin) => {
    // Copies of one template take turns.
    await admin.query("SELECT pg_advisory_lock(7250114699)");
    await admin.query(`CREATE DATABASE ${name} ${options.migrated ? "TEMPLATE sluice" : ""}`);
  });
  return template.replace(/\/sluice$/, `/${name}`);
}

export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await asAdmin(url, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

async function asAdmin(url: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: url.replace(/\/\w+$/, "/postgres") });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
