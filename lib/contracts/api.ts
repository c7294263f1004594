// Long, because it is one table: every call of the API, a few lines each.
import { z } from "zod";
import { adoption, adoptionRequest, historyOrder, repository, repositoryList } from "./adoption.ts";
import { board } from "./board.ts";
import { auditPage, deployment, historyPage, service } from "./deployment.ts";
import { leadTimes } from "./lead-times.ts";
import {
  environmentList,
  grantsRequest,
  people,
  releaseList,
  searchHits,
  serviceList,
  tokenCreated,
  tokenRequest,
  tokens,
} from "./lists.ts";
import {
  planPreview,
  promotion,
  promotionList,
  promotionRequest,
  reasonRequest,
  releaseChoices,
  verdictRequest,
} from "./promotion.ts";
import { provenance } from "./provenance.ts";
import {
  beginApp,
  connectCluster,
  connectGitHub,
  connections,
  environmentRules,
  finding,
  me,
  signInClient,
} from "./setup.ts";

/**
 * Every call there is, once: routes parse by it, and the OpenAPI document is made of it.
 * The browser uses the same calls as a script does.
 */
export type Endpoint = {
  method: "get" | "post" | "put" | "delete";
  path: string;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  response: z.ZodType;
};

const checked = z.object({ id: z.string().optional(), findings: z.array(finding) });
const done = z.object({ done: z.literal(true) });
const cursor = z.string().max(300).optional();
const name = z.string().max(300).optional();

