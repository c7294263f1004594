import { Agent, request } from "undici";

/** The control of a sync: the same pages, eight at once, parsed and let go. */
process.on("message", async ({ urls }: { urls?: string[] }) => {
  if (!urls) return;
  const agent = new Agent({ connections: 48 });
  const began = performance.now();
  const left = [...urls];
  let objects = 0;
  const work = async () => {
    for (let url = left.shift(); url; url = left.shift()) {
      const { body } = await request(url, { dispatcher: agent });
      const page = JSON.parse(await body.text()) as { items: unknown[] };
      objects += page.items.length;
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage();
  await agent.close();
  process.send?.({ fetched: { ms, cpuMs: (user + system) / 1000, objects } });
});

// It has nothing to do but to wait for what it is told.
process.channel?.ref();
