import { setTimeout as sleep } from "node:timers/promises";

/** Loaded into a process of the product (`--import`), which is else as it is: it tells what it uses when it is asked. */
export type Usage = { cpuMs: number; heapBytes: number; rssBytes: number };

process.on("message", (message) => {
  const asked = message as { usage?: boolean; collect?: boolean };
  if (asked.usage) void answer(asked.collect ?? false);
});

async function answer(collect: boolean): Promise<void> {
  if (collect) await settle();
  const { user, system } = process.cpuUsage();
  const usage: Usage = { cpuMs: (user + system) / 1000, heapBytes: living(), rssBytes: process.memoryUsage.rss() };
  process.send?.({ usage });
}

function living(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What is held by work under way, and by caches that are let go of at a collection only, is not kept: it goes within seconds. */
async function settle(): Promise<void> {
  const { gc } = globalThis as { gc?: () => void };
  for (let before = Number.POSITIVE_INFINITY, tries = 0; tries < 30; tries++) {
    gc?.();
    const now = living();
    if (now > before * 0.998) return;
    before = now;
    await sleep(1000);
  }
}