export const endpoints = {
  me: { method: "get", path: "/me", summary: "Who am I, and what may I do", response: me },
  board: { method: "get", path: "/board", summary: "What runs where", response: board },
  services: { method: "get", path: "/services", summary: "All services", response: serviceList },
  service: {
    method: "get",
    path: "/services/{service}",
    summary: "A service, its releases and where each one is",
    response: service,
  },
  leadTimes: {
    method: "get",
    path: "/services/{service}/lead-times",
    summary: "How long a service's versions took from environment to environment",
    response: leadTimes,
  },
  releases: {
    method: "get",
    path: "/releases",
    summary: "Releases of all services, newest first",
    query: z.object({ cursor, q: name }),
    response: releaseList,
  },
  deployment: {
    method: "get",
    path: "/deployments/{deployment}",
    summary: "One service on one cluster: declared, applied, running",
    response: deployment,
  },
  provenance: {
    method: "get",
    path: "/deployments/{deployment}/provenance",
    summary: "Why a version is here: every layer it went through, and the edit that would change it",
    response: provenance,
  },
  reconcile: {
    method: "post",
    path: "/deployments/{deployment}/reconcile",
    summary: "Ask Flux to look now",
    body: reasonRequest,
    response: done,
  },
  suspend: {
    method: "post",
    path: "/deployments/{deployment}/suspend",
    summary: "Suspend the Flux object",
    body: reasonRequest,
    response: done,
  },
  resume: {
    method: "post",
    path: "/deployments/{deployment}/resume",
    summary: "Resume the Flux object",
    body: reasonRequest,
    response: done,
  },
  plan: {
    method: "get",
    path: "/plan",
    summary: "What a promotion would change, bring and wait for",
    query: z.object({
      service: z.string().max(300),
      environment: z.string().max(300),
      version: z.string().max(256).optional(),
    }),
    response: planPreview,
  },
  planReleases: {
    method: "get",
    path: "/plan/releases",
    summary: "The releases that a promotion can be planned of, by a part of their version",
    query: z.object({ service: z.string().max(300), environment: z.string().max(300), q: name }),
    response: releaseChoices,
  },
  promote: {
    method: "post",
    path: "/promotions",
    summary: "Ask for a promotion or a rollback. An Idempotency-Key header makes a repeated call the same call",
    body: promotionRequest,
    response: z.object({ id: z.string(), number: z.number() }),
  },
  promotions: {
    method: "get",
    path: "/promotions",
    summary: "Promotions, newest first",
    query: z.object({ state: z.enum(["active", "ended", "all"]).optional(), service: name, environment: name, cursor }),
    response: promotionList,
  },
  promotion: {
    method: "get",
    path: "/promotions/{promotion}",
    summary: "A promotion: steps, gates, exact lines, timeline",
    response: promotion,
  },
  verdict: {
    method: "post",
    path: "/promotions/{promotion}/verdict",
    summary: "Approve or refuse, for exactly one plan",
    body: verdictRequest,
    response: done,
  },
  cancel: {
    method: "post",
    path: "/promotions/{promotion}/cancel",
    summary: "Stop before the merge",
    body: reasonRequest,
    response: done,
  },
  retry: {
    method: "post",
    path: "/promotions/{promotion}/retry",
    summary: "Go on with a failed promotion",
    body: reasonRequest,
    response: done,
  },
  inbox: { method: "get", path: "/inbox", summary: "What waits for me", response: promotionList },
  history: {
    method: "get",
    path: "/history",
    summary: "What ran or was declared, from when to when",
    query: z.object({
      service: name,
      environment: name,
      cluster: name,
      kind: z.enum(["declared", "running"]).optional(),
      at: z.coerce.number().int().min(0).max(8.64e15).optional(),
      cursor,
    }),
    response: historyPage,
  },
  audit: {
    method: "get",
    path: "/audit",
    summary: "Who did what to what, when and why",
    query: z.object({ cursor }),
    response: auditPage,
  },
  search: {
    method: "get",
    path: "/search",
    summary: "Services, releases, promotions and deployments by name",
    query: z.object({ q: z.string().max(200) }),
    response: searchHits,
  },
  connections: {
    method: "get",
    path: "/connections",
    summary: "Git hosts, clusters and registries, and how they fare",
    response: connections,
  },
  connectGitHub: {
    method: "post",
    path: "/connections/github",
    summary: "Connect a GitHub by token",
    body: connectGitHub,
    response: checked,
  },
  beginApp: {
    method: "post",
    path: "/connections/app",
    summary: "Begin to register a GitHub App for Sluice: where a browser goes next",
    body: beginApp,
    response: z.object({ next: z.string() }),
  },
  setSignIn: {
    method: "put",
    path: "/connections/{connection}/sign-in",
    summary: "Let people sign in by an OAuth client of a GitHub that is connected by token",
    body: signInClient,
    response: checked,
  },
  checkConnection: {
    method: "post",
    path: "/connections/{connection}/check",
    summary: "Look again at what a connection can do",
    response: checked,
  },
  connectCluster: {
    method: "post",
    path: "/connections/cluster",
    summary: "Connect a cluster by kubeconfig",
    body: connectCluster,
    response: checked,
  },
  disconnect: {
    method: "delete",
    path: "/connections/{connection}",
    summary: "Forget a connection and its credentials",
    response: done,
  },
  adoption: {
    method: "get",
    path: "/adoption",
    summary: "What a repository declares, and why Sluice thinks so",
    query: z.object({ repository: z.string().max(300) }),
    response: adoption,
  },
  adopt: {
    method: "post",
    path: "/adoption",
    summary: "Read a repository with corrections; take it when confirmed",
    body: adoptionRequest,
    response: adoption,
  },
  repositories: {
    method: "get",
    path: "/repositories",
    summary: "The repositories that are adopted",
    response: repositoryList,
  },
  repository: {
    method: "get",
    path: "/repositories/{repository}",
    summary: "A repository (owner/name): what was read and why, its guard rails, and what did not resolve",
    response: repository,
  },
  steerHistory: {
    method: "post",
    path: "/repositories/{repository}/history",
    summary: "Stop the reading of a repository's log, let it go on, or read it again",
    body: historyOrder,
    response: done,
  },
  leave: {
    method: "post",
    path: "/repositories/{repository}/leave",
    summary: "Stop following a repository: it leaves the board, and what happened stays on record",
    body: reasonRequest,
    response: done,
  },
  environments: {
    method: "get",
    path: "/environments",
    summary: "Environments in order, with their rules",
    response: environmentList,
  },
  setRules: {
    method: "put",
    path: "/environments/{environment}/rules",
    summary: "Change an environment's rules",
    body: environmentRules,
    response: done,
  },
  people: { method: "get", path: "/people", summary: "People and their roles", response: people },
  grant: {
    method: "put",
    path: "/people/{person}/grants",
    summary: "Replace a person's roles",
    body: grantsRequest,
    response: done,
  },
  tokens: { method: "get", path: "/tokens", summary: "My API tokens", response: tokens },
  createToken: {
    method: "post",
    path: "/tokens",
    summary: "Make an API token; it is shown this one time",
    body: tokenRequest,
    response: tokenCreated,
  },
  revokeToken: { method: "delete", path: "/tokens/{token}", summary: "Revoke one of my API tokens", response: done },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
