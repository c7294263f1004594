/**
 * What a playground may do to its GitHub from inside the process, besides speaking HTTP to it:
 * give it people, repositories and a past. `repo` is always "owner/name". Every `at` may lie in
 * the past; without it, the stand-in's clock decides.
 *
 * Unless `quiet` is set, a change sends its webhooks and is heard by `onPush`, exactly like one
 * that arrives by HTTP. History (`mergedPullRequest`, `commits`) is quiet unless told otherwise.
 */

export type Permission = "pull" | "triage" | "push" | "maintain" | "admin";

/** A login (its name and email are used), or somebody who has no account here. */
export type Author = string | { name: string; email: string };

export type Repo = {
  id: number;
  fullName: string;
  /** The bare Git repository on disk. */
  path: string;
  cloneUrl: string;
  htmlUrl: string;
};

export type NewUser = {
  login: string;
  name?: string;
  email?: string;
  avatarUrl?: string;
  /** A personal access token that signs this person in; made up when left out. */
  token?: string;
  /** Site administrators may do everything everywhere. */
  siteAdmin?: boolean;
  at?: Date;
};

export type NewOrganization = {
  login: string;
  name?: string;
  members?: Record<string, "admin" | "member">;
  at?: Date;
};

export type NewTeam = {
  org: string;
  slug: string;
  name?: string;
  members?: string[];
  repositories?: Record<string, Permission>;
};

export type NewRepository = {
  owner: string;
  name: string;
  private?: boolean;
  defaultBranch?: string;
  description?: string;
  collaborators?: Record<string, Permission>;
  /** A local repository or bundle whose branches and tags are copied in. */
  importFrom?: string;
  deleteBranchOnMerge?: boolean;
  at?: Date;
};

/** Path → content; null deletes. Bytes are kept as they are. */
export type FileChanges = Record<string, string | Uint8Array | null>;

export type NewCommit = {
  /** Created if it does not exist: from `from`, else from the default branch, else as a root. */
  branch: string;
  files: FileChanges;
  message: string;
  author: Author;
  committer?: Author;
  at?: Date;
  /** A branch, tag or commit that a new branch starts at. */
  from?: string;
  quiet?: boolean;
};

export type NewTag = {
  name: string;
  sha: string;
  annotated?: boolean;
  message?: string;
  tagger?: Author;
  at?: Date;
  quiet?: boolean;
};

export type NewRelease = {
  tag: string;
  name?: string;
  body?: string;
  draft?: boolean;
  prerelease?: boolean;
  author?: string;
  at?: Date;
};

export type NewPullRequest = {
  title: string;
  body?: string;
  /** The head branch. With `files`, a commit with them is put on it first. */
  branch: string;
  base?: string;
  author: string;
  files?: FileChanges;
  commitMessage?: string;
  labels?: string[];
  reviewers?: string[];
  draft?: boolean;
  at?: Date;
  quiet?: boolean;
};

export type MergedPullRequest = Omit<NewPullRequest, "draft" | "files"> & {
  files: FileChanges;
  mergedBy: string;
  /** When it was merged. Opened, and its commit authored, `openFor` before that. */
  at: Date;
  openForMs?: number;
  approvedBy?: string[];
  method?: "merge" | "squash" | "rebase";
  /** The branch is deleted after the merge unless this is set. */
  keepBranch?: boolean;
};

export type NewReview = {
  by: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
  body?: string;
  at?: Date;
  quiet?: boolean;
};

export type NewStatus = {
  sha: string;
  state: "error" | "failure" | "pending" | "success";
  context: string;
  description?: string;
  targetUrl?: string;
  by?: string;
  at?: Date;
  quiet?: boolean;
};

export type NewCheckRun = {
  sha: string;
  name: string;
  status?: "queued" | "in_progress" | "completed";
  conclusion?: "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | "action_required";
  title?: string;
  summary?: string;
  detailsUrl?: string;
  at?: Date;
  quiet?: boolean;
};

