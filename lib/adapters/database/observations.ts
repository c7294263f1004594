import type pg from "pg";
import type { ObjectRef, Observation } from "../../domain/deployment/observation.ts";
import type { FoldedBatch, Observations } from "../../ports/observations.ts";
import { PendingChanges } from "./changes.ts";
import { type Database, rawOnClient } from "./connect.ts";
import { speaking } from "./failures.ts";
import type { JobSender } from "./job-sender.ts";
import { date, jsonText } from "./plain.ts";

/** What clusters say, by pg in batches: some 100,000 rows a second, where rows one by one make 5,000. */
export function createObservations(database: Database, jobs: JobSender): Observations {
  const { pool } = database;
  return {
    load: (cluster) =>
      speaking(async () => {
        const { rows } = await pool.query<{ data: Observation }>("SELECT data FROM observation WHERE cluster = $1", [
          cluster,
        ]);
        return rows.map((row) => row.data);
      }),

    upsert: (batch) =>
      speaking(async () => {
        // One statement cannot write a row twice: of two readings of one object the later counts.
        const latest = [...new Map(batch.map((one) => [idOf(one), one])).values()];
        if (latest.length === 0) return [];
        const { rows } = await pool.query<Id>(upsert, [jsonText(latest)]);
        const changed = new Set(rows.map(idOf));
        return latest.filter((one) => changed.has(idOf(one)));
      }),

    remove: (cluster, refs) =>
      speaking(async () => {
        if (refs.length === 0) return [];
        const { rows } = await pool.query<ObjectRef>(remove, [
          cluster,
          refs.map((ref) => ref.kind),
          refs.map((ref) => ref.namespace),
          refs.map((ref) => ref.name),
        ]);
        return rows;
      }),

    touchHeard: (batch) =>
      speaking(async () => {
        const latest = [...new Map(batch.map((one) => [`${one.cluster}\0${one.kind}`, one])).values()];
        if (latest.length === 0) return;
        await pool.query(touchHeard, [
          latest.map((one) => one.cluster),
          latest.map((one) => one.kind),
          latest.map((one) => date(one.at)),
          latest.map((one) => one.complete ?? null),
          latest.map((one) => one.trouble ?? null),
          latest.map((one) => one.trouble !== undefined),
        ]);
      }),

    saveFolded: (batch) => speaking(() => inTransaction(pool, (client) => saveFolded(client, jobs, batch))),

    applied: () =>
      speaking(async () => {
        const { rows } = await pool.query<{ cluster: string; url: string; path: string }>(applied);
        return rows;
      }),

    dueStatuses: (now) =>
      speaking(async () => {
        const { rows } = await pool.query<{ deployment: string }>(
          `SELECT deployment FROM status WHERE "lookAgainAt" <= $1 ORDER BY "lookAgainAt" LIMIT 5000`,
          [date(now)],
        );
        return rows.map((row) => row.deployment);
      }),
  };
}

const applied = `
  SELECT DISTINCT k.cluster, s.data->'source'->>'url' AS url, k.data->'kustomization'->>'path' AS path
  FROM observation k
  JOIN observation s ON s.cluster = k.cluster AND s.kind = 'GitRepository'
    AND s.namespace = k.data->'kustomization'->'source'->>'namespace'
    AND s.name = k.data->'kustomization'->'source'->>'name'
  WHERE k.kind = 'Kustomization' AND k.data->'kustomization'->'source'->>'kind' = 'GitRepository'
    AND s.data->'source'->>'url' IS NOT NULL AND k.data->'kustomization'->>'path' IS NOT NULL`;

type Id = Pick<Observation, "cluster" | "kind" | "namespace" | "name">;

function idOf({ cluster, kind, namespace, name }: Id): string {
  return `${cluster}\0${kind}\0${namespace}\0${name}`;
}

/**
 * A cluster's `resourceVersion` moves with every renewal of a lease or a status written as it was; by itself it
 * is no change. It is left out of the comparison, and the stored one stays behind until something else changes.
 * One document for all: as an array of documents each is escaped once more, which took half of the worker's time here.
 */
const upsert = `
  INSERT INTO observation AS o (cluster, kind, namespace, name, data, "changedAt")
  SELECT e ->> 'cluster', e ->> 'kind', e ->> 'namespace', e ->> 'name', e, now() FROM jsonb_array_elements($1::jsonb) AS e
  ON CONFLICT (cluster, kind, namespace, name) DO UPDATE SET data = excluded.data, "changedAt" = excluded."changedAt"
  WHERE (o.data - 'resourceVersion') IS DISTINCT FROM (excluded.data - 'resourceVersion')
  RETURNING cluster, kind, namespace, name`;

const remove = `
  DELETE FROM observation AS o USING unnest($2::text[], $3::text[], $4::text[]) AS g(kind, namespace, name)
  WHERE o.cluster = $1 AND o.kind = g.kind AND o.namespace = g.namespace AND o.name = g.name
  RETURNING o.kind, o.namespace, o.name`;

