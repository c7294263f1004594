/**
 * A promotion brings one release into one environment, leg by leg. The state is
 * that of the current leg until the last one is verified; what has ended never
 * changes again. Times are epoch milliseconds.
 */
export type PromotionState = (Underway & { trouble?: Trouble }) | Ending;

type Underway =
  /** Branch, commit, pull request and status are being made. */
  | { is: "opening" }
  /** The pull request is open; gates decide. The git host may have refused a merge that they let through. */
  | { is: "gated"; mergeRefused?: MergeRefused }
  /** Gates passed for `head`; the merge was asked for and its answer is not known yet. */
  | { is: "merging"; head: string; mergeRefused?: MergeRefused }
  /** Git says so; clusters have to follow. `since` is the merge; it was there before, where it has relapsed. */
  | { is: "rolling-out"; since: number; relapsedAt?: number }
  /** It runs and is healthy on every cluster of the leg since then. */
  | { is: "holding"; healthySince: number; rollingOutSince?: number };

/** Why the last look came to nothing, and since when that has been the answer. The next one that does better takes it away. */
export type Trouble = { sentence: string; since: number };

export type MergeRefused = { sentence: string; at: number; times: number };

export type Ending =
  | { is: "verified"; at: number }
  | { is: "failed"; at: number; because: string }
  | { is: "refused"; at: number; by: string; because: string }
  | { is: "cancelled"; at: number; by: string; because: string }
  /** Closed by hand on the git host. */
  | { is: "closed"; at: number; because: string }
  | { is: "superseded"; at: number; by: string };

export type Kind = "promotion" | "rollback";

/** What changes in one place of a file. `before` and `after` are the whole lines that differ, for people and for the hash. */
export type PlannedEdit = {
  path: string;
  line: number;
  column: number;
  before: string[];
  after: string[];
  /** Lines around it, for the page only; not part of the hash. */
  context: { above: string[]; below: string[]; firstLine: number };
};

export type PlannedLeg = {
  clusters: string[];
  deployments: string[];
  /** "owner/name" */
  repository: string;
  baseBranch: string;
  edits: PlannedEdit[];
  /** A range covers it already: nothing to edit, it is watched. */
  watchOnly: boolean;
};

export type Plan = {
  service: string;
  environment: string;
  version: string;
  digest?: string;
  from?: string;
  kind: Kind;
  /** patch, minor, major, prerelease, downgrade, incomparable */
  step: string;
  legs: PlannedLeg[];
  /** The commit that the plan was made at. Not part of the hash: other lines may move. */
  baseCommit: string;
  /** Sentences a person should read: "One line feeds eu and us: both move at once." */
  notes: string[];
};

export type Leg = {
  position: number;
  clusters: string[];
  deployments: string[];
  repository: string;
  baseBranch: string;
  branch: string;
  watchOnly: boolean;
  baseCommit?: string;
  head?: string;
  pullRequest?: number;
  pullRequestUrl?: string;
  mergeCommit?: string;
  mergedAt?: number;
  healthySince?: number;
  verifiedAt?: number;
};

export type Promotion = {
  id: string;
  number: number;
  service: string;
  environment: string;
  version: string;
  from?: string;
  kind: Kind;
  requestedBy: string;
  requestedAt: number;
  reason: string;
  plan: Plan;
  planHash: string;
  state: PromotionState;
  /** Index of the current leg. */
  leg: number;
  legs: Leg[];
  holdMs: number;
  deadlineMs: number;
  supersedes?: string;
  retries: number;
  nextLookAt?: number;
};

export type Approval = {
  userId: string;
  login: string;
  planHash: string;
  verdict: "approved" | "refused";
  because: string;
  at: number;
};

export const endings = ["verified", "failed", "refused", "cancelled", "closed", "superseded"] as const;

export function hasEnded(state: PromotionState): state is Ending {
  return (endings as readonly string[]).includes(state.is);
}

/** How it ended, as the beginning of a sentence that says what is too late. */
export const endedWords: Record<Ending["is"], string> = {
  verified: "It is verified already",
  failed: "It has failed already",
  refused: "It was refused already",
  cancelled: "It was cancelled already",
  closed: "Its pull request was closed already",
  superseded: "Another one has replaced it already",
};

/** Before its merge: an approval or a refusal still changes something. */
export function isUndecided(state: PromotionState): boolean {
  return state.is === "opening" || state.is === "gated";
}