/** What a protected branch demands before it moves. Left out means not demanded. */
export type Protection = {
  checks?: { contexts: string[]; strict?: boolean };
  reviews?: { count: number; dismissStale?: boolean; codeOwners?: boolean };
  /** Without it, administrators of the repository may merge and push all the same. */
  enforceAdmins?: boolean;
  linearHistory?: boolean;
  /** Merges go through the queue alone. */
  mergeQueue?: boolean;
  allowForcePushes?: boolean;
  allowDeletions?: boolean;
  /** Nobody pushes to it directly; a pull request is the only way. Implied by `reviews`. */
  pullRequestsOnly?: boolean;
};

export type NewWebhook = { url: string; secret?: string; events?: string[]; active?: boolean };

export type NewApp = {
  name: string;
  owner: string;
  slug?: string;
  /** Signed in as the app: a made-up RSA key when left out (returned once, as `pem`). */
  privateKey?: string;
  clientId?: string;
  clientSecret?: string;
  webhook?: { url: string; secret?: string };
  callbackUrls?: string[];
  setupUrl?: string;
  permissions?: Record<string, "read" | "write" | "admin">;
  events?: string[];
};

export type App = {
  id: number;
  slug: string;
  clientId: string;
  clientSecret: string;
  pem: string;
  webhookSecret: string | null;
  htmlUrl: string;
};

export type NewInstallation = {
  app: string;
  account: string;
  /** Full names; all of the account's when left out. */
  repositories?: string[];
};

export type NewOAuthApp = {
  name: string;
  clientId: string;
  clientSecret: string;
  callbackUrls?: string[];
};

/** A branch or tag moved, by whatever door. `before` or `after` is forty zeros when it was created or deleted. */
export type Push = {
  repo: Repo;
  ref: string;
  before: string;
  after: string;
  by: string;
  at: Date;
};

export type GitHubSeed = {
  createUser(input: NewUser): Promise<{ id: number; login: string; token: string }>;
  createOrganization(input: NewOrganization): Promise<{ id: number; login: string }>;
  createTeam(input: NewTeam): Promise<{ id: number; slug: string }>;
  createToken(input: { login: string; token?: string; scopes?: string[] }): Promise<string>;

  createRepository(input: NewRepository): Promise<Repo>;
  repository(repo: string): Repo | null;
  setCollaborator(repo: string, login: string, permission: Permission): Promise<void>;

  commit(repo: string, input: NewCommit): Promise<{ sha: string }>;
  /** Many at once, in order; several times faster than one by one. */
  commits(repo: string, inputs: readonly NewCommit[]): Promise<{ sha: string }[]>;
  /** The text of a file at a branch, tag or commit; null when there is none. */
  readFile(repo: string, ref: string, path: string): Promise<string | null>;
  /** The commit that a branch, tag or (short) commit name stands for. */
  resolve(repo: string, ref: string): Promise<string | null>;
  branch(repo: string, input: { name: string; from: string; by?: string; quiet?: boolean }): Promise<{ sha: string }>;
  deleteBranch(repo: string, name: string, options?: { by?: string; quiet?: boolean }): Promise<void>;
  tag(repo: string, input: NewTag): Promise<{ sha: string }>;
  release(repo: string, input: NewRelease): Promise<{ id: number }>;

  pullRequest(repo: string, input: NewPullRequest): Promise<{ number: number; headSha: string }>;
  mergedPullRequest(
    repo: string,
    input: MergedPullRequest,
  ): Promise<{ number: number; headSha: string; mergeSha: string }>;
  review(repo: string, number: number, input: NewReview): Promise<{ id: number }>;
  merge(
    repo: string,
    number: number,
    input: { by: string; method?: "merge" | "squash" | "rebase"; at?: Date; quiet?: boolean },
  ): Promise<{ sha: string }>;
  close(repo: string, number: number, input: { by: string; quiet?: boolean }): Promise<void>;

  setProtection(repo: string, branch: string, protection: Protection | null): Promise<void>;
  status(repo: string, input: NewStatus): Promise<{ id: number }>;
  checkRun(repo: string, input: NewCheckRun): Promise<{ id: number }>;

  addWebhook(repo: string, input: NewWebhook): Promise<{ id: number }>;
  addApp(input: NewApp): Promise<App>;
  installApp(input: NewInstallation): Promise<{ id: number }>;
  addOAuthApp(input: NewOAuthApp): Promise<void>;

  /** Called after the ref has moved. The answer unsubscribes. What it throws is printed and forgotten. */
  onPush(listener: (push: Push) => void | Promise<void>): () => void;
};
