import type { Adoption, Corrections, Repository, RepositoryList } from "../contracts/adoption.ts";
import type { Board } from "../contracts/board.ts";
import type { AuditPage, Deployment, HistoryPage, Service } from "../contracts/deployment.ts";
import type { LeadTimes } from "../contracts/lead-times.ts";
import type {
  EnvironmentList,
  People,
  ReleaseList,
  SearchHits,
  ServiceList,
  TokenCreated,
  Tokens,
} from "../contracts/lists.ts";
import type { PlanPreview, Promotion, PromotionList, ReleaseChoices } from "../contracts/promotion.ts";
import type { Provenance } from "../contracts/provenance.ts";
import type { Connections, EnvironmentRules, Finding, Me, Problem, Role } from "../contracts/setup.ts";

/** An answer of the API that is not a success, or no answer at all (status 0). Its message is a sentence for people. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, sentence: string) {
    super(sentence);
    this.name = "ApiProblem";
    this.status = status;
    this.code = code;
  }
}

type Query = Record<string, string | number | undefined>;
type Method = "GET" | "POST" | "PUT" | "DELETE";

/** The same calls that a script makes. Throws ApiProblem. */
export const api = {
  me: () => call<Me>("GET", "/me"),
  board: () => call<Board>("GET", "/board"),
  services: () => call<ServiceList>("GET", "/services"),
  service: (id: string) => call<Service>("GET", `/services/${enc(id)}`),
  leadTimes: (id: string) => call<LeadTimes>("GET", `/services/${enc(id)}/lead-times`),
  releases: (query: { cursor?: string; q?: string } = {}) => call<ReleaseList>("GET", `/releases${params(query)}`),
  deployment: (id: string) => call<Deployment>("GET", `/deployments/${enc(id)}`),
  provenance: (id: string) => call<Provenance>("GET", `/deployments/${enc(id)}/provenance`),
  act: (id: string, verb: "reconcile" | "suspend" | "resume", reason: string) =>
    call<unknown>("POST", `/deployments/${enc(id)}/${verb}`, { reason }),

  plan: (query: { service: string; environment: string; version?: string }) =>
    call<PlanPreview>("GET", `/plan${params(query)}`),
  planReleases: (query: { service: string; environment: string; q: string }) =>
    call<ReleaseChoices>("GET", `/plan/releases${params(query)}`),
  promote: (request: {
    service: string;
    environment: string;
    version: string;
    reason: string;
    planHash?: string;
    supersede?: boolean;
  }) => call<{ id: string }>("POST", "/promotions", request),
  promotions: (query: { state?: string; service?: string; environment?: string; cursor?: string } = {}) =>
    call<PromotionList>("GET", `/promotions${params(query)}`),
  promotion: (id: string) => call<Promotion>("GET", `/promotions/${enc(id)}`),
  verdict: (id: string, request: { planHash: string; verdict: "approved" | "refused"; because: string }) =>
    call<unknown>("POST", `/promotions/${enc(id)}/verdict`, request),
  cancel: (id: string, reason: string) => call<unknown>("POST", `/promotions/${enc(id)}/cancel`, { reason }),
  retry: (id: string, reason: string) => call<unknown>("POST", `/promotions/${enc(id)}/retry`, { reason }),
  inbox: () => call<PromotionList>("GET", "/inbox"),

  history: (query: { service?: string; environment?: string; cluster?: string; at?: number; cursor?: string }) =>
    call<HistoryPage>("GET", `/history${params(query)}`),
  audit: (query: { cursor?: string } = {}) => call<AuditPage>("GET", `/audit${params(query)}`),
  search: (q: string) => call<SearchHits>("GET", `/search${params({ q })}`),

  connections: () => call<Connections>("GET", "/connections"),
  connectGitHub: (request: { webUrl: string; token: string; name?: string }) =>
    call<{ id?: string; findings: Finding[] }>("POST", "/connections/github", request),
  beginApp: (request: { webUrl: string; organization?: string }) =>
    call<{ next: string }>("POST", "/connections/app", request),
  setSignIn: (id: string, request: { clientId: string; clientSecret: string }) =>
    call<{ id?: string; findings: Finding[] }>("PUT", `/connections/${enc(id)}/sign-in`, request),
  checkConnection: (id: string) => call<{ findings: Finding[] }>("POST", `/connections/${enc(id)}/check`),
  connectCluster: (request: { name: string; kubeconfig: string; context?: string }) =>
    call<{ id?: string; findings: Finding[] }>("POST", "/connections/cluster", request),
  disconnect: (id: string) => call<unknown>("DELETE", `/connections/${enc(id)}`),
  adoption: (repository: string) => call<Adoption>("GET", `/adoption${params({ repository })}`),
  adopt: (request: { repository: string; corrections?: Corrections; confirm: boolean }) =>
    call<Adoption>("POST", "/adoption", request),
  repositories: () => call<RepositoryList>("GET", "/repositories"),
  repository: (name: string) => call<Repository>("GET", `/repositories/${enc(name)}`),
  steerHistory: (name: string, to: "stop" | "go-on" | "again") =>
    call<unknown>("POST", `/repositories/${enc(name)}/history`, { to }),
  leave: (name: string, reason: string) => call<unknown>("POST", `/repositories/${enc(name)}/leave`, { reason }),

  environments: () => call<EnvironmentList>("GET", "/environments"),
  setRules: (environment: string, rules: EnvironmentRules) =>
    call<unknown>("PUT", `/environments/${enc(environment)}/rules`, rules),
  people: () => call<People>("GET", "/people"),
  grant: (person: string, grants: { role: Role; environment?: string }[]) =>
    call<unknown>("PUT", `/people/${enc(person)}/grants`, { grants }),
  tokens: () => call<Tokens>("GET", "/tokens"),
  createToken: (request: { name: string; role: Role; days: number }) => call<TokenCreated>("POST", "/tokens", request),
  revokeToken: (id: string) => call<unknown>("DELETE", `/tokens/${enc(id)}`),
};

async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: body === undefined ? undefined : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiProblem(0, "unreachable", silence(method));
  }
  if (!response.ok) throw await problemOf(response, method);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    // A proxy in between that wants a sign-in of its own, or a connection that broke off.
    throw new ApiProblem(0, "unreadable", `What answered was not Sluice, or not all of it. ${uncertain(method)}`);
  }
}

async function problemOf(response: Response, method: Method): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  if (problem?.error?.sentence) return new ApiProblem(response.status, problem.error.code, problem.error.sentence);
  if (response.status === 401) return new ApiProblem(401, "signed-out", "You are signed out.");
  if (response.status === 404) return new ApiProblem(404, "not-found", "There is nothing here, or you may not see it.");
  return new ApiProblem(response.status, "unknown", `Sluice answered with ${response.status}. ${uncertain(method)}`);
}

function silence(method: Method): string {
  return `Sluice is not answering. ${uncertain(method)}`;
}

function uncertain(method: Method): string {
  return method === "GET" ? "Try again in a moment." : "Look whether it was done before you try again.";
}

function params(query: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

/** Ids may hold slashes ("payments/production-eu"); a path segment may not. */
function enc(id: string): string {
  return encodeURIComponent(id);
}
