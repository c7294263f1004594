import type { LiveMessage } from "../contracts/board.ts";

/** What began to run so lately is a line that the lists have not told yet. */
const LATELY_MS = 60_000;

/** What has to be read again, by its keys, after a message of the stream; the board takes its cells from it by itself. */
export function staleKeys({ at, cells = [], promotions = [], reload }: LiveMessage): string[] {
  if (reload) return ["*"];
  const keys: string[] = [];
  if (promotions.length > 0) keys.push("me", "inbox", "promotions*", "deployment*", "audit*");
  for (const id of promotions) keys.push(`promotion ${id}`);
  if (cells.some(({ since }) => since !== undefined && at - since < LATELY_MS))
    keys.push("history*", "services", "releases", "lead-times*");
  return keys;
}
