import { setTimeout as sleep } from "node:timers/promises";
import { idleMs } from "../lib/adapters/flux/page-threads.ts";
import { startClusters, untilListed, untilSynced } from "./kit/clusters.ts";
import type { Usage } from "./kit/probe.ts";
import type { Child } from "./kit/process.ts";
import { startProduct } from "./kit/product.ts";
import type { Row } from "./kit/report.ts";

const size = { clusters: 20, services: 100, objects: 1000 };
const few = { clusters: 20, services: 10, objects: 100 };

/**
 * A worker that watches much, beside one that does the same for a tenth of it: what their difference holds is
 * the objects, and not the code that either has compiled meanwhile.
 */
export async function memory(): Promise<Row[]> {
  const some = await watching(few);
  const all = await watching(size);
  const objects = size.clusters * (size.objects - few.objects);
  const json = (all.bytes - some.bytes) / objects;
  const each = (all.usage.heapBytes - some.usage.heapBytes) / objects;
  const rss = (all.usage.rssBytes - some.usage.rssBytes) / objects;
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
      note: `living heap and array buffers, collected until nothing more goes, ${size.clusters * size.objects} objects and ${size.clusters * size.services} deployments (${mb(all.usage.heapBytes)}), less a worker with a tenth of them (${mb(some.usage.heapBytes)}). Resident memory, which keeps what the first list took: ${mb(all.usage.rssBytes)} against ${mb(some.usage.rssBytes)}, ${(rss / json).toFixed(2)} of the JSON.`,
    },
  ];
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/**
 * What a first list keeps at hand for its folds goes when the last of them is through, and the last pages with the
 * thread that read them: up to seven megabytes, which count as ours until it ends.
 */
async function atRest(worker: Child): Promise<Usage> {
  await sleep(idleMs + 5_000);
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const usage = await worker.usage({ collect: true });
    if (usage.heapBytes > 0.99 * before) return usage;
    before = usage.heapBytes;
    await sleep(2000);
  }
}

async function watching(of: typeof size): Promise<{ usage: Usage; bytes: number }> {
  const product = await startProduct("memory");
  const clusters = await startClusters(product, of);
  const since = new Date();
  const worker = await product.startWorker();
  await untilSynced(product, { objects: of.clusters * of.objects, statuses: of.clusters * of.services });
  await untilListed(product, clusters, since);
  const usage = await atRest(worker);
  await worker.stop();
  await clusters.child.stop();
  return { usage, bytes: clusters.bytes };
}
