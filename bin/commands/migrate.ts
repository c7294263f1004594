import { readEnv } from "../../lib/env.ts";
import { openDataFolder } from "../steps/data-folder.ts";
import { openDatabase } from "../steps/database.ts";
import { readFlags } from "../steps/flags.ts";

export const usage = "sluice migrate   brings the database up to date";

/** Brings the database up to date and says what was done. */
export async function run(args: string[]): Promise<number> {
  readFlags(args, {}, usage);
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
