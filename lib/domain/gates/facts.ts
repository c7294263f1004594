import type { Approval } from "../promotion/promotion.ts";

export type CheckState = { name: string; state: "green" | "running" | "red"; required: boolean; url?: string };

export type Review = {
  who: string;
  verdict: "approved" | "changes-requested" | "commented" | "dismissed";
  at: number;
  commit: string;
};

/** What the gates look at. It is kept with their report, because history has to say why something passed. */
export type GateFacts = {
  planHash: string;
  kind: "promotion" | "rollback";
  version: string;
  environment: string;
  requestedBy: string;
  /** The commit that the plan became. */
  expectedHead?: string;
  /** The branch that it is to be merged into. */
  baseBranch: string;
  /** What the branch was when the plan was made is not a part of it any more. */
  rewritten?: boolean;
  approvalsWanted: number;
  approvals: Approval[];
  /** Environments that this one is promoted from, as far as the service is there. */
  predecessors: { environment: string; verifiedAt?: number; runs: string[]; declared?: string[] }[];
  /** Clusters of the leg that have fallen silent. */
  silent: string[];
  pullRequest?: {
    number: number;
    head: string;
    base: string;
    mergeable: "yes" | "conflict" | "blocked" | "behind" | "unknown";
  };
  checks: CheckState[];
  reviewsWanted: number;
  reviews: Review[];
  /** What the host said when it refused the last merge of this head. */
  mergeRefused?: { sentence: string; tryAgainAt: number };
  now: number;
};
