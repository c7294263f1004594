/** Loaded into a process of the product (`--import`), which is else as it is: it tells what it uses when it is asked. */
export type Usage = { cpuMs: number; heapBytes: number; rssBytes: number };

process.on("message", (message) => {
  const asked = message as { usage?: boolean; collect?: boolean };
  if (!asked.usage) return;
  for (let i = 0; asked.collect && i < 3; i++) (globalThis as { gc?: () => void }).gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const usage: Usage = { cpuMs: (user + system) / 1000, heapBytes: heapUsed + arrayBuffers, rssBytes: rss };
  process.send?.({ usage });
});
