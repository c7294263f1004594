/** How often in a row a host has kept somebody waiting in vain. Of one that answered last there is none. */
export type Silence = { inVain: number; askAgainAt: number };

/** One call may meet what another one does not, so one is not enough. */
const believedAfter = 3;
/** Whoever asks a silent host is held up for most of this; and it is late by this when it answers again. */
export const restMs = 30_000;

export function isSilent(silence: Silence | undefined): boolean {
  return silence !== undefined && silence.inVain >= believedAfter;
}

/** A silent host is asked by one in so long, who finds out for all the others. */
export function mayAsk(silence: Silence | undefined, now: number): boolean {
  return silence === undefined || !isSilent(silence) || now >= silence.askAgainAt;
}

/** Somebody asks: of a silent host the others wait for what he hears, or until he has taken too long. */
export function asked(silence: Silence, now: number): Silence {
  return { ...silence, askAgainAt: now + restMs };
}

export function waitedInVain(silence: Silence | undefined, now: number): Silence {
  return { inVain: (silence?.inVain ?? 0) + 1, askAgainAt: now + restMs };
}
