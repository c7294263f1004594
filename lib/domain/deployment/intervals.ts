import type { Status } from "./types.ts";

/** A release ran on a deployment from one instant to another; without `to` it still does. Epoch milliseconds. */
export type Interval = { deployment: string; version: string; digest?: string; from: number; to?: number };

export type IntervalStep = { closed?: { deployment: string; to: number }; opened?: Interval };

/**
 * What a new status means for the history. Only what the cluster positively says
 * counts: "not heard of" neither opens nor closes anything, and a tag that was moved
 * to other content is another release.
 */
export function stepInterval(open: Interval | undefined, status: Status, now: number): IntervalStep {
  const { version, digest, since } = status.running;
  if (version === undefined) {
    const gone = open !== undefined && (status.health === "missing" || status.told.length > 0);
    return gone ? { closed: { deployment: status.deployment, to: now } } : {};
  }
  if (open && open.version === version && sameContent(open.digest, digest)) return {};
  const from = open ? Math.max(open.from, Math.min(since ?? now, now)) : Math.min(since ?? now, now);
  const opened: Interval = { deployment: status.deployment, version, from };
  if (digest) opened.digest = digest;
  return open ? { closed: { deployment: status.deployment, to: from }, opened } : { opened };
}

/** A digest that is not known says nothing against being the same. */
function sameContent(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
