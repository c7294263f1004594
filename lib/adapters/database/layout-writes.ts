import { jsonText } from "../../domain/json-text.ts";
import type { Corrections } from "../../domain/repository/adopt/types.ts";
import type { Writes } from "../../ports/store-writes.ts";
import { type Db, rawOn } from "./connect.ts";
import { Prisma } from "./generated/client.ts";
import { date, json, ms, plain } from "./plain.ts";

/** A layout has up to some thousand rows and mostly stays as it is: each kind goes in as one statement that skips equal rows. */
export function layoutWrites(db: Db): Writes["layout"] {
  const run = rawOn(db);
  return {
    ...repositoryWrites(db),

    async saveEnvironments(rows) {
      await run(saveEnvironments, [jsonText(rows)]);
    },
    async saveRules(name, { approvals, holdMinutes, deadlineMinutes, oneClusterAtATime }) {
      const data = { approvals, holdMinutes, deadlineMinutes, oneClusterAtATime };
      await db.environment.update({ where: { name }, data });
    },
    async saveClusters(rows) {
      await run(saveClusters, [jsonText(rows)]);
    },
    async linkCluster(id, connectionId) {
      await db.cluster.updateMany({ where: { id }, data: { connectionId } });
    },
    async saveServices(rows) {
      if (rows.length === 0) return [];
      return (await run<{ id: string }>(saveServices, [jsonText(rows)])).map((row) => row.id);
    },
    async saveDeployments(repository, rows, at, gone) {
      const given = jsonText(rows.map((row) => ({ ...row, declaredAt: date(row.declaredAt) })));
      const changed = await (gone
        ? run<{ id: string }>(saveSomeDeployments, [given, repository, date(at), gone])
        : run<{ id: string }>(saveAllDeployments, [given, repository, date(at)]));
      return changed.map((row) => row.id);
    },
    async closeDeclared(rows) {
      const ends = Object.fromEntries(rows.map(({ deployment, to }) => [deployment, date(to)]));
      await run(closeDeclared, [Object.keys(ends), jsonText(ends)]);
    },
    async addDeclared(repository, rows) {
      const given = rows.map((row) => ({ ...row, from: date(row.from), to: date(row.to) }));
      return (await run(addDeclared, [repository, jsonText(given)])).length;
    },
    async forgetDeclared(repository) {
      await db.interval.deleteMany({ where: { repository, kind: "declared" } });
    },
  };
}

type OfRepositories =
  | "saveRepository"
  | "lock"
  | "leave"
  | "saveReading"
  | "saveUnread"
  | "saveTip"
  | "savePrecedence"
  | "saveHistory";

function repositoryWrites(db: Db): Pick<Writes["layout"], OfRepositories> {
  return {
    async saveRepository({ id, connectionId, fullName, branch, head, readAt, adoptedAt, corrections }) {
      const changing = {
        branch,
        ...(head === undefined ? {} : { head }),
        ...(readAt === undefined ? {} : { readAt: date(readAt) }),
        ...(adoptedAt === undefined ? {} : { adoptedAt: date(adoptedAt) }),
        ...(corrections === undefined ? {} : { corrections: json(corrections) }),
      };
      const row = await db.repository.upsert({
        where: { connectionId_fullName: { connectionId, fullName } },
        create: { ...(id ? { id } : {}), connectionId, fullName, ...changing },
        update: changing,
      });
      return row.id;
    },
    async lock(id) {
      type Row = { head: string | null; corrections: Corrections; adoptedAt: Date | null; deployments: number };
      const [row] = await rawOn(db)<Row>(lockRepository, [id]);
      return row && plain({ ...row, adoptedAt: ms(row.adoptedAt) });
    },
    async leave(id, at) {
      await db.repository.update({ where: { id }, data: { adoptedAt: null, unread: null } });
      return (await rawOn(db)<{ id: string }>(leave, [id, date(at)])).map((row) => row.id);
    },
    async saveReading(id, head, at, reading) {
      const { clusters, environments, services, problems } = reading ?? {};
      const text = reading ? jsonText({ clusters, environments, services, problems }) : null;
      await rawOn(db)(saveReading, [id, head, date(at), text]);
    },
    async saveUnread(id, unread) {
      await db.repository.update({ where: { id }, data: { unread: unread ?? null } });
    },
    async saveTip(repository, branch, commit, at) {
      const row = { commit, heardAt: date(at) };
      await db.branchTip.upsert({
        where: { repository_branch: { repository, branch } },
        create: { repository, branch, ...row },
        update: row,
      });
    },
    async savePrecedence(id, precedence) {
      const rows = await rawOn(db)(savePrecedence, [id, jsonText(precedence)]);
      return rows.length > 0;
    },
    async saveHistory(id, { at, done, position, read, total, held, precedence }) {
      await db.repository.update({
        where: { id },
        data: {
          historyAt: at,
          historyDone: done,
          historyRead: read,
          historyTotal: total,
          historyHeld: held,
          ...(position === undefined ? {} : { history: position === null ? Prisma.DbNull : json(position) }),
          ...(precedence === undefined ? {} : { precedence: precedence === null ? Prisma.DbNull : json(precedence) }),
        },
      });
    },
  };
}

