import type { Store, Tx } from "../../ports/store.ts";
import { type AuditEntry, appendAudit } from "./audit.ts";
import { PendingChanges } from "./changes.ts";
import { type Database, type Db, rawOn } from "./connect.ts";
import type { Vault } from "./credentials.ts";
import { again, speaking } from "./failures.ts";
import type { JobSender } from "./job-sender.ts";
import { promotionWrites } from "./promotion-writes.ts";
import { createReads } from "./reads.ts";
import { createWrites } from "./writes.ts";

type Parts = { vault: Vault; jobs: JobSender };

/**
 * State, audit records, jobs and news of a command go in together or not at all.
 * Audit records and news are held back to the end of the transaction: both take a
 * lock that everybody takes, which is then held for two statements only.
 */
export function createStore(database: Database, parts: Parts): Store {
  const { prisma, pool } = database;
  return {
    read: speakingReads(createReads(prisma)),

    transaction(work) {
      let touched = false;
      const transact = async (db: Db) => {
        touched = true;
        const audit: AuditEntry[] = [];
        const changes = new PendingChanges();
        const result = await work(createTx(db, parts, audit, changes));
        await appendAudit(rawOn(db), audit);
        await changes.write(rawOn(db));
        return result;
      };
      return again(
        () => prisma.$transaction(transact, { maxWait: 10_000, timeout: 30_000 }),
        () => !touched,
      );
    },

    async lease(promotion, ms) {
      const { rows } = await speaking(() => pool.query<{ fence: number }>(takeLease, [promotion, ms]));
      return rows[0];
    },
    async renew(promotion, fence, ms) {
      const { rowCount } = await speaking(() => pool.query(renewLease, [promotion, fence, ms]));
      return rowCount === 1;
    },
    async release(promotion, fence) {
      await speaking(() =>
        pool.query(`UPDATE promotion SET "leaseUntil" = NULL WHERE id = $1 AND fence = $2`, [promotion, fence]),
      );
    },
    async secret(id) {
      const { rows } = await speaking(() =>
        pool.query<{ secret: string | null }>("SELECT secret FROM connection WHERE id = $1", [id]),
      );
      return rows[0]?.secret ? parts.vault.open(id, rows[0].secret) : undefined;
    },
  };
}

/** By the database's clock: the clocks of workers may differ. */
const takeLease = `
  UPDATE promotion SET "leaseUntil" = clock_timestamp() + $2 * interval '1 millisecond', fence = fence + 1
  WHERE id = $1 AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())
  RETURNING fence`;
const renewLease = `
  UPDATE promotion SET "leaseUntil" = clock_timestamp() + $3 * interval '1 millisecond'
  WHERE id = $1 AND fence = $2`;

function createTx(db: Db, { vault, jobs }: Parts, audit: AuditEntry[], changes: PendingChanges): Tx {
  return {
    ...createReads(db),
    ...createWrites(db, vault),
    promotions: promotionWrites(db),
    audit: {
      async write(entry) {
        audit.push(entry);
      },
    },
    jobs: {
      add: (name, input, options) => jobs.add(rawOn(db), name, [{ input, ...options }]),
      addAll: (name, all) => jobs.add(rawOn(db), name, all),
    },
    async changed(topic, keys) {
      changes.add(topic, keys);
    },
  };
}

/** Every read speaks of the database's troubles in the core's words. */
function speakingReads<T extends object>(reads: T): T {
  const entries = Object.entries(reads).map(([name, read]) => [
    name,
    (...args: unknown[]) => again(() => (read as (...given: unknown[]) => Promise<unknown>)(...args)),
  ]);
  return Object.fromEntries(entries) as T;
}
