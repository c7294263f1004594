import { jsonText } from "../../domain/json-text.ts";
import type { Writes } from "../../ports/store-writes.ts";
import { type Db, rawOn } from "./connect.ts";
import type { Vault } from "./credentials.ts";
import { type Prisma, Prisma as PrismaValues } from "./generated/client.ts";
import { layoutWrites } from "./layout-writes.ts";
import { date, json } from "./plain.ts";

const grantsLock = 7_250_114_606;

/** What adoption, discovery and Connect write. */
export function createWrites(db: Db, vault: Vault): Writes {
  return {
    layout: layoutWrites(db),
    discovered: releaseWrites(db),
    connecting: connectionWrites(db, vault),
    people: {
      async lock() {
        await rawOn(db)("SELECT pg_advisory_xact_lock($1)::text", [grantsLock]);
      },
      async replaceGrants(login, grants, givenBy, at) {
        const lower = login.toLowerCase();
        await db.grant.deleteMany({ where: { login: lower } });
        await db.grant.createMany({
          data: grants.map(({ role, environment }) => ({
            login: lower,
            role,
            environment: environment ?? null,
            givenBy,
            givenAt: new Date(at),
          })),
          skipDuplicates: true,
        });
      },
    },
    settings: {
      async set(key, value) {
        const row = json(value) ?? PrismaValues.JsonNull;
        await db.setting.upsert({ where: { key }, create: { key, value: row }, update: { value: row } });
      },
    },
    async firstSeen(delivery) {
      const { count } = await db.delivery.createMany({ data: [{ id: delivery }], skipDuplicates: true });
      return count === 1;
    },
  };
}

function releaseWrites(db: Db): Writes["discovered"] {
  return {
    async save(service, rows, readAt) {
      const given = rows.map((row) => ({ ...row, publishedAt: date(row.publishedAt), foundAt: date(row.foundAt) }));
      const news = await rawOn(db)<{ version: string; fresh: boolean }>(saveReleases, [service, jsonText(given)]);
      await db.service.updateMany({
        where: { id: service },
        data: { releasesReadAt: date(readAt), releasesTrouble: null },
      });
      return news.filter((row) => row.fresh).map((row) => row.version);
    },
    async trouble(service, sentence, at) {
      await db.service.updateMany({
        where: { id: service },
        data: { releasesReadAt: date(at), releasesTrouble: sentence },
      });
    },
  };
}

/** A release is immutable: what is known of it is never replaced, only completed; one that comes back is not gone. `xmax` is 0 in a row that was inserted. */
const saveReleases = `
  INSERT INTO release AS r (service, version, digest, commit, "sourceUrl", "publishedAt", "foundAt", "where")
  SELECT $1, version, digest, commit, "sourceUrl", "publishedAt", "foundAt", "where"
  FROM jsonb_to_recordset($2::jsonb)
    AS g(version text, digest text, commit text, "sourceUrl" text, "publishedAt" timestamptz, "foundAt" timestamptz, "where" text)
  ON CONFLICT (service, version) DO UPDATE SET
    digest = COALESCE(r.digest, excluded.digest),
    commit = COALESCE(r.commit, excluded.commit),
    "sourceUrl" = COALESCE(r."sourceUrl", excluded."sourceUrl"),
    "publishedAt" = COALESCE(r."publishedAt", excluded."publishedAt"),
    "goneAt" = NULL
  WHERE r."goneAt" IS NOT NULL
     OR (r.digest IS NULL AND excluded.digest IS NOT NULL)
     OR (r.commit IS NULL AND excluded.commit IS NOT NULL)
     OR (r."sourceUrl" IS NULL AND excluded."sourceUrl" IS NOT NULL)
     OR (r."publishedAt" IS NULL AND excluded."publishedAt" IS NOT NULL)
  RETURNING version, xmax = 0 AS fresh`;

function connectionWrites(db: Db, vault: Vault): Writes["connecting"] {
  return {
    async save({ kind, name, config, fixed, findings, secret }) {
      const changing: Prisma.ConnectionUpdateInput = {
        config: json(config),
        removedAt: null,
        ...(fixed === undefined ? {} : { fixed }),
        ...(findings === undefined ? {} : { findings: json(findings) }),
      };
      const { id } = await db.connection.upsert({
        where: { kind_name: { kind, name } },
        create: { kind, name, config: json(config), fixed: fixed ?? false, findings: json(findings ?? []) },
        update: changing,
      });
      // The secret is bound to the record's id, so the id has to be there first.
      if (secret !== undefined) {
        await db.connection.update({
          where: { id },
          data: { secret: secret === null ? null : vault.seal(id, secret) },
        });
      }
      return id;
    },
    async findings(id, findings, at) {
      await db.connection.update({ where: { id }, data: { findings: json(findings), updatedAt: date(at) } });
    },
    async remove(id, at) {
      await db.connection.update({
        where: { id },
        data: { removedAt: date(at), config: {}, secret: null, findings: [] },
      });
      await db.cluster.updateMany({ where: { connectionId: id }, data: { connectionId: null } });
    },
  };
}
