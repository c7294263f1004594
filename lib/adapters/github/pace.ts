import { setTimeout as sleep } from "node:timers/promises";

/**
 * How fast we write. GitHub takes 80 writes a minute and asks for a second between them when there
 * are many; a single promotion is a handful of writes and need not wait for each other's second.
 * So: ten at once, then one a second. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
export type Pace = { turn(): Promise<void> };

export function createPace(options: { burst: number; everyMs: number; now?: () => number }): Pace {
  const now = options.now ?? (() => performance.now());
  // When the bucket would be full again; each turn puts it off by one interval.
  let fullAt = 0;
  return {
    async turn() {
      fullAt = Math.max(fullAt, now()) + options.everyMs;
      const wait = fullAt - now() - options.burst * options.everyMs;
      if (wait > 0) await sleep(wait);
    },
  };
}