const lockRepository = `
  SELECT head, corrections, "adoptedAt",
    (SELECT count(*)::int FROM deployment WHERE "repositoryId" = r.id AND "removedAt" IS NULL) AS deployments
  FROM repository r WHERE id = $1 FOR UPDATE`;

/** Without a status whoever comes back is folded as somebody new, who goes on with the interval that was open. */
const leave = `
  WITH gone AS (
    UPDATE deployment SET "removedAt" = $2 WHERE "repositoryId" = $1 AND "removedAt" IS NULL RETURNING id
  ), closed AS (
    UPDATE interval SET "to" = GREATEST("from", $2) WHERE deployment IN (SELECT id FROM gone) AND "to" IS NULL
  ), forgotten AS (
    DELETE FROM status WHERE deployment IN (SELECT id FROM gone)
  )
  SELECT id FROM gone`;

const saveReading = `
  UPDATE repository SET head = $2, "readAt" = $3, reading = COALESCE($4::jsonb, reading), unread = NULL
  WHERE id = $1`;

/** Nothing else that was corrected is touched, and a confirmation that came first stands. */
const savePrecedence = `
  UPDATE repository SET corrections = corrections || jsonb_build_object('precedence', $2::jsonb)
  WHERE id = $1 AND NOT corrections ? 'confirmed'
  RETURNING id`;

const saveEnvironments = `
  INSERT INTO environment (name, "order", "promotesFrom", "isProduction", approvals, "holdMinutes", "deadlineMinutes", "oneClusterAtATime")
  SELECT name, "order", ARRAY(SELECT jsonb_array_elements_text("promotesFrom")), "isProduction", approvals, "holdMinutes", "deadlineMinutes", "oneClusterAtATime"
  FROM jsonb_to_recordset($1::jsonb)
    AS g(name text, "order" int, "promotesFrom" jsonb, "isProduction" boolean, approvals int, "holdMinutes" float8, "deadlineMinutes" float8, "oneClusterAtATime" boolean)
  ON CONFLICT (name) DO UPDATE SET
    "order" = excluded."order",
    "promotesFrom" = excluded."promotesFrom",
    "isProduction" = excluded."isProduction"`;

/** Which connection reaches it may be known from before: a reading of the repository says nothing of that. */
const saveClusters = `
  INSERT INTO cluster AS c (id, environment, label, "repositoryId", path, branch, "connectionId")
  SELECT id, environment, label, "repositoryId", path, branch, "connectionId"
  FROM jsonb_to_recordset($1::jsonb)
    AS g(id text, environment text, label text, "repositoryId" text, path text, branch text, "connectionId" text)
  ON CONFLICT (id) DO UPDATE SET
    environment = excluded.environment,
    label = excluded.label,
    "repositoryId" = COALESCE(excluded."repositoryId", c."repositoryId"),
    path = COALESCE(excluded.path, c.path),
    branch = COALESCE(excluded.branch, c.branch),
    "connectionId" = COALESCE(excluded."connectionId", c."connectionId")`;

