import pg from "pg";

/** A connection of one's own, to be connected. That it was lost is told by the query that waits; as an event alone it would end the process. */
export function ownClient(config: pg.ClientConfig): pg.Client {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  return client;
}
