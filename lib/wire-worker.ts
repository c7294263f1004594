import { pagesInThread } from "./adapters/flux/page-threads.ts";
import { type Wired, wire } from "./wire.ts";

/** The same with what only a process that watches clusters needs; apart, so that no browser's server is built with it. */
export function wireWorker(): Promise<Wired> {
  return wire("worker", pagesInThread());
}
