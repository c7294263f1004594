import { createHash } from "node:crypto";
import { LostLease, type Tx } from "../../ports/store.ts";
import { canonical } from "./audit.ts";
import { type Db, rawOn } from "./connect.ts";
import { json } from "./plain.ts";
import { changingRow, legRow, newRow, promotionOf, withLegs } from "./promotion-rows.ts";
import { reportOf } from "./report-rows.ts";

export function promotionWrites(db: Db): Tx["promotions"] {
  const run = rawOn(db);
  return {
    async lock(id) {
      const found = await run("SELECT 1 AS there FROM promotion WHERE id = $1 FOR UPDATE", [id]);
      if (found.length === 0) return undefined;
      const row = await db.promotion.findUnique({ where: { id }, include: withLegs });
      return row ? promotionOf(row) : undefined;
    },

    async insert(promotion, idempotencyKey) {
      const row = await db.promotion.create({
        data: { ...newRow(promotion, idempotencyKey), legs: { create: promotion.legs.map(legRow) } },
        include: withLegs,
      });
      return promotionOf(row);
    },

    /**
     * Without a fence it is a person's word, under the row's lock: the fence moves on, so that
     * what a worker still holds in its hands cannot undo it. What has ended is not written again,
     * unless it failed and is tried once more.
     */
    async save(promotion, fence) {
      const changing = changingRow(promotion);
      const { count } = await db.promotion.updateMany({
        where: {
          id: promotion.id,
          ...(fence === undefined ? {} : { fence }),
          OR: [
            { endedAt: null },
            { state: { equals: changing.state } },
            { stateIs: "failed", retries: promotion.retries - 1 },
          ],
        },
        data: { ...changing, ...(fence === undefined ? { fence: { increment: 1 }, leaseUntil: null } : {}) },
      });
      if (count === 0) throw new LostLease(promotion.id);
      for (const leg of promotion.legs) {
        const row = legRow(leg);
        await db.leg.upsert({
          where: { promotionId_position: { promotionId: promotion.id, position: leg.position } },
          create: { ...row, promotionId: promotion.id },
          update: row,
        });
      }
    },

    async approve(promotionId, { userId, login, planHash, verdict, because, at }) {
      await db.approval.create({ data: { promotionId, userId, login, planHash, verdict, because, at: new Date(at) } });
    },

    async report(promotionId, leg, head, report, at) {
      const { facts, ...rest } = report;
      const last = await db.gateReport.findFirst({ where: { promotionId }, orderBy: { id: "desc" } });
      // The moment to look again moves with the clock and says nothing new.
      const said = (one: typeof report) =>
        canonical(JSON.parse(JSON.stringify({ ...one, facts: undefined, lookAgainAt: undefined })));
      if (last && last.leg === leg && last.head === (head ?? null) && said(reportOf(last)) === said(report)) return;
      await db.gateReport.create({
        data: { promotionId, leg, head: head ?? null, report: json(rest), facts: json(facts ?? {}), at: new Date(at) },
      });
    },

    async tell(promotionId, { at, who, sentence, url, key }) {
      await db.timelineEvent.createMany({
        data: [{ promotionId, at: new Date(at), who: who ?? null, sentence, url: url ?? null, key }],
        skipDuplicates: true,
      });
    },

    async lockPlace(service, environment) {
      const key = createHash("sha256").update(`${service}\0${environment}`).digest().readBigInt64BE();
      await run("SELECT pg_advisory_xact_lock($1::bigint)::text", [key]);
    },
  };
}
