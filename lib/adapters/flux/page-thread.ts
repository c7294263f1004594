import { parentPort } from "node:worker_threads";
import { readPage } from "./page.ts";
import type { Answer, Order } from "./page-threads.ts";

parentPort?.on("message", ({ id, bytes, of }: Order) => {
  const page = readPage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), of);
  parentPort?.postMessage({ id, page } satisfies Answer);
});
