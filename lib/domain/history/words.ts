import type { Precedence } from "./precedence.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** "2 days", "5 hours", "20 minutes": about how long, for a sentence. */
export function about(ms: number): string {
  if (ms >= 2 * DAY - HOUR) return many(Math.round(ms / DAY), "day");
  if (ms >= HOUR) return many(Math.round(ms / HOUR), "hour");
  return many(Math.max(1, Math.round(ms / 60_000)), "minute");
}

export function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** "41 of 44 versions came to staging first, 2 days earlier in the median." `first` is the one that is said to be. */
export function countedWords(pair: Precedence, first: string): string {
  const count = first === pair.one ? pair.oneFirst : pair.otherFirst;
  const all = pair.oneFirst + pair.otherFirst + pair.together;
  const earlier = isMostly(pair, first) ? `, ${about(pair.medianMs)} earlier in the median` : "";
  return `${count} of ${many(all, "version")} came to ${first} first${earlier}`;
}

function isMostly(pair: Precedence, first: string): boolean {
  return first === pair.one ? pair.oneFirst >= pair.otherFirst : pair.otherFirst > pair.oneFirst;
}

/** "22 versions came to blue first and 19 to green". */
export function undecidedWords({ one, other, oneFirst, otherFirst, together }: Precedence): string {
  const apart = `${many(oneFirst, "version")} came to ${one} first, ${otherFirst} to ${other}`;
  return together > 0 ? `${apart}, ${together} to both at once` : apart;
}
