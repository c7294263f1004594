import type { Permission } from "../seed.ts";

/** What the stand-in remembers besides Git. Instants are ISO strings, people are logins, repositories are ids. */

export type User = {
  id: number;
  login: string;
  type: "User" | "Organization" | "Bot";
  name: string | null;
  email: string | null;
  avatarUrl: string | null;
  siteAdmin: boolean;
  createdAt: string;
  /** Of an organization. */
  members: Record<string, "admin" | "member">;
};

export type Team = {
  id: number;
  org: string;
  slug: string;
  name: string;
  members: string[];
  repositories: Record<string, Permission>;
};

export type Repository = {
  id: number;
  owner: string;
  name: string;
  private: boolean;
  description: string | null;
  defaultBranch: string;
  archived: boolean;
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
  collaborators: Record<string, Permission>;
  topics: string[];
  allow: { merge: boolean; squash: boolean; rebase: boolean };
  deleteBranchOnMerge: boolean;
  /** Issues and pull requests share one count. */
  lastNumber: number;
};

export type Token = {
  kind: "personal" | "oauth" | "app-user" | "refresh" | "installation";
  login: string;
  scopes: string[];
  app: number | null;
  installation: number | null;
  /** Of an installation token; null means what the installation may. */
  permissions: Record<string, string> | null;
  repositories: number[] | null;
  expiresAt: string | null;
};

export type Pull = {
  id: number;
  repo: number;
  number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  draft: boolean;
  author: string;
  head: { ref: string; sha: string };
  base: { ref: string; sha: string };
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: string | null;
  mergedAt: string | null;
  mergedBy: string | null;
  mergeCommitSha: string | null;
  reviewers: string[];
  teamReviewers: string[];
  assignees: string[];
  labels: string[];
  maintainerCanModify: boolean;
};

export type Review = {
  id: number;
  repo: number;
  pull: number;
  author: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  body: string;
  commit: string;
  submittedAt: string;
};

export type Comment = {
  id: number;
  repo: number;
  number: number;
  author: string;
  app: number | null;
  body: string;
  createdAt: string;
  updatedAt: string;
};

export type Label = { id: number; repo: number; name: string; color: string; description: string | null };

export type Status = {
  id: number;
  repo: number;
  sha: string;
  state: "error" | "failure" | "pending" | "success";
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: string;
  createdAt: string;
};

export type CheckRun = {
  id: number;
  repo: number;
  suite: number;
  sha: string;
  app: number;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: string | null;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
};

export type CheckSuite = {
  id: number;
  repo: number;
  sha: string;
  app: number;
  branch: string | null;
  createdAt: string;
  updatedAt: string;
};

export type ProtectionRule = {
  repo: number;
  branch: string;
  checks: { strict: boolean; contexts: string[] } | null;
  reviews: {
    count: number;
    dismissStale: boolean;
    codeOwners: boolean;
    lastPushApproval: boolean;
  } | null;
  pullRequestsOnly: boolean;
  /** Merges go through the queue alone; told as a ruleset, since that is where GitHub has it. Absent in older worlds. */
  mergeQueue?: boolean;
  enforceAdmins: boolean;
  linearHistory: boolean;
  allowForcePushes: boolean;
  allowDeletions: boolean;
  conversationResolution: boolean;
  lockBranch: boolean;
  restrictions: { users: string[]; teams: string[]; apps: string[] } | null;
};

export type Release = {
  id: number;
  repo: number;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  author: string;
  createdAt: string;
  publishedAt: string | null;
};

export type Hook = {
  id: number;
  /** Of a repository; an app's hook has none. */
  repo: number | null;
  app: number | null;
  url: string;
  secret: string | null;
  contentType: "json" | "form";
  insecureSsl: "0" | "1";
  events: string[];
  active: boolean;
  createdAt: string;
  updatedAt: string;
};

export type Delivery = {
  id: number;
  hook: number;
  guid: string;
  event: string;
  action: string | null;
  deliveredAt: string;
  redelivery: boolean;
  durationSeconds: number;
  status: string;
  statusCode: number;
  url: string;
  repo: number | null;
  installation: number | null;
  requestHeaders: Record<string, string>;
  payload: unknown;
  responseHeaders: Record<string, string>;
  responseBody: string;
};

export type App = {
  id: number;
  slug: string;
  name: string;
  owner: string;
  description: string | null;
  externalUrl: string;
  clientId: string;
  clientSecret: string;
  publicKey: string;
  callbackUrls: string[];
  setupUrl: string | null;
  requestOAuthOnInstall: boolean;
  permissions: Record<string, string>;
  events: string[];
  public: boolean;
  createdAt: string;
  updatedAt: string;
};

export type OAuthApp = { clientId: string; clientSecret: string; name: string; callbackUrls: string[] };

export type Installation = {
  id: number;
  app: number;
  account: string;
  repositories: number[] | null;
  permissions: Record<string, string>;
  events: string[];
  createdAt: string;
  updatedAt: string;
  suspendedAt: string | null;
};

/** Something handed out once over a redirect: an OAuth code or a manifest's. */
export type Code = {
  kind: "oauth" | "manifest";
  login: string;
  clientId: string;
  redirectUri: string | null;
  scopes: string[];
  challenge: { value: string; method: "S256" | "plain" } | null;
  /** Of a manifest: the app, whose key is told only on conversion. */
  app: number | null;
  pem: string | null;
  expiresAt: string;
};
