import type { Promotion, Trouble } from "./promotion.ts";

/**
 * A git host says no to what it will say yes to in a moment: it shows what was just written to it
 * later in one place than in another, and what Sluice may do there changes. So one no is none.
 */
const believedAfterMs = 5 * 60_000;

const soonestMs = 5_000;
const latestMs = 60_000;

/** The same answer as at the last look is the same trouble. */
export function troubleNow({ state }: Promotion, sentence: string, now: number): Trouble {
  const before = "trouble" in state ? state.trouble : undefined;
  return before?.sentence === sentence ? before : { sentence, since: now };
}

/** Whether a no of the git host is the end. An open pull request loses nothing by waiting, and what it was approved for stays. */
export function isTheEnd({ state }: Promotion, { since }: Trouble, now: number): boolean {
  if (state.is === "gated" || state.is === "merging") return false;
  return state.is !== "opening" || now - since >= believedAfterMs;
}

/** Soon at first, and more rarely the longer it has lasted. */
export function lookAgainAt({ since }: Trouble, now: number): number {
  return now + Math.min(Math.max((now - since) / 2, soonestMs), latestMs);
}