const saveServices = `
  INSERT INTO service AS s (id, name, kind, team, source, "sourceRepository")
  SELECT id, name, kind, team, source, "sourceRepository"
  FROM jsonb_to_recordset($1::jsonb) AS g(id text, name text, kind text, team text, source jsonb, "sourceRepository" text)
  ON CONFLICT (id) DO UPDATE SET
    name = excluded.name,
    kind = excluded.kind,
    team = excluded.team,
    source = excluded.source,
    "sourceRepository" = COALESCE(excluded."sourceRepository", s."sourceRepository")
  WHERE (s.name, s.kind, s.team, s.source) IS DISTINCT FROM (excluded.name, excluded.kind, excluded.team, excluded.source)
     OR (excluded."sourceRepository" IS NOT NULL AND s."sourceRepository" IS DISTINCT FROM excluded."sourceRepository")
  RETURNING id`;

/** One commit may declare thousands: row by row, or by parameters, they took longer than a transaction may. */
const addDeclared = `
  INSERT INTO interval (deployment, service, environment, cluster, kind, version, "from", "to", "commit", author, repository)
  SELECT deployment, service, environment, cluster, 'declared', version, "from", "to", "commit", author, $1
  FROM jsonb_to_recordset($2::jsonb)
    AS g(deployment text, service text, environment text, cluster text, version text, "from" timestamptz, "to" timestamptz, "commit" text, author text)
  ON CONFLICT DO NOTHING
  RETURNING 1 AS added`;

/** Not joined with a list: of that Postgres does not know how long it is, and would go through it for each row. */
const closeDeclared = `
  UPDATE interval SET "to" = ($2::jsonb ->> deployment)::timestamptz
  WHERE deployment = ANY($1::text[]) AND kind = 'declared' AND "to" IS NULL
    AND "from" < ($2::jsonb ->> deployment)::timestamptz`;

const saveDeployments = (gone: string): string => `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb)
      AS g(id text, service text, environment text, cluster text, found jsonb, definition jsonb,
           "declaredVersion" text, "declaredCommit" text, "declaredAt" timestamptz)
  ), written AS (
    INSERT INTO deployment AS d (id, "serviceId", environment, "clusterId", "repositoryId", found, definition, "declaredVersion", "declaredCommit", "declaredAt")
    SELECT id, service, environment, cluster, $2, found, definition, "declaredVersion", "declaredCommit", "declaredAt" FROM given
    ON CONFLICT (id) DO UPDATE SET
      "serviceId" = excluded."serviceId",
      environment = excluded.environment,
      "clusterId" = excluded."clusterId",
      "repositoryId" = excluded."repositoryId",
      found = excluded.found,
      definition = excluded.definition,
      "declaredVersion" = excluded."declaredVersion",
      "declaredCommit" = excluded."declaredCommit",
      "declaredAt" = excluded."declaredAt",
      "removedAt" = NULL
    WHERE d."removedAt" IS NOT NULL
       OR (d."serviceId", d.environment, d."clusterId", d."repositoryId", d.found, d.definition, d."declaredVersion", d."declaredCommit", d."declaredAt")
          IS DISTINCT FROM (excluded."serviceId", excluded.environment, excluded."clusterId", excluded."repositoryId", excluded.found, excluded.definition,
                            excluded."declaredVersion", excluded."declaredCommit", excluded."declaredAt")
    RETURNING id
  ), gone AS (
    UPDATE deployment SET "removedAt" = $3
    WHERE "repositoryId" = $2 AND "removedAt" IS NULL AND ${gone}
    RETURNING id
  )
  SELECT id FROM written UNION ALL SELECT id FROM gone`;

const saveAllDeployments = saveDeployments("id NOT IN (SELECT id FROM given)");
const saveSomeDeployments = saveDeployments("id = ANY($4)");
