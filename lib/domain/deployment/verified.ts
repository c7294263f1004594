import { sameVersion } from "../version/same.ts";
import type { Status } from "./types.ts";

/** `stale`: the cluster has not been heard of lately, so its health is not known. */
export type Seen = { cluster: string; status: Status | undefined; stale: boolean };

export type Verdict =
  | { is: "verified"; version: string; at: number }
  | { is: "holding"; version: string; until: number }
  | { is: "no"; sentence: string };

/**
 * Whether a service's release has run healthy for the hold time on every cluster of
 * an environment, however it got there: an observation, not the end of a promotion.
 * `seen` are all deployments of the service in that environment.
 */
export function verdictOf(seen: readonly Seen[], holdMs: number, now: number): Verdict {
  const [first] = seen;
  if (!first) return { is: "no", sentence: "It is not deployed there." };
  let since = 0;
  for (const { cluster, status, stale } of seen) {
    if (stale || !status) return { is: "no", sentence: `${cluster} has not been heard of lately.` };
    if (status.runs === undefined) return { is: "no", sentence: `Nothing runs on ${cluster}.` };
    if (first.status?.runs === undefined || !sameVersion(first.status.runs, status.runs)) {
      return { is: "no", sentence: `${first.cluster} runs ${first.status?.runs}, ${cluster} runs ${status.runs}.` };
    }
    if (!status.serving || status.healthySince === undefined)
      return { is: "no", sentence: `It is not healthy on ${cluster}.` };
    since = Math.max(since, status.healthySince);
  }
  const version = first.status?.runs ?? "";
  const until = since + holdMs;
  return now >= until ? { is: "verified", version, at: until } : { is: "holding", version, until };
}
