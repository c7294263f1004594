import { readEnv } from "../../lib/env.ts";
import { openDatabase } from "../steps/database.ts";
import { readFlags } from "../steps/flags.ts";
import { Sentence } from "../steps/sentence.ts";
import { setUpLink } from "../steps/sign-in.ts";

export const usage =
  "sluice set-up   a new link that makes its bearer the admin, once, within the hour, while there is none";

/** A new set-up link; the one before it opens nothing any more. */
export async function run(args: string[]): Promise<number> {
  readFlags(args, {}, usage);
  const env = readEnv(process.env);
  const database = await openDatabase(env);
  try {
    const link = await setUpLink(database.ownerUrl, env.SLUICE_URL ?? `http://localhost:${env.PORT}`);
    if (!link) throw new Sentence("Somebody is admin already: ask them for a role. No link was made.");
    console.log(`This link makes you the admin, once, within the hour:\n  ${link}`);
    if (!env.SLUICE_URL)
      console.log("Where Sluice is at another address, open the link there (SLUICE_URL and PORT say which).");
    return 0;
  } finally {
    await database.stop();
  }
}
