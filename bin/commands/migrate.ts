import { readEnv } from "../../lib/env.ts";
import { openDataFolder } from "../steps/data-folder.ts";
import { openDatabase } from "../steps/database.ts";

/** Brings the database up to date and says what was done. */
export async function run(): Promise<number> {
  const env = readEnv(process.env);
  if (!env.DATABASE_URL) openDataFolder(env.SLUICE_DATA);
  const database = await openDatabase(env);
  await database.stop();
  const { applied, role } = database.migrated;
  console.log(applied.length === 0 ? "The database is up to date." : `Applied: ${applied.join(", ")}`);
  console.log(
    role === "own-role"
      ? "The application works as sluice_app, which can only insert and read audit records."
      : "No role could be created: the application gave up its rights to change audit records, and triggers guard them.",
  );
  return 0;
}
