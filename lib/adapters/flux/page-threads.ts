import { Worker } from "node:worker_threads";
import { Unavailable } from "../../ports/failures.ts";
import { type Page, type PageOf, type Pages, readPage } from "./page.ts";

/** Smaller pages are read sooner than they are sent. */
const smallest = 64 * 1024;
/** A thread that has had nothing to do for so long ends. */
export const idleMs = 20_000;

export type Order = { id: number; bytes: Uint8Array; of: Omit<PageOf, "known"> };
export type Answer = { id: number; page: Page | undefined };

type Waiting = { resolve: (page: Page | undefined) => void; reject: (error: Error) => void };

/**
 * Reads large pages in a thread of its own: while one is parsed nothing else would be answered. Whoever makes this is
 * about to list whole clusters, so it starts at once. The thread ends when it has had nothing to do for a while, and
 * gives its memory back.
 */
export function pagesInThread(): Pages {
  const waiting = new Map<number, Waiting>();
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;

  const endWhenIdle = (mine: Worker) => {
    idle = setTimeout(() => end(mine), idleMs);
    idle.unref();
  };
  const end = (mine: Worker) => {
    if (thread === mine) thread = undefined;
    void mine.terminate();
  };
  const lost = (mine: Worker) => {
    if (thread !== mine) return;
    thread = undefined;
    for (const { reject } of waiting.values()) reject(new Unavailable("A list could not be read; trying again."));
    waiting.clear();
  };
  const start = (): Worker => {
    const mine = new Worker(new URL("./page-thread.ts", import.meta.url));
    mine.unref();
    mine.on("message", ({ id, page }: Answer) => {
      waiting.get(id)?.resolve(page);
      waiting.delete(id);
      if (waiting.size > 0) return;
      endWhenIdle(mine);
    });
    mine.on("error", () => lost(mine));
    mine.on("exit", () => lost(mine));
    return mine;
  };

  let thread: Worker | undefined = start();
  endWhenIdle(thread);
  return {
    read(bytes, of) {
      if (bytes.length < smallest) return Promise.resolve(readPage(bytes, of));
      clearTimeout(idle);
      thread ??= start();
      const order: Order = { id: ++lastId, bytes, of: { cluster: of.cluster, kind: of.kind } };
      const answer = new Promise<Page | undefined>((resolve, reject) => waiting.set(order.id, { resolve, reject }));
      thread.postMessage(order, [bytes.buffer as ArrayBuffer]);
      return answer;
    },
  };
}
