import type pg from "pg";
import { controllersKey } from "../../domain/deployment/lookup.ts";
import { keyOf, type ObjectRef, refOf, workloadKinds } from "../../domain/deployment/observation.ts";
import { read, type Written } from "../../domain/deployment/written.ts";
import type { Observations } from "../../ports/observations.ts";
import type { Database } from "./connect.ts";
import { speaking } from "./failures.ts";
import { createFolded } from "./folded.ts";
import { gathered } from "./gathered.ts";
import type { JobSender } from "./job-sender.ts";
import { date, separator } from "./plain.ts";

/** Objects in one statement: a few megabytes. */
const mostAtOnce = 2000;

/** What clusters say, by pg in batches: some 100,000 rows a second, where rows one by one make 5,000. */
export function createObservations(database: Database, jobs: JobSender): Observations {
  const { pool } = database;
  const upsertAll = gathered(
    (batches: Written[][]) => write(pool, batches),
    mostAtOnce,
    (batch) => batch.length,
  );
  const counted = gathered((kinds: Kind[]) => count(pool, kinds), mostAtOnce);
  const removed = async (text: string, values: unknown[]) =>
    (await speaking(() => pool.query<ObjectRef>(text, values))).rows;
  return {
    load: (cluster) => speaking(async () => (await select(pool, cluster, "", [])).map(read)),
    find: (cluster, { objects, owners, controllers }) =>
      speaking(async () => {
        const refs = objects.map(refOf);
        const belongsTo = owners.map(refOf);
        const found = await Promise.all([
          refs.length > 0 ? select(pool, cluster, named, columnsOf(refs)) : [],
          owners.length > 0
            ? select(pool, cluster, owned, [["Pod"], [...new Set(belongsTo.map((ref) => ref.namespace))], owners])
            : [],
          controllers ? select(pool, cluster, ofFlux, [workloadKinds, controllersKey]) : [],
        ]);
        return found.flat();
      }),

    upsert: (batch) => (batch.length === 0 ? Promise.resolve() : speaking(() => upsertAll(batch))),

    remove: (cluster, refs) =>
      refs.length === 0 ? Promise.resolve([]) : removed(remove, [cluster, ...columnsOf(refs)]),

    retain: async (cluster, kind, present) => {
      if ((await speaking(() => counted({ cluster, kind }))) <= present.length) return [];
      const [, namespaces, names] = columnsOf(present.map(refOf));
      return removed(retain, [cluster, kind, namespaces, names]);
    },

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

    saveFolded: createFolded(database, jobs),

    applied: () =>
      speaking(async () => {
        const { rows } = await pool.query<{ cluster: string; url: string; path: string }>(applied);
        return rows;
      }),
  };
}

const applied = `
  WITH facts AS (SELECT cluster, kind, namespace, name, data::jsonb FROM observation WHERE kind IN ('Kustomization', 'GitRepository'))
  SELECT DISTINCT k.cluster, s.data->'source'->>'url' AS url, k.data->'kustomization'->>'path' AS path
  FROM facts k
  JOIN facts s ON s.cluster = k.cluster AND s.kind = 'GitRepository'
    AND s.namespace = k.data->'kustomization'->'source'->>'namespace'
    AND s.name = k.data->'kustomization'->'source'->>'name'
  WHERE k.kind = 'Kustomization' AND k.data->'kustomization'->'source'->>'kind' = 'GitRepository'
    AND s.data->'source'->>'url' IS NOT NULL AND k.data->'kustomization'->>'path' IS NOT NULL`;

type Kind = { cluster: string; kind: string };

async function count(pool: pg.Pool, kinds: Kind[]): Promise<number[]> {
  const { rows } = await speaking(() =>
    pool.query<{ stored: number }>(stored, [kinds.map((one) => one.cluster), kinds.map((one) => one.kind)]),
  );
  return rows.map((row) => row.stored);
}

const stored = `
  SELECT (SELECT count(*) FROM observation AS o WHERE o.cluster = g.cluster AND o.kind = g.kind) AS stored
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g(cluster, kind, n) ORDER BY n`;

