import path from "node:path";
import { root } from "../bin/steps/install.mjs";
import { type Clusters, startClusters, untilSynced } from "./kit/clusters.ts";
import { alternate, median, ratioOf, show } from "./kit/pairs.ts";
import { asked, startChild, until } from "./kit/process.ts";
import { type Product, startProduct } from "./kit/product.ts";
import type { Row } from "./kit/report.ts";

export const size = { clusters: 20, services: 100, objects: 1000 };
const pairs = 4;

/** From the first page that is asked for until everything is in Postgres, beside asking for the same pages and parsing them. */
export async function sync(): Promise<Row[]> {
  const product = await startProduct("sync");
  const clusters = await startClusters(product, size);
  const objects = size.clusters * size.objects;
  const statuses = size.clusters * size.services;
  const cpu: { a: number[]; b: number[] } = { a: [], b: [] };
  const cold = async () => {
    await product.query("TRUNCATE observation, status, interval, heard, change, lease, verification");
    clusters.child.process.send({ forget: true });
    const worker = await product.startWorker();
    const end = await untilSynced(product, { objects, statuses });
    const began = await firstAsked(clusters);
    cpu.a.push((await worker.usage()).cpuMs);
    await worker.stop();
    return end - began;
  };
  const bare = async () => {
    const { ms, cpuMs } = await fetchAndParse(product, clusters);
    cpu.b.push(cpuMs);
    return ms;
  };
  const measured = await alternate(pairs, cold, bare);
  const ratio = ratioOf(measured);
  const seconds = (values: number[]) => `${(median(values) / 1000).toFixed(2)} s`;
  return [
    {
      bench: "sync",
      number: `cold sync of ${size.clusters} clusters × ${size.objects} objects`,
      measured: seconds(measured.map(({ a }) => a)),
      control: `${seconds(measured.map(({ b }) => b))} to fetch and parse`,
      ratio: show(ratio),
      toReach: "≤ 1.5",
      ok: ratio.median <= 1.5,
      note: `${(clusters.bytes / 1e6).toFixed(0)} MB of Flux objects, ${(clusters.bytes / objects / 1000).toFixed(1)} kB each, and ${statuses} deployments folded; Postgres waits for its disk. Processor time of the worker, its start included: ${seconds(cpu.a)}; of the control: ${seconds(cpu.b)}.`,
    },
  ];
}

async function firstAsked({ child }: Clusters): Promise<number> {
  const answer = await asked<{ firstAsked: number }>(child.process, { first: true }, (each) => "firstAsked" in each);
  return answer.firstAsked;
}

async function fetchAndParse(product: Product, { url, paths }: Clusters): Promise<{ ms: number; cpuMs: number }> {
  const child = startChild([path.join(root, "bench/kit/fetch-and-parse.ts")], {
    env: process.env,
    log: path.join(product.logs, "control.log"),
  });
  const urls = paths.flatMap(([at, pages]) => Array.from({ length: pages }, (_, i) => `${url}${at}?continue=${i}`));
  const { fetched } = await asked<{ fetched: { ms: number; cpuMs: number; objects: number } }>(
    child.process,
    { urls },
    (answer) => "fetched" in answer,
  );
  await child.stop();
  if (fetched.objects !== size.clusters * size.objects) throw new Error(`The control read ${fetched.objects} objects.`);
  await until("the control has ended", () => child.process.exitCode !== null || child.process.signalCode !== null);
  return fetched;
}
