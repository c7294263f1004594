import { startClusters, untilListed, untilSynced } from "./kit/clusters.ts";
import { until } from "./kit/process.ts";
import { type Product, startProduct } from "./kit/product.ts";
import type { Row } from "./kit/report.ts";

const size = { clusters: 4, services: 100, objects: 1000 };

type Written = Map<string, number>;

/** A relist that changed nothing, in its hardest form: a new worker that remembers nothing lists everything again. */
export async function relist(): Promise<Row[]> {
  const product = await startProduct("relist");
  const clusters = await startClusters(product, size);
  const objects = size.clusters * size.objects;
  const first = await written(product);
  const worker = await product.startWorker();
  await untilSynced(product, { objects, statuses: size.clusters * size.services });
  await worker.stop();
  const before = await written(product);

  const since = new Date();
  const again = await product.startWorker();
  await untilListed(product, clusters, since);
  await again.stop();
  const after = await written(product);

  const rows = changed(before, after);
  const signs = [...rows].filter(([table]) => aside.has(table));
  const others = [...rows].filter(([table]) => !aside.has(table));
  const total = others.reduce((sum, [, count]) => sum + count, 0);
  const cold = [...changed(first, before)].reduce((sum, [table, count]) => sum + (aside.has(table) ? 0 : count), 0);
  return [
    {
      bench: "relist",
      number: "rows written by a relist without news",
      measured: String(total),
      control: `${cold} by the first list`,
      toReach: "0",
      ok: total === 0,
      note: `${objects} objects on ${size.clusters} clusters, listed by a worker that was started anew. Aside: ${signs.map(([table, count]) => `${table} ${count}`).join(", ") || "nothing"} (signs of life and leases).${total > 0 ? ` Written: ${others.map(([table, count]) => `${table} ${count}`).join(", ")}.` : ""}`,
    },
  ];
}

/** Signs of life, and who watches what. */
const aside = new Set(["heard", "lease"]);

async function written(product: Product): Promise<Written> {
  // Whoever leaves hands in his counts; so all of the product's connections have to be gone.
  await until("the worker's connections are closed", async () => {
    const rows = await product.query("SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'sluice worker%'");
    return rows.length === 0;
  });
  // What the bench itself has written is told late as well.
  await product.query("SELECT pg_stat_force_next_flush()");
  const rows = await product.query<{ relname: string; n: string }>(
    `SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS n FROM pg_stat_user_tables WHERE schemaname = 'public'`,
  );
  return new Map(rows.map((row) => [row.relname, Number(row.n)]));
}

function changed(before: Written, after: Written): Written {
  const out: Written = new Map();
  for (const [table, count] of after) {
    const more = count - (before.get(table) ?? 0);
    if (more !== 0) out.set(table, more);
  }
  return out;
}
