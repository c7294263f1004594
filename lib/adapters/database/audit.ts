import { createHash } from "node:crypto";
import { jsonText } from "../../domain/json-text.ts";
import type { Run } from "./connect.ts";

export type AuditEntry = { who: string; did: string; to: string; at: number; because?: string; data?: unknown };
type Stored = {
  seq: number;
  at: Date;
  who: string;
  did: string;
  to: string;
  because: string | null;
  data: unknown;
  previous: string;
  hash: string;
};
type Unsealed = Omit<Stored, "hash">;

/** What the first record follows. */
export const beginning = "0".repeat(64);

/** Taken for the rest of the transaction: records get their numbers in the order in which they are committed. */
const lockKey = 7_250_114_604;

/**
 * Each record's hash is SHA-256(previous hash ‖ canonical JSON of the record), so
 * whoever changes, removes or reorders one breaks every hash after it. Appended
 * at the very end of a transaction, since the lock makes all others wait.
 */
export async function appendAudit(run: Run, entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await run("SELECT pg_advisory_xact_lock($1)::text", [lockKey]);
  const [last] = await run<{ seq: number | bigint; hash: string }>(
    "SELECT seq, hash FROM audit_record ORDER BY seq DESC LIMIT 1",
  );
  let seq = Number(last?.seq ?? 0);
  let previous = last?.hash ?? beginning;
  const rows = entries.map((entry) => {
    seq += 1;
    const row = sealed({
      seq,
      at: new Date(entry.at),
      who: storable(entry.who),
      did: entry.did,
      to: storable(entry.to),
      because: entry.because === undefined ? null : storable(entry.because),
      data: JSON.parse(jsonText(entry.data ?? {})),
      previous,
    });
    previous = row.hash;
    return row;
  });
  await run(insert, [JSON.stringify(rows)]);
}

const insert = `
  INSERT INTO audit_record (seq, at, who, did, "to", because, data, previous, hash)
  SELECT seq, at, who, did, "to", because, data, previous, hash
  FROM jsonb_to_recordset($1::jsonb)
    AS r(seq bigint, at timestamptz, who text, did text, "to" text, because text, data jsonb, previous text, hash text)`;

export type Verdict =
  | { ok: true; records: number; head: { seq: number; hash: string } }
  | { ok: false; seq: number; sentence: string };

/**
 * Reads the whole chain and names the first record that is not as it was written.
 * `head` is one that was exported earlier (docs/operations.md): only with it a cut
 * at the end can be seen.
 */
export async function verifyAudit(run: Run, head?: { seq: number; hash: string }): Promise<Verdict> {
  let previous = beginning;
  let seq = 0;
  for (;;) {
    const rows = await run<Stored>(
      `SELECT seq, at, who, did, "to", because, data, previous, hash FROM audit_record WHERE seq > $1 ORDER BY seq LIMIT 1000`,
      [seq],
    );
    for (const row of rows) {
      const number = Number(row.seq);
      const broken = faultOf({ ...row, seq: number }, seq + 1, previous, head);
      if (broken) return { ok: false, seq: Math.min(number, seq + 1), sentence: broken };
      previous = row.hash;
      seq = number;
    }
    if (rows.length === 0) break;
  }
  if (head && head.seq > seq) {
    return {
      ok: false,
      seq: seq + 1,
      sentence: `Records ${seq + 1} to ${head.seq} are missing: they were there when the head was exported.`,
    };
  }
  return { ok: true, records: seq, head: { seq, hash: previous } };
}

function faultOf(
  row: Stored,
  expected: number,
  previous: string,
  head: { seq: number; hash: string } | undefined,
): string | undefined {
  if (row.seq !== expected) return `Record ${expected} is missing.`;
  if (row.previous !== previous) return `Record ${row.seq} does not follow the record before it.`;
  if (sealed(row).hash !== row.hash) return `Record ${row.seq} was changed after it was written.`;
  if (head?.seq === row.seq && head.hash !== row.hash)
    return `Record ${row.seq} is not the one that was exported: the chain was written anew.`;
  return undefined;
}

function sealed(row: Unsealed): Stored {
  const { seq, at, who, did, to, because, data, previous } = row;
  const text = canonical({ seq, at: at.toISOString(), who, did, to, because, data });
  return {
    seq,
    at,
    who,
    did,
    to,
    because,
    data,
    previous,
    hash: createHash("sha256").update(previous).update(text).digest("hex"),
  };
}

/** JSON with sorted keys and no spaces: jsonb keeps neither the order of keys nor spaces. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
