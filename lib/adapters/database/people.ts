import { type Actor, type Grant, isRole, type Role, rankOf } from "../../domain/permissions.ts";
import type { People, TokenRow } from "../../ports/people.ts";
import { type Database, rawOnClient } from "./connect.ts";
import { speaking } from "./failures.ts";

type Row = {
  id: string;
  login: string | null;
  name: string | null;
  image: string | null;
  grants: { role: string; environment: string | null }[];
  role?: string;
};

const grantsOf = `coalesce((select json_agg(json_build_object('role', g.role, 'environment', g.environment)) from "grant" g where g.login = u.login), '[]') as grants`;

/** One statement a look-up: this runs at every request. */
export function people(database: Database): People {
  const run = rawOnClient(database.pool);
  return {
    async bySession(sessionToken, now) {
      const rows = await speaking(() =>
        run<Row>(
          `select u.id, u.login, u.name, u.image, ${grantsOf} from session s join "user" u on u.id = s."userId"
           where s."sessionToken" = $1 and s.expires > $2 and s."createdAt" > $3 and u."disabledAt" is null`,
          [sessionToken, new Date(now), new Date(now - 12 * 3_600_000)],
        ),
      );
      return rows[0] ? actorOf(rows[0]) : undefined;
    },

    async byToken(hash, now) {
      const rows = await speaking(() =>
        run<Row>(
          `with found as (
             select u.id, u.login, u.name, u.image, t.role, ${grantsOf}, t.id as token
             from api_token t join "user" u on u.id = t."userId"
             where t.hash = $1 and t."revokedAt" is null and (t."expiresAt" is null or t."expiresAt" > $2) and u."disabledAt" is null
           ), used as (
             update api_token t set "lastUsedAt" = $2 from found
             where t.id = found.token and (t."lastUsedAt" is null or t."lastUsedAt" < $2::timestamptz - interval '1 minute')
           )
           select id, login, name, image, role, grants from found`,
          [hash, new Date(now)],
        ),
      );
      return rows[0] ? actorOf(rows[0]) : undefined;
    },

    async tokens(userId) {
      const rows = await database.prisma.apiToken.findMany({
        where: { userId, revokedAt: null },
        orderBy: { createdAt: "desc" },
      });
      return rows.map(tokenRow);
    },

    async createToken(userId, token, now) {
      return tokenRow(
        await database.prisma.apiToken.create({
          data: {
            userId,
            name: token.name,
            role: token.role,
            hash: token.hash,
            createdAt: new Date(now),
            expiresAt: new Date(token.expiresAt),
          },
        }),
      );
    },

    async revokeToken(userId, id, now) {
      const { count } = await database.prisma.apiToken.updateMany({
        where: { id, userId, revokedAt: null },
        data: { revokedAt: new Date(now) },
      });
      return count > 0;
    },
  };
}

function actorOf(row: Row): Actor & { image?: string } {
  const own: Grant[] = row.grants.flatMap((g) =>
    isRole(g.role) ? [{ role: g.role, ...(g.environment ? { environment: g.environment } : {}) }] : [],
  );
  const grants =
    row.role && isRole(row.role) ? own.map((grant) => ({ ...grant, role: lower(grant.role, row.role as Role) })) : own;
  return {
    id: row.id,
    login: row.login ?? "",
    name: row.name ?? row.login ?? "",
    grants,
    ...(row.image ? { image: row.image } : {}),
  };
}

function lower(a: Role, b: Role): Role {
  return rankOf(a) <= rankOf(b) ? a : b;
}

function tokenRow(row: {
  id: string;
  name: string;
  role: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
}): TokenRow {
  return {
    id: row.id,
    name: row.name,
    role: isRole(row.role) ? row.role : "viewer",
    createdAt: row.createdAt.getTime(),
    ...(row.lastUsedAt ? { lastUsedAt: row.lastUsedAt.getTime() } : {}),
    ...(row.expiresAt ? { expiresAt: row.expiresAt.getTime() } : {}),
  };
}
