import { startClusters, untilListed, untilSynced } from "./kit/clusters.ts";
import type { Usage } from "./kit/probe.ts";
import { startProduct } from "./kit/product.ts";
import type { Row } from "./kit/report.ts";

const size = { clusters: 20, services: 100, objects: 1000 };

/** A worker that watches much, beside one that watches as many clusters with nothing in them. */
export async function memory(): Promise<Row[]> {
  const nothing = await watching({ ...size, services: 0, objects: 0 });
  const all = await watching(size);
  const objects = size.clusters * size.objects;
  const json = all.bytes / objects;
  const each = (all.usage.heapBytes - nothing.usage.heapBytes) / objects;
  const rss = (all.usage.rssBytes - nothing.usage.rssBytes) / objects;
  const ratio = each / json;
  return [
    {
      bench: "memory",
      number: "worker memory for an object that is watched",
      measured: `${each.toFixed(0)} B`,
      control: `${json.toFixed(0)} B of JSON`,
      ratio: ratio.toFixed(3),
      toReach: "≤ 0.1",
      ok: ratio <= 0.1,
      note: `living heap and array buffers, collected until nothing more goes, ${objects} objects and ${size.clusters * size.services} deployments, less a worker with empty clusters (${mb(nothing.usage.heapBytes)}). Resident memory, which keeps what the first list took: ${mb(all.usage.rssBytes)} against ${mb(nothing.usage.rssBytes)}, ${(rss / json).toFixed(2)} of the JSON.`,
    },
  ];
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

async function watching(of: typeof size): Promise<{ usage: Usage; bytes: number }> {
  const product = await startProduct("memory");
  const clusters = await startClusters(product, of);
  const since = new Date();
  const worker = await product.startWorker();
  await untilSynced(product, { objects: of.clusters * of.objects, statuses: of.clusters * of.services });
  await untilListed(product, clusters, since);
  const usage = await worker.usage({ collect: true });
  await worker.stop();
  await clusters.child.stop();
  return { usage, bytes: clusters.bytes };
}
