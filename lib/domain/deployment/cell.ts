import { sameVersion } from "../version/same.ts";
import { comparePrecedence, compareVersions, parseVersion } from "../version/version.ts";
import type { Status } from "./types.ts";

/** What is in flight for a deployment: a promotion, and what it waits for now. */
export type InFlight = {
  id: string;
  version: string;
  from?: string;
  waitsFor: "you" | "approval" | "machine" | "git" | "rollout";
  sentence: string;
};

export type CellTone = "quiet" | "muted" | "bad" | "you" | "motion" | "drift";

export type CellFacts = {
  status: Status | undefined;
  declared: string;
  inFlight?: InFlight;
  /** Releases behind the environment it is promoted from. */
  behind: number;
  /** Adopted, but no cluster of that name is connected. */
  connected: boolean;
};

/**
 * A cell says one thing at most, what matters most first: failing, waiting for you, moving,
 * edited by hand, waiting for others, behind. What is well says nothing. Stale is not decided
 * here: the reader's clock does that.
 */
export function cellOf({ status, declared, inFlight, behind, connected }: CellFacts): {
  tone: CellTone;
  sentence?: string;
} {
  if (!connected) return { tone: "muted", sentence: "cluster not connected" };
  if (!status) return { tone: "muted", sentence: `${declared}, not seen yet` };
  if (status.tone === "bad") return { tone: "bad", sentence: status.sentence ?? "not healthy" };
  if (inFlight?.waitsFor === "you") return { tone: "you", sentence: `${inFlight.version} waits for your approval` };
  if (status.motion) return { tone: "motion", sentence: status.sentence ?? `on its way to ${status.motion.to}` };
  const [drift] = status.drift;
  if (drift) return { tone: "drift", sentence: drift.sentence };
  // Flux applies nothing there, so nothing moves until somebody resumes it.
  if (inFlight?.waitsFor === "rollout" && status.suspended)
    return { tone: "muted", sentence: `${inFlight.version}: Flux is suspended` };
  if (inFlight)
    return {
      tone: inFlight.waitsFor === "rollout" || inFlight.waitsFor === "git" ? "motion" : "quiet",
      sentence: inFlight.sentence,
    };
  if (status.sentence) return { tone: status.tone === "off" ? "muted" : "quiet", sentence: status.sentence };
  if (behind > 0) return { tone: "quiet", sentence: behind === 1 ? "1 release behind" : `${behind} releases behind` };
  return { tone: "quiet" };
}

/**
 * How many releases lie between what runs here and what runs in the environment before: those newer than `here`, up to
 * `before`. `known` are the newest first: a board asks for thousands of cells, of services with thousands of releases. A name has
 * no place in an order, and is behind nothing.
 */
export function releasesBehind(here: string | undefined, before: string | undefined, known: readonly string[]): number {
  if (!here || !before || sameVersion(here, before) || compareVersions(here, before) >= 0) return 0;
  if (parseVersion(here) === null || parseVersion(before) === null) return 0;
  const end = newerThan(here, known);
  let between = end - newerThan(before, known);
  // One release may be written in several ways, which stand side by side.
  for (let at = end - 1; at >= 0 && areEqual(known[at] as string, here); at--)
    if (sameVersion(known[at] as string, here)) between -= 1;
  return Math.max(1, between);
}

/** How many are. */
function newerThan(version: string, known: readonly string[]): number {
  let [from, to] = [0, known.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareVersions(known[middle] as string, version) > 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

function areEqual(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left !== null && right !== null && comparePrecedence(left, right) === 0;
}
