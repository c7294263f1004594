/**
 * Whether something happened no longer ago than that. What lies ahead was written by a clock that was wrong: waiting
 * until then would wait for as much as it was wrong by.
 */
export function isWithin(at: number | undefined, ms: number, now: number): boolean {
  return at !== undefined && at <= now && now - at <= ms;
}
