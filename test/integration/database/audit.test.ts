import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAudit } from "../../../lib/adapters/database/audit.ts";
import { rawOnClient } from "../../../lib/adapters/database/connect.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test.close());

const write = (to: string, data?: unknown) =>
  test.store.transaction((tx) =>
    tx.audit.write({ who: "mara", did: "approved", to, at: 1_760_000_000_123, because: "looks right", data }),
  );
const verify = (head?: { seq: number; hash: string }) => verifyAudit(rawOnClient(test.owner), head);

/** As somebody who owns the tables and means it: the trigger is off while `sql` runs, and what it changed is put back. */
async function tampered<T>(sql: string, look: () => Promise<T>): Promise<T> {
  await test.owner.query(
    "CREATE TABLE saved AS SELECT * FROM audit_record; ALTER TABLE audit_record DISABLE TRIGGER USER",
  );
  try {
    await test.owner.query(sql);
    return await look();
  } finally {
    await test.owner.query(
      "TRUNCATE audit_record; INSERT INTO audit_record SELECT * FROM saved; DROP TABLE saved; ALTER TABLE audit_record ENABLE TRIGGER USER",
    );
  }
}

describe("audit records", () => {
  it("form a chain without gaps, also when many are written at once and the data is awkward", async () => {
    const awkward = {
      b: 1,
      a: [1.5, -0, 1e21, null],
      text: "Grüße \u0000 \ud800 \"'",
      nested: { z: undefined, y: true },
    };
    await Promise.all(Array.from({ length: 30 }, (_, n) => write(`p${n}`, n % 3 === 0 ? awkward : { n })));
    const verdict = await verify();
    expect(verdict).toMatchObject({ ok: true, records: 30 });
    expect((await test.store.read.auditRecords({ limit: 2 })).map((row) => row.seq)).toEqual([30, 29]);
    expect(await test.store.read.auditRecords({ to: "p7", limit: 5 })).toMatchObject([
      { who: "mara", to: "p7", data: { n: 7 } },
    ]);
  });

  it("cannot be changed or removed by the application", async () => {
    for (const sql of ["UPDATE audit_record SET who = 'eve'", "DELETE FROM audit_record", "TRUNCATE audit_record"]) {
      await expect(test.database.pool.query(sql)).rejects.toThrow(/permission denied/);
    }
  });

  it("cannot be changed or removed by their owner either, while the triggers stand", async () => {
    for (const sql of ["UPDATE audit_record SET who = 'eve'", "DELETE FROM audit_record", "TRUNCATE audit_record"]) {
      await expect(test.owner.query(sql)).rejects.toThrow(/never changed or removed/);
    }
  });

  it.each([
    [
      "who did it is changed",
      "UPDATE audit_record SET who = 'eve' WHERE seq = 7",
      7,
      "Record 7 was changed after it was written.",
    ],
    [
      "its data is changed",
      `UPDATE audit_record SET data = '{"n":-1}' WHERE seq = 9`,
      9,
      "Record 9 was changed after it was written.",
    ],
    ["one is removed", "DELETE FROM audit_record WHERE seq = 12", 12, "Record 12 is missing."],
    [
      "two change places",
      "UPDATE audit_record SET seq = -seq WHERE seq IN (3, 4); UPDATE audit_record SET seq = 7 + seq WHERE seq < 0",
      3,
      "Record 3 does not follow the record before it.",
    ],
  ])("that %s is found, and the first broken one is named", async (_, sql, seq, sentence) => {
    expect(await tampered(sql, verify)).toEqual({ ok: false, seq, sentence });
    expect(await verify()).toMatchObject({ ok: true });
  });

  it("that the last ones are cut off is found with a head that was exported before", async () => {
    const before = await verify();
    const head = before.ok ? before.head : undefined;
    expect(await tampered("DELETE FROM audit_record WHERE seq > 28", () => verify(head))).toEqual({
      ok: false,
      seq: 29,
      sentence: "Records 29 to 30 are missing: they were there when the head was exported.",
    });
  });
});