function columnsOf(refs: readonly ObjectRef[]): string[][] {
  return [refs.map((ref) => ref.kind), refs.map((ref) => ref.namespace), refs.map((ref) => ref.name)];
}

async function select(pool: pg.Pool, cluster: string, where: string, values: readonly unknown[]): Promise<Written[]> {
  const { rows } = await pool.query<Written & { owner: string | null }>(
    `SELECT cluster, kind, namespace, name, version, owner, data FROM observation WHERE cluster = $1 ${where}`,
    [cluster, ...values],
  );
  return rows.map(({ owner, ...rest }) => (owner === null ? rest : { ...rest, owner }));
}

const named = "AND (kind, namespace, name) IN (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]))";
const owned = "AND kind = ANY($2) AND namespace = ANY($3) AND owner = ANY($4)";
const ofFlux = "AND kind = ANY($2) AND owner = $3";

/** Of two readings of one object the later counts: one statement cannot write a row twice. */
async function write(pool: pg.Pool, batches: Written[][]): Promise<undefined[]> {
  const latest = new Map<string, Written>();
  for (const batch of batches) for (const one of batch) latest.set(`${one.cluster}/${keyOf(one)}`, one);
  const rows = [...latest.values()];
  await speaking(() =>
    pool.query({
      name: "upsert-observations",
      text: upsert,
      values: [
        rows.map((one) => one.cluster),
        rows.map((one) => one.kind),
        rows.map((one) => one.namespace),
        rows.map((one) => one.name),
        rows.map((one) => one.version),
        rows.map((one) => one.owner ?? null),
        rows.map((one) => one.data).join(separator),
      ],
    }),
  );
  return batches.map(() => undefined);
}

/**
 * A cluster's `resourceVersion` moves with every renewal of a lease or a status written as it was; by itself it
 * is no change. It stands apart, and the stored one stays behind until something else changes. The documents
 * come as one text: as an array each would be escaped once more, which takes longer than all the rest.
 */
const upsert = `
  INSERT INTO observation AS o (cluster, kind, namespace, name, version, owner, data, "changedAt")
  SELECT g.*, now()
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], string_to_array($7, E'\\x1e')) AS g
  ON CONFLICT (cluster, kind, namespace, name) DO UPDATE SET
    data = excluded.data, version = excluded.version, owner = excluded.owner, "changedAt" = excluded."changedAt"
  WHERE o.data <> excluded.data`;

const remove = `
  DELETE FROM observation AS o USING unnest($2::text[], $3::text[], $4::text[]) AS g(kind, namespace, name)
  WHERE o.cluster = $1 AND o.kind = g.kind AND o.namespace = g.namespace AND o.name = g.name
  RETURNING o.kind, o.namespace, o.name`;

const retain = `
  DELETE FROM observation AS o WHERE o.cluster = $1 AND o.kind = $2
    AND NOT EXISTS (SELECT FROM unnest($3::text[], $4::text[]) AS g(namespace, name)
                    WHERE o.namespace = g.namespace AND o.name = g.name)
  RETURNING o.kind, o.namespace, o.name`;

/**
 * Signs of life only move forward: a late batch does not make a cluster look older than it is. One that a wrong
 * clock has put ahead is none: the cluster would look alive until then. What a row does not say is looked up once for
 * all of them: 300 clusters write thousands at a time.
 */
const touchHeard = `
  INSERT INTO heard AS h (cluster, kind, "heardAt", complete, trouble)
  SELECT g.cluster, g.kind, g.at, COALESCE(g.complete, known.complete, false), CASE WHEN g.said THEN g.trouble ELSE known.trouble END
  FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::boolean[], $5::text[], $6::boolean[]) AS g(cluster, kind, at, complete, trouble, said)
  LEFT JOIN heard AS known ON known.cluster = g.cluster AND known.kind = g.kind
  ON CONFLICT (cluster, kind) DO UPDATE SET
    "heardAt" = GREATEST(
      CASE WHEN h."heardAt" < clock_timestamp() + interval '1 minute' THEN h."heardAt" END,
      excluded."heardAt"
    ),
    complete = excluded.complete, trouble = excluded.trouble`;
