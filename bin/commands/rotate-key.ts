import { existsSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { createVault, newKey, readKeys, rotate } from "../../lib/adapters/database/credentials.ts";
import { readEnv } from "../../lib/env.ts";
import { openDatabase } from "../steps/database.ts";
import { readFlags } from "../steps/flags.ts";
import { Sentence } from "../steps/sentence.ts";

export const usage = "sluice rotate-key   seals all credentials with a new key";

/**
 * Seals all credentials with the current key. With a key in the data folder a new one is made first and the old one
 * is kept beside it; with SLUICE_KEY the new key is given there and the old one in SLUICE_OLD_KEYS.
 */
export async function run(args: string[]): Promise<number> {
  readFlags(args, {}, usage);
  const env = readEnv(process.env);
  if (env.SLUICE_KEY && !env.SLUICE_OLD_KEYS) {
    throw new Sentence(
      "Give the new key in SLUICE_KEY and the old one in SLUICE_OLD_KEYS, then run this again. Nothing was changed.",
    );
  }
  const keys = readKeys(env);
  const file = path.join(env.SLUICE_DATA, "key");
  const made = env.SLUICE_KEY ? undefined : newKey();
  const vault = createVault(made ? [Buffer.from(made, "base64"), ...keys] : keys);
  const database = await openDatabase(env);
  const client = new pg.Client({ connectionString: database.ownerUrl });
  try {
    await client.connect();
    // Both keys are on disk before the first credential needs the new one.
    if (made) {
      writeFileSync(`${file}.new`, `${made}\n`, { mode: 0o600 });
      if (existsSync(file)) renameSync(file, `${file}.${Date.now()}.old`);
      renameSync(`${file}.new`, file);
    }
    const count = await rotate(client, vault);
    console.log(`${count} ${count === 1 ? "credential was" : "credentials were"} sealed with the key ${vault.keyId}.`);
    if (made)
      console.log(
        "Start web and workers anew, so that they know the key. The old key is kept beside it; remove it when no backup needs it any more.",
      );
    return 0;
  } finally {
    await client.end();
    await database.stop();
  }
}
