import path from "node:path";
import { root } from "../../bin/steps/install.mjs";
import { layOut } from "./fleet.ts";
import { asked, type Child, startChild, until } from "./process.ts";
import type { Product } from "./product.ts";

/** Stand-ins for clusters, and what is in them. */
export type Clusters = { child: Child; url: string; bytes: number; paths: [string, number][]; ids: string[] };

export async function startClusters(
  product: Product,
  size: { clusters: number; services: number; objects: number },
): Promise<Clusters> {
  const { clusters, services, objects } = size;
  const args = [path.join(root, "bench/kit/api-server.ts"), ...[clusters, services, objects].map(String)];
  const child = startChild(args, { env: process.env, log: path.join(product.logs, "clusters.log") });
  const { ready } = await asked<{ ready: Omit<Clusters, "child" | "ids"> }>(
    child.process,
    {},
    (answer) => "ready" in answer,
  );
  const ids = Array.from({ length: clusters }, (_, i) => `c${i}`);
  await layOut(product, {
    services,
    apiUrl: ready.url,
    clusters: ids.map((id) => ({ id, environment: `environment-${id}` })),
  });
  return { child, ...ready, ids };
}

/**
 * Everything is in Postgres: each object, and a status for each deployment. The objects are counted once the
 * statuses are there: to count them all, fifty times a second, took up to a third of the database's processor time.
 */
export async function untilSynced(product: Product, wanted: { objects: number; statuses: number }): Promise<number> {
  await until(
    `${wanted.objects} objects and ${wanted.statuses} statuses are in the database`,
    async () =>
      (await rowsIn(product, "status")) >= wanted.statuses && (await rowsIn(product, "observation")) >= wanted.objects,
    300,
  );
  return Date.now();
}

async function rowsIn(product: Product, table: "status" | "observation"): Promise<number> {
  const [row] = await product.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
  return Number(row?.count);
}

const kinds = 5;

/** All kinds that are served have been listed to their end since `since`. */
export async function untilListed(product: Product, clusters: Clusters, since: Date): Promise<void> {
  await until(
    "every cluster was listed anew",
    async () => {
      const [row] = await product.query<{ count: string }>(
        `SELECT count(*) FROM heard WHERE complete AND "heardAt" > $1`,
        [since],
      );
      return Number(row?.count) >= clusters.ids.length * kinds;
    },
    300,
  );
}
