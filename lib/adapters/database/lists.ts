import type { Corrections, LayoutFound } from "../../domain/repository/adopt/types.ts";
import type { ConnectionFinding, ConnectionKind, IntervalRow, ListedRelease, Lists } from "../../ports/store-lists.ts";
import { type Db, rawOn } from "./connect.ts";
import { date, ms, plain } from "./plain.ts";
import { promotionOf, withLegs } from "./promotion-rows.ts";
import { reportOf } from "./report-rows.ts";

/** What pages list. By key and never by offset: the thousandth page costs what the first one does. */
export function createLists(db: Db): Lists {
  return { ...promotionLists(db), ...historyLists(db), ...setUpLists(db) };
}

function promotionLists(db: Db) {
  return {
    async promotionByNumber(number) {
      const row = await db.promotion.findUnique({ where: { number }, include: withLegs });
      return row ? promotionOf(row) : undefined;
    },
    async promotionByKey(idempotencyKey) {
      const row = await db.promotion.findUnique({ where: { idempotencyKey }, include: withLegs });
      return row ? promotionOf(row) : undefined;
    },
    async listPromotions({ service, environment, environments, ended, before, limit }) {
      const requestedAt = date(before?.requestedAt);
      const rows = await db.promotion.findMany({
        where: {
          service,
          environment,
          ...(environments ? { AND: { environment: { in: environments } } } : {}),
          ...(ended === undefined ? {} : { endedAt: ended ? { not: null } : null }),
          ...(before && requestedAt
            ? { OR: [{ requestedAt: { lt: requestedAt } }, { requestedAt, id: { lt: before.id } }] }
            : {}),
        },
        include: withLegs,
        orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(promotionOf);
    },
    async timeline(promotionId) {
      const rows = await db.timelineEvent.findMany({ where: { promotionId }, orderBy: [{ at: "asc" }, { id: "asc" }] });
      return rows.map(({ at, who, sentence, url, key }) => plain({ at: at.getTime(), who, sentence, url, key }));
    },
    async reports(promotionId) {
      const rows = await db.gateReport.findMany({ where: { promotionId }, orderBy: { id: "asc" } });
      return rows.map((row) => plain({ at: row.at.getTime(), leg: row.leg, head: row.head, report: reportOf(row) }));
    },
  } satisfies Partial<Lists>;
}

function historyLists(db: Db) {
  return {
    async newestReleases({ services, before, limit }) {
      const rows = await rawOn(db)<ReleaseRecord>(newest, [
        services ?? null,
        date(before?.at),
        before?.service ?? null,
        before?.version ?? null,
        limit,
      ]);
      return rows.map(
        (row): ListedRelease =>
          plain({ ...row, publishedAt: ms(row.publishedAt), foundAt: row.foundAt.getTime(), at: row.at.getTime() }),
      );
    },
    async intervals({ deployments, service, environment, kind, at, before, limit }) {
      const rows = await rawOn(db)<IntervalRecord>(intervals, [
        deployments ?? null,
        service ?? null,
        environment ?? null,
        kind ?? null,
        date(at),
        date(before?.from),
        before?.id ?? null,
        limit,
      ]);
      return rows.map((row): IntervalRow => plain({ ...row, from: row.from.getTime(), to: ms(row.to) }));
    },
    async auditRecords({ to, who, before, limit }) {
      const rows = await db.auditRecord.findMany({
        where: { to, who, ...(before === undefined ? {} : { seq: { lt: before } }) },
        orderBy: { seq: "desc" },
        take: limit,
      });
      return rows.map(({ previous: _, data, ...row }) => ({
        ...plain({ ...row, seq: Number(row.seq), at: row.at.getTime() }),
        data: data as unknown,
      }));
    },
  } satisfies Partial<Lists>;
}

type IntervalRecord = Pick<
  IntervalRow,
  "id" | "deployment" | "service" | "environment" | "cluster" | "kind" | "version"
> & {
  digest: string | null;
  from: Date;
  to: Date | null;
  commit: string | null;
  author: string | null;
  promotion: string | null;
};

/** Of everything that somebody sees: as parameters one by one, 32,767 deployments are the most that Postgres takes. */
const intervals = `
  SELECT id::text, deployment, service, environment, cluster, kind, version, digest, "from", "to", commit, author, promotion
  FROM interval
  WHERE ($1::text[] IS NULL OR deployment = ANY($1)) AND ($2::text IS NULL OR service = $2)
    AND ($3::text IS NULL OR environment = $3) AND ($4::text IS NULL OR kind = $4)
    AND ($5::timestamptz IS NULL OR ("from" <= $5 AND ("to" IS NULL OR "to" > $5)))
    AND ($6::timestamptz IS NULL OR ("from", id) < ($6, $7::bigint))
  ORDER BY "from" DESC, id DESC
  LIMIT $8::int`;

type ReleaseRecord = {
  service: string;
  version: string;
  digest: string | null;
  commit: string | null;
  sourceUrl: string | null;
  publishedAt: Date | null;
  foundAt: Date;
  where: string;
  at: Date;
};

const newest = `
  SELECT "service", "version", "digest", "commit", "sourceUrl", "publishedAt", "foundAt", "where",
         COALESCE("publishedAt", "foundAt") AS "at"
  FROM "release"
  WHERE "goneAt" IS NULL
    AND ($1::text[] IS NULL OR "service" = ANY($1))
    AND ($2::timestamptz IS NULL OR (COALESCE("publishedAt", "foundAt"), "service", "version") < ($2, $3::text, $4::text))
  ORDER BY COALESCE("publishedAt", "foundAt") DESC, "service" DESC, "version" DESC
  LIMIT $5::int`;

function setUpLists(db: Db) {
  return {
    async connections(kind) {
      const rows = await db.connection.findMany({
        where: { kind, removedAt: null },
        orderBy: [{ kind: "asc" }, { name: "asc" }],
      });
      return rows.map(({ secret, createdAt: _, removedAt: __, ...row }) => ({
        ...row,
        kind: row.kind as ConnectionKind,
        config: row.config as Record<string, unknown>,
        findings: row.findings as ConnectionFinding[],
        hasSecret: secret !== null,
        updatedAt: row.updatedAt.getTime(),
      }));
    },
    async reading(id) {
      const row = await db.repository.findUnique({ where: { id }, select: { reading: true, corrections: true } });
      return row
        ? plain({ reading: row.reading as unknown as LayoutFound | null, corrections: row.corrections as Corrections })
        : undefined;
    },
    async grants(login) {
      const rows = await db.grant.findMany({ where: { login: login?.toLowerCase() }, orderBy: { givenAt: "asc" } });
      return rows.map(({ id: _, ...row }) => plain({ ...row, givenAt: row.givenAt.getTime() }));
    },
    async users() {
      const rows = await db.user.findMany({ where: { login: { not: null } }, orderBy: { login: "asc" } });
      return rows.map(({ id, login, name, image, disabledAt, lastSeenAt }) =>
        plain({
          id,
          login: login ?? "",
          name: name ?? login ?? "",
          image,
          disabled: disabledAt !== null,
          signedInAt: ms(lastSeenAt),
        }),
      );
    },
    async setting<T>(key: string) {
      const row = await db.setting.findUnique({ where: { key } });
      return row ? (row.value as T) : undefined;
    },
    async tips(repository) {
      const rows = await db.branchTip.findMany({ where: { repository } });
      return rows.map(({ branch, commit, heardAt }) => ({ branch, commit, heardAt: heardAt.getTime() }));
    },
  } satisfies Partial<Lists>;
}
