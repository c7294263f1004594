import type pg from "pg";
import { jsonText } from "../../domain/json-text.ts";
import type { FoldedBatch } from "../../ports/observations.ts";
import { PendingChanges } from "./changes.ts";
import { type Database, rawOnClient } from "./connect.ts";
import { speaking } from "./failures.ts";
import { gathered } from "./gathered.ts";
import type { JobSender } from "./job-sender.ts";
import { date, separator } from "./plain.ts";

/** Deployments in one transaction. */
const mostAtOnce = 1000;

/** One transaction at a time: commits that tell of changes take turns anyway (changes.ts), so those who wait go together. */
export function createFolded({ swift }: Database, jobs: JobSender): (batch: FoldedBatch) => Promise<void> {
  return gathered(
    async (batches: FoldedBatch[]) => {
      await speaking(() => inTransaction(swift, jobs, merged(batches)));
      return batches.map(() => undefined);
    },
    mostAtOnce,
    (batch) => batch.statuses.length + (batch.verifications?.length ?? 0),
  );
}

function merged(batches: readonly FoldedBatch[]): Required<FoldedBatch> {
  // Of two statuses of one deployment the later counts: one statement cannot write a row twice.
  const statuses = new Map(batches.flatMap((b) => b.statuses).map((each) => [each.status.deployment, each]));
  return {
    statuses: [...statuses.values()],
    opened: batches.flatMap((b) => b.opened ?? []),
    closed: batches.flatMap((b) => b.closed ?? []),
    verifications: batches.flatMap((b) => b.verifications ?? []),
    services: [...new Set(batches.flatMap((b) => b.services ?? []))],
  };
}

/** What needs no answer of another is sent at once: a transaction takes two round trips, not ten. */
async function inTransaction(pool: pg.Pool, jobs: JobSender, batch: Required<FoldedBatch>): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const breaks = (error: Error) => {
    broken = error;
  };
  // A client that is held has nobody else who listens, and one that nobody listens to ends the process.
  client.on("error", breaks);
  try {
    const begun = client.query("BEGIN");
    const statuses = saveStatuses(client, batch);
    const intervals = saveIntervals(client, batch);
    const verified = saveVerifications(client, batch);
    const promotions = underWay(client, batch.services);
    await all([begun, statuses, ...intervals, verified, promotions]);
    const run = rawOnClient(client);
    const looks = (await promotions).map((promotion) => ({ input: { promotion }, key: promotion }));
    await jobs.add(run, "advance-promotion", looks);
    const changes = new PendingChanges();
    changes.add("cells", await statuses);
    changes.add("releases", await verified);
    await all([changes.write(run), client.query("COMMIT")]);
  } catch (error) {
    await client.query("ROLLBACK").catch(breaks);
    throw error;
  } finally {
    client.off("error", breaks);
    client.release(broken);
  }
}

/** Waits for all of them, then fails with the first: the others only say that the transaction is aborted. */
async function all(work: Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
}

/** Deployments whose status is another one now. */
async function saveStatuses(client: pg.PoolClient, { statuses }: FoldedBatch): Promise<string[]> {
  if (statuses.length === 0) return [];
  const { rows } = await client.query<{ deployment: string; differs: boolean }>(upsertStatuses, [
    statuses.map(({ status }) => status.deployment),
    statuses.map(({ status }) => jsonText(status)).join(separator),
    statuses.map(({ lookAgainAt }) => date(lookAgainAt)),
  ]);
  return rows.filter((row) => row.differs).map((row) => row.deployment);
}

/** When only the moment to look again moved, browsers have nothing to load. */
const upsertStatuses = `
  WITH given AS (
    SELECT deployment, data::jsonb AS data, again
    FROM unnest($1::text[], string_to_array($2, E'\\x1e'), $3::timestamptz[]) AS g(deployment, data, again)
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

function saveIntervals(client: pg.PoolClient, { opened = [], closed = [] }: FoldedBatch): Promise<unknown>[] {
  const close = (ends: { deployment: string; at: number }[]) =>
    client.query(closeIntervals, [ends.map((one) => one.deployment), ends.map((one) => date(one.at))]);
  const sent: Promise<unknown>[] = [];
  if (closed.length > 0) sent.push(close(closed.map(({ deployment, to }) => ({ deployment, at: to }))));
  for (const round of rounds(opened)) {
    sent.push(close(round.map(({ deployment, from }) => ({ deployment, at: from }))));
    sent.push(
      client.query(openIntervals, [
        round.map((one) => one.deployment),
        round.map((one) => one.service),
        round.map((one) => one.environment),
        round.map((one) => one.cluster),
        round.map((one) => one.version),
        round.map((one) => one.digest ?? null),
        round.map((one) => date(one.from)),
      ]),
    );
  }
  return sent;
}

/** An interval that would end before it began was a misreading of the clock: it ends where it began. */
const closeIntervals = `
  UPDATE interval AS i SET "to" = GREATEST(i."from", g.at)
  FROM unnest($1::text[], $2::timestamptz[]) AS g(deployment, at)
  WHERE i.deployment = g.deployment AND i.kind = 'running' AND i."to" IS NULL`;

const openIntervals = `
  WITH going AS MATERIALIZED (
    SELECT p.id, p.service, p.environment, l.deployments FROM promotion p JOIN leg l ON l."promotionId" = p.id
    WHERE p."endedAt" IS NULL AND p.service = ANY($2::text[])
  )
  INSERT INTO interval (deployment, service, environment, cluster, kind, version, digest, "from", promotion)
  SELECT deployment, service, environment, cluster, 'running', version, digest, "from",
    (SELECT p.id FROM going p
     WHERE p.service = g.service AND p.environment = g.environment AND g.deployment = ANY(p.deployments)
     LIMIT 1)
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
    AS g(deployment, service, environment, cluster, version, digest, "from")
  ON CONFLICT (deployment, kind, "from") DO UPDATE SET version = excluded.version, digest = excluded.digest, "to" = NULL`;

/** Two opened for one deployment follow each other: one of each in the first round, the next in the second. */
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

/** Services of which a release became verified. */
async function saveVerifications(client: pg.PoolClient, { verifications = [] }: FoldedBatch): Promise<string[]> {
  if (verifications.length === 0) return [];
  const { rows } = await client.query<{ service: string }>(verify, [
    verifications.map((one) => one.service),
    verifications.map((one) => one.environment),
    verifications.map((one) => one.version),
    verifications.map((one) => date(one.at)),
  ]);
  return rows.map((row) => row.service);
}

const verify = `
  INSERT INTO verification (service, environment, version, at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
  ON CONFLICT DO NOTHING
  RETURNING service`;

/** A release that is verified in one environment may be what a promotion into another waits for: the service counts. */
async function underWay(client: pg.PoolClient, services: readonly string[]): Promise<string[]> {
  if (services.length === 0) return [];
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM promotion WHERE "endedAt" IS NULL AND service = ANY($1) ORDER BY id',
    [services],
  );
  return rows.map((row) => row.id);
}
