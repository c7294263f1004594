import type { CheckState, Review } from "../domain/gates/facts.ts";
import type { Protection } from "../domain/gates/protection.ts";

/** A repository on a git host: which connection, and "owner/name". */
export type RepositoryRef = { connectionId: string; fullName: string };

export type PullRequest = {
  number: number;
  url: string;
  state: "open" | "closed";
  merged: boolean;
  head: string;
  headBranch: string;
  base: string;
  mergeCommit?: string;
  mergedAt?: number;
  mergedBy?: string;
  /** What the host knows of whether it can be merged; `unknown` while it computes. */
  mergeable: "yes" | "conflict" | "blocked" | "behind" | "unknown";
};

export type FileEdit = { path: string; content: string };

/**
 * Branches, commits, pull requests and merges. Every call that writes is made
 * after a probe and under a name that derives from the promotion, so that a call
 * whose answer was lost is found and not repeated.
 */
export interface GitChanges {
  /** The branch's head, or undefined where there is no such branch. Throws where the host did not answer. */
  tip(repository: RepositoryRef, branch: string): Promise<string | undefined>;
  /** Precondition: the branch does not exist (probe first). Rejected when it does by now. */
  createBranch(repository: RepositoryRef, branch: string, at: string): Promise<void>;
  /** One commit with all files on top of `parent`, which must be the branch's head. Returns the commit. */
  commit(
    repository: RepositoryRef,
    branch: string,
    parent: string,
    files: FileEdit[],
    message: string,
  ): Promise<string>;
  /** The pull request from this branch of this very repository (never a fork's), in whatever state. */
  findPullRequest(repository: RepositoryRef, branch: string, base: string): Promise<PullRequest | undefined>;
  openPullRequest(
    repository: RepositoryRef,
    request: { branch: string; base: string; title: string; body: string },
  ): Promise<PullRequest>;
  /** Merges only if the head is still `head`. Throws Rejected with the host's reason where it will not. */
  merge(repository: RepositoryRef, number: number, head: string, title: string): Promise<string>;
  pullRequest(repository: RepositoryRef, number: number): Promise<PullRequest>;
  close(repository: RepositoryRef, number: number, because: string): Promise<void>;
  deleteBranch(repository: RepositoryRef, branch: string): Promise<void>;
  message(repository: RepositoryRef, commit: string): Promise<string>;
}

export interface GitChecks {
  /** Sluice's own status on a commit; the same (commit, context) is replaced. `sentence` is cut to the host's 140 characters. */
  publish(
    repository: RepositoryRef,
    commit: string,
    status: { state: "pending" | "success" | "failure"; sentence: string; url?: string },
  ): Promise<void>;
  /** Checks and statuses of others on a commit; required ones that have not reported yet are `running`. */
  checks(repository: RepositoryRef, commit: string, baseBranch: string): Promise<CheckState[]>;
}

export interface GitPeople {
  /** Asks for reviews, so that the host tells them. Whoever it does not know is left out; never fails the promotion. */
  askForReview(repository: RepositoryRef, number: number, logins: string[]): Promise<void>;
  reviews(repository: RepositoryRef, number: number): Promise<Review[]>;
  /** What the host asks of a merge into the branch; may be up to a minute old. */
  protection(repository: RepositoryRef, baseBranch: string): Promise<Protection>;
}

export type CommitInfo = {
  sha: string;
  title: string;
  author: string;
  at: number;
  url?: string;
  pullRequest?: { number: number; title: string; author: string; url: string };
};

export type Comparison = { commits: CommitInfo[]; total: number; url: string };

export interface GitReleases {
  /** What `to` has and `from` has not, newest first, at most 250. */
  compare(repository: RepositoryRef, from: string, to: string): Promise<Comparison>;
  tags(repository: RepositoryRef): Promise<{ name: string; commit: string; at?: number }[]>;
  commits(repository: RepositoryRef, branch: string, limit: number): Promise<CommitInfo[]>;
}

/** Addresses of things on the host, for links; no call is made. */
export interface GitLinks {
  file(repository: RepositoryRef, ref: string, path: string, line?: number): string;
  commit(repository: RepositoryRef, sha: string): string;
  compare(repository: RepositoryRef, from: string, to: string): string;
  pullRequest(repository: RepositoryRef, number: number): string;
}

export type LogEntry = { commit: string; author: string; at: number; title: string; files: string[] };

/**
 * A local bare mirror, a cache: each call names a commit, and a mirror that
 * lacks it fetches it first. Costs no API call.
 */
export interface Mirror {
  /** Asks the host for the branch's head (one cheap call of the git protocol). */
  tip(repository: RepositoryRef, branch: string): Promise<string>;
  file(repository: RepositoryRef, commit: string, path: string): Promise<string | undefined>;
  /** Newest first, first parents only, with the files each one touched; down to `after`, which is not among them. */
  log(repository: RepositoryRef, commit: string, options: { limit: number; after?: string }): Promise<LogEntry[]>;
  /** How many states the branch has had since then, by first parents: a merge is one. Undefined where `after` is not among them. */
  countStates(repository: RepositoryRef, commit: string, options: { after?: string }): Promise<number | undefined>;
  /** Which commit wrote the line last, for "declared by". */
  lastChange(repository: RepositoryRef, commit: string, path: string, line: number): Promise<LogEntry | undefined>;
  /** The same of many, in their order; what is not known within a minute of looking is left out. */
  lastChanges(
    repository: RepositoryRef,
    commit: string,
    places: readonly { file: string; line: number }[],
  ): Promise<(LogEntry | undefined)[]>;
  isAncestor(repository: RepositoryRef, ancestor: string, commit: string): Promise<boolean>;
}
