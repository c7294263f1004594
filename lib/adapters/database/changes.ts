import type { Topic } from "../../ports/live.ts";
import type { Run } from "./connect.ts";

export const channel = "sluice_change";

/**
 * Ids have to grow in the order of the commits, or whoever reads on from the
 * last one it saw would miss one that was given earlier and committed later. So
 * writers take turns from the insert to the commit; it is the last thing a
 * transaction does, and NOTIFY makes commits take turns anyway.
 */
const lockKey = 7_250_114_605;

/** What a transaction has changed, by topic; said once, at its end. */
export class PendingChanges {
  readonly #keys = new Map<Topic, Set<string>>();

  add(topic: Topic, keys: Iterable<string>): void {
    const set = this.#keys.get(topic) ?? new Set();
    for (const key of keys) set.add(key);
    this.#keys.set(topic, set);
  }

  async write(run: Run): Promise<void> {
    const rows = [...this.#keys]
      .filter(([, keys]) => keys.size > 0)
      .map(([topic, keys]) => ({ topic, keys: [...keys] }));
    if (rows.length === 0) return;
    // One after the other, sent together where the connection can.
    await Promise.all([
      run("SELECT pg_advisory_xact_lock($1)::text", [lockKey]),
      run(insert, [JSON.stringify(rows), channel]),
    ]);
  }
}

const insert = `
  WITH written AS (
    INSERT INTO change (topic, keys)
    SELECT topic, ARRAY(SELECT jsonb_array_elements_text(keys))
    FROM jsonb_to_recordset($1::jsonb) AS r(topic text, keys jsonb)
    RETURNING id
  )
  SELECT pg_notify($2, max(id)::text)::text FROM written`;
