import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connect } from "../../../lib/adapters/database/connect.ts";
import { migrate, migrationsFolder, readMigrations } from "../../../lib/adapters/database/migrate.ts";
import { dropDatabase, emptyDatabase, silentLog } from "../../postgres.ts";

let url: string;
let folder: string;
let client: pg.Client;
beforeEach(async () => {
  url = await emptyDatabase({ migrated: false });
  folder = mkdtempSync(path.join(os.tmpdir(), "sluice-migrations-"));
  cpSync(migrationsFolder, folder, { recursive: true });
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await dropDatabase(url);
  rmSync(folder, { recursive: true, force: true });
});

const names = readMigrations(migrationsFolder).map((one) => one.name);
const add = (name: string, sql: string) => {
  mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, name, "migration.sql"), sql);
};
const history = async () => (await client.query("SELECT * FROM _prisma_migrations ORDER BY migration_name")).rows;

it("applies what is missing once, also when several processes start at the same moment", async () => {
  const runs = await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)]);
  expect(runs.flatMap((run) => run.applied)).toEqual(names);
  add("29990101000000_more", "CREATE TABLE more (id int)");
  expect((await migrate(url, folder)).applied).toEqual(["29990101000000_more"]);
  expect((await migrate(url, folder)).applied).toEqual([]);
});

it("writes the history that Prisma writes", async () => {
  await migrate(url, folder);
  const [first] = await history();
  expect(Object.keys(first)).toEqual([
    "id",
    "checksum",
    "finished_at",
    "migration_name",
    "logs",
    "rolled_back_at",
    "started_at",
    "applied_steps_count",
  ]);
  expect(first).toMatchObject({
    migration_name: names[0],
    checksum: readMigrations(folder)[0]?.checksum,
    applied_steps_count: 1,
    logs: null,
  });
});

it("refuses a migration that was edited after it was applied", async () => {
  await migrate(url, folder);
  appendFileSync(path.join(folder, names[0] ?? "", "migration.sql"), "\n-- a small change");
  await expect(migrate(url, folder)).rejects.toThrow(
    `The migration ${names[0]} was edited after it was applied to this database.`,
  );
});

it("leaves the database as it was when a migration fails half-way", async () => {
  await migrate(url, folder);
  add("29990101000000_broken", "CREATE TABLE half (id int); SELECT 1/0;");
  await expect(migrate(url, folder)).rejects.toThrow(
    /29990101000000_broken failed, and the database is as it was before it: division by zero/,
  );
  expect((await client.query("SELECT to_regclass('half') AS half")).rows[0].half).toBeNull();
  expect((await history()).map((row) => row.migration_name)).toEqual(names);
});

it("works with a database that a newer Sluice has migrated", async () => {
  add("29990101000000_newer", "CREATE TABLE newer (id int)");
  await migrate(url, folder);
  rmSync(path.join(folder, "29990101000000_newer"), { recursive: true });
  expect((await migrate(url, folder)).applied).toEqual([]);
});

it("gives the application a role of its own, which makes no tables", async () => {
  expect((await migrate(url, folder)).role).toBe("own-role");
  const database = await connect(url, { name: "test", log: silentLog });
  expect((await database.pool.query("SELECT current_user AS name")).rows[0].name).toBe("sluice_app");
  await expect(database.pool.query("CREATE TABLE mine (id int)")).rejects.toThrow(/permission denied/);
  await database.close();
});

it("takes the rights from the role itself where none can be created, as on a managed Postgres", async () => {
  const role = `plain_${process.pid}`;
  await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT ALL ON SCHEMA public TO ${role}`);
  await client.query(
    `DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO ${role}', current_database()); END $$`,
  );
  const plain = url.replace(/\/\/[^@]+@/, `//${role}:x@`);
  try {
    expect((await migrate(plain, folder)).role).toBe("same-role");
    const database = await connect(plain, { name: "test", log: silentLog });
    await expect(database.pool.query("DELETE FROM audit_record")).rejects.toThrow(/permission denied/);
    expect((await database.pool.query("SELECT count(*) FROM audit_record")).rows[0].count).toBe(0);
    await database.close();
  } finally {
    await client.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
  }
});
