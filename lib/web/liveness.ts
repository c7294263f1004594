export type LiveState = { live: boolean /** Not live since; absent before the first try ended. */; since?: number };

/** The server says something every 5 s; a stream this quiet is dead. */
export const QUIET_MS = 20_000;
/** Whoever has heard nothing for so long has missed what the stream does not repeat. */
export const AWAY_MS = 60_000;

/** Not live any more: since the last sign of life, and not since somebody noticed. */
export function lost(before: LiveState, heardAt: number | undefined, now: number): LiveState {
  if (!before.live && before.since !== undefined) return before;
  return { live: false, since: heardAt ?? now };
}

/** A stream that was opened is given as long to speak as one that spoke. */
export function isQuiet(openedAt: number, heardAt: number | undefined, now: number): boolean {
  return now - Math.max(openedAt, heardAt ?? 0) > QUIET_MS;
}

export function wasAway(heardAt: number | undefined, now: number): boolean {
  return heardAt !== undefined && now - heardAt > AWAY_MS;
}