/** Signs of life only move forward: a late batch does not make a cluster look older than it is. */
const touchHeard = `
  INSERT INTO heard AS h (cluster, kind, "heardAt", complete, trouble)
  SELECT cluster, kind, at, COALESCE(complete, false), trouble
  FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::boolean[], $5::text[]) AS g(cluster, kind, at, complete, trouble)
  ON CONFLICT (cluster, kind) DO UPDATE SET
    "heardAt" = GREATEST(h."heardAt", excluded."heardAt"),
    complete = COALESCE((SELECT g.complete FROM unnest($1::text[], $2::text[], $4::boolean[]) AS g(cluster, kind, complete)
                         WHERE g.cluster = h.cluster AND g.kind = h.kind), h.complete),
    trouble = CASE WHEN (SELECT g.said FROM unnest($1::text[], $2::text[], $6::boolean[]) AS g(cluster, kind, said)
                         WHERE g.cluster = h.cluster AND g.kind = h.kind) THEN excluded.trouble ELSE h.trouble END`;

async function saveFolded(client: pg.PoolClient, jobs: JobSender, batch: FoldedBatch): Promise<void> {
  const run = rawOnClient(client);
  const changes = new PendingChanges();
  if (batch.statuses.length > 0) {
    const written = await run<{ deployment: string; differs: boolean }>(saveStatuses, [
      batch.statuses.map(({ status }) => status.deployment),
      batch.statuses.map(({ status }) => jsonText(status)),
      batch.statuses.map(({ lookAgainAt }) => date(lookAgainAt)),
    ]);
    changes.add(
      "cells",
      written.filter((row) => row.differs).map((row) => row.deployment),
    );
  }
  if (batch.closed?.length) {
    await run(closeIntervals, [batch.closed.map((one) => one.deployment), batch.closed.map((one) => date(one.to))]);
  }
  if (batch.opened?.length) {
    for (const round of rounds(batch.opened)) {
      await run(closeIntervals, [round.map((one) => one.deployment), round.map((one) => date(one.from))]);
      await run(openIntervals, [
        round.map((one) => one.deployment),
        round.map((one) => one.service),
        round.map((one) => one.environment),
        round.map((one) => one.cluster),
        round.map((one) => one.version),
        round.map((one) => one.digest ?? null),
        round.map((one) => date(one.from)),
        round.map((one) => one.promotion ?? null),
      ]);
    }
  }
  if (batch.verifications?.length) {
    const rows = await run<{ service: string }>(verify, [
      batch.verifications.map((one) => one.service),
      batch.verifications.map((one) => one.environment),
      batch.verifications.map((one) => one.version),
      batch.verifications.map((one) => date(one.at)),
    ]);
    changes.add(
      "releases",
      rows.map((row) => row.service),
    );
  }
  for (const { name, input, at, key } of batch.jobs ?? []) await jobs.add(run, name, input, { at, key });
  await changes.write(run);
}

/** `xmax` is 0 in a row that was inserted. When only the moment to look again moved, browsers have nothing to load. */
const saveStatuses = `
  WITH given AS (
    SELECT * FROM unnest($1::text[], $2::jsonb[], $3::timestamptz[]) AS g(deployment, data, again)
  ), before AS (
    SELECT s.deployment, s.data FROM status s JOIN given USING (deployment)
  ), written AS (
    INSERT INTO status AS s (deployment, data, "lookAgainAt", "changedAt")
    SELECT deployment, data, again, now() FROM given
    ON CONFLICT (deployment) DO UPDATE SET data = excluded.data, "lookAgainAt" = excluded."lookAgainAt", "changedAt" = now()
    WHERE (s.data, s."lookAgainAt") IS DISTINCT FROM (excluded.data, excluded."lookAgainAt")
    RETURNING s.deployment, s.data
  )
  SELECT w.deployment, w.data IS DISTINCT FROM b.data AS differs FROM written w LEFT JOIN before b USING (deployment)`;

/** An interval that would end before it began was a misreading of the clock: it ends where it began. */
const closeIntervals = `
  UPDATE interval AS i SET "to" = GREATEST(i."from", g.at)
  FROM unnest($1::text[], $2::timestamptz[]) AS g(deployment, at)
  WHERE i.deployment = g.deployment AND i.kind = 'running' AND i."to" IS NULL`;

const openIntervals = `
  INSERT INTO interval (deployment, service, environment, cluster, kind, version, digest, "from", promotion)
  SELECT deployment, service, environment, cluster, 'running', version, digest, "from", promotion
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[])
    AS g(deployment, service, environment, cluster, version, digest, "from", promotion)
  ON CONFLICT (deployment, kind, "from") DO UPDATE SET version = excluded.version, digest = excluded.digest, "to" = NULL`;

/** Two opened for one deployment in one batch follow each other: one of each in the first round, the next in the second. */
function rounds<T extends { deployment: string; from: number }>(opened: readonly T[]): T[][] {
  const out: T[][] = [];
  const times = new Map<string, number>();
  for (const one of [...opened].sort((a, b) => a.from - b.from)) {
    const round = times.get(one.deployment) ?? 0;
    times.set(one.deployment, round + 1);
    if (out[round]) out[round].push(one);
    else out[round] = [one];
  }
  return out;
}

const verify = `
  INSERT INTO verification (service, environment, version, at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
  ON CONFLICT DO NOTHING
  RETURNING service`;

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    broken = await client.query("ROLLBACK").then(
      () => undefined,
      (cause: Error) => cause,
    );
    throw error;
  } finally {
    // One that could not roll back is not given to anybody else.
    client.release(broken);
  }
}
