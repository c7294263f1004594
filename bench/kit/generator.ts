import autocannon from "autocannon";

/** Asks for a page as often as it can, in a process of its own; over and over, as it is told. */
type Order = { url: string; headers: Record<string, string>; duration: number };

process.on("message", async (order: Order) => {
  if (!order.url) return;
  const { requests, duration, non2xx, errors } = await autocannon({ ...order, connections: 10 });
  process.send?.({ load: { requests: requests.total, seconds: duration, failed: non2xx + errors } });
});

// It has nothing to do but to wait for what it is told.
process.channel?.ref();
