import pg from "pg";
import { verifyAudit } from "../../lib/adapters/database/audit.ts";
import { rawOnClient } from "../../lib/adapters/database/connect.ts";
import { readEnv } from "../../lib/env.ts";
import { openDatabase } from "../steps/database.ts";
import { Sentence } from "../steps/sentence.ts";

export const usage = "sluice audit verify [SEQ:HASH]   the head of an earlier run, to see a cut at the end";

/** Reads the whole chain of audit records and names the first one that is not as it was written. */
export async function run([verb, head]: string[]): Promise<number> {
  const given = head === undefined ? undefined : /^(\d+):([0-9a-f]{64})$/.exec(head);
  if (verb !== "verify" || given === null) throw new Sentence(usage);
  const database = await openDatabase(readEnv(process.env));
  const client = new pg.Client({ connectionString: database.ownerUrl });
  try {
    await client.connect();
    const verdict = await verifyAudit(
      rawOnClient(client),
      given ? { seq: Number(given[1]), hash: given[2] ?? "" } : undefined,
    );
    console.log(
      verdict.ok
        ? `${verdict.records} audit records, all as they were written. Keep this head elsewhere: ${verdict.head.seq}:${verdict.head.hash}`
        : verdict.sentence,
    );
    return verdict.ok ? 0 : 1;
  } finally {
    await client.end();
    await database.stop();
  }
}
