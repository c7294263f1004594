import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import type { Log } from "../../ports/deps.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { RepositoryRef } from "../../ports/git.ts";
import { createPace } from "./pace.ts";
import { remember } from "./remembered.ts";
import { statusOf } from "./status.ts";

/** How one GitHub is reached. `webUrl` and `apiUrl` have no slash at the end. */
export type GitHubAccess = {
  webUrl: string;
  apiUrl: string;
  /** Named by the operator: then it may be at a local address. */
  trusted?: boolean;
  credentials: { token: string } | { appId: number; privateKey: string; installationId?: number };
};

/** How calls leave; `trusted` is what the operator named. */
export type Fetches = (trusted: boolean) => typeof fetch;

export type AccessOf = (connectionId: string) => Promise<GitHubAccess>;

export type GitHub = {
  octokit(repository: RepositoryRef): Promise<Octokit>;
  access: AccessOf;
  /** Runs one call: one log line, and the outside world's answer told as Unavailable or Rejected. */
  call<T>(
    repository: RepositoryRef,
    what: string,
    work: (octokit: Octokit, where: { owner: string; repo: string }) => Promise<T>,
  ): Promise<T>;
};

/** For calls that are about no repository: then an App speaks as itself. */
export const noRepository = "/";

const clients = new Map<string, Octokit>();

/** Clients of an App's installations, by connection and repository, and what they were made from. */
const installations = new Map<string, { how: string; client: Octokit }>();

/** Until when GitHub asked us to wait, by budget. Whoever calls on all the same may be shut out for good. */
const waiting = new Map<string, number>();

/** One client per connection and installation, so that its pace is that of one budget. */
export function gitHub(access: AccessOf, log: Log, fetches: Fetches = () => fetch): GitHub {
  async function octokit(repository: RepositoryRef): Promise<Octokit> {
    const how = await access(repository.connectionId);
    const key = JSON.stringify([repository.connectionId, how]);
    let client = clients.get(key);
    if (!client) {
      client = newClient(how, fetches);
      clients.set(key, client);
    }
    const { credentials } = how;
    if (repository.fullName === noRepository || "token" in credentials || credentials.installationId) return client;
    return installed(client, how, repository, fetches);
  }

  /** An App may be taken off and installed again: what is kept of it is good for nothing then. */
  async function forget(repository: RepositoryRef): Promise<void> {
    installations.delete(installationKey(repository));
    clients.delete(JSON.stringify([repository.connectionId, await access(repository.connectionId)]));
  }
  return {
    octokit,
    access,
    async call(repository, what, work) {
      const started = performance.now();
      const where = split(repository.fullName);
      const budget = `${repository.connectionId} ${where.owner.toLowerCase()}`;
      const left = (waiting.get(budget) ?? 0) - performance.now();
      if (left > 0)
        throw new Unavailable("GitHub asks to wait: its rate limit is reached.", {
          retryAfterMs: Math.max(1000, left),
        });
      try {
        const result = await work(await octokit(repository), where);
        log.info(
          { github: what, repository: repository.fullName, ms: Math.round(performance.now() - started) },
          "github answered",
        );
        return result;
      } catch (error) {
        log.warn(
          {
            github: what,
            repository: repository.fullName,
            status: statusOf(error),
            ms: Math.round(performance.now() - started),
          },
          "github refused or was silent",
        );
        if (isShutOut(error)) await forget(repository).catch(() => {});
        const said = told(error, what);
        if (said instanceof Unavailable && said.retryAfterMs)
          waiting.set(budget, performance.now() + said.retryAfterMs);
        throw said;
      }
    },
  };
}

/** An App speaks as itself without an installation, and as the installation with one. */
export function newClient(how: GitHubAccess, fetches: Fetches, installationId?: number): Octokit {
  const { credentials } = how;
  const id = installationId ?? ("token" in credentials ? undefined : credentials.installationId);
  // The library refuses an id that is there and undefined.
  const installation = id === undefined ? {} : { installationId: id };
  const auth =
    "token" in credentials
      ? { auth: credentials.token }
      : {
          authStrategy: createAppAuth,
          auth: { appId: credentials.appId, privateKey: credentials.privateKey, ...installation },
        };
  const octokit = new Octokit({
    ...auth,
    baseUrl: how.apiUrl,
    userAgent: "sluice",
    request: { fetch: impatient(fetches(how.trusted ?? false)) },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  // Limits that GitHub names are not waited for here: that would hold a promotion's lease. The job waits.
  const pace = createPace({ burst: 10, everyMs: 1_000 });
  octokit.hook.before("request", async (options) => {
    if (options.method !== "GET" && options.method !== "HEAD") await pace.turn();
  });
  remember(octokit);
  return octokit;
}

const answerWithinMs = 20_000;

const mostRedirects = 3;

/**
 * Octokit's own `timeout` is not heeded since it uses fetch. A repository that was renamed is a
 * redirect on the same host; one that leads elsewhere would carry us to wherever it likes.
 */
export function impatient(out: typeof fetch): typeof fetch {
  return async (to, init) => {
    let url = new URL(String(to));
    for (let hops = 0; ; hops++) {
      const answer = await out(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(answerWithinMs) });
      const location = answer.status >= 300 && answer.status < 400 && answer.headers.get("location");
      if (!location) return answer;
      await answer.body?.cancel();
      const next = new URL(location, url);
      if (next.origin !== url.origin || hops >= mostRedirects)
        throw new Rejected(`GitHub sends us elsewhere (${answer.status}); redirects to other hosts are not followed.`);
      url = next;
    }
  };
}

async function installed(
  app: Octokit,
  how: GitHubAccess,
  repository: RepositoryRef,
  fetches: Fetches,
): Promise<Octokit> {
  const key = installationKey(repository);
  const made = JSON.stringify(how);
  const known = installations.get(key);
  if (known?.how === made) return known.client;
  const { data } = await app.rest.apps.getRepoInstallation(split(repository.fullName));
  const client = newClient(how, fetches, data.id);
  installations.set(key, { how: made, client });
  return client;
}

function installationKey({ connectionId, fullName }: RepositoryRef): string {
  return `${connectionId} ${fullName}`;
}

export function split(fullName: string): { owner: string; repo: string } {
  const [owner = "", repo = ""] = fullName.split("/");
  return { owner, repo };
}

function headersOf(error: unknown): Record<string, string | undefined> {
  return answerOf(error)?.headers ?? {};
}

type Answer = { headers?: Record<string, string | undefined>; data?: unknown };

function answerOf(error: unknown): Answer | undefined {
  const response = typeof error === "object" && error !== null && "response" in error ? error.response : undefined;
  return (response ?? undefined) as Answer | undefined;
}

/** GitHub's own words, without the links it appends and without anything that could be a credential. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/ - https?:\S+$/, "")
    .replace(/https?:\/\/\S+/g, "")
    .replace(/\b(gh[a-z]_|github_pat_)\w+/g, "…")
    .trim()
    .slice(0, 300);
}

/** GitHub answers in JSON. A page is of something in between, or of what is no GitHub: nobody is shown what stands there. */
function isPage(error: unknown): boolean {
  return typeof answerOf(error)?.data === "string";
}

/** The outside world's answer as one of the two failures there are. */
export function told(error: unknown, what: string): unknown {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof Rejected || at instanceof Unavailable) return at;
  const status = statusOf(error);
  if (status === undefined || status >= 500) {
    return new Unavailable(`GitHub is not answering (${what}).`, { cause: error });
  }
  const headers = headersOf(error);
  if (isLimit(status, headers, error)) {
    return new Unavailable("GitHub asks to wait: its rate limit is reached.", {
      cause: error,
      retryAfterMs: waitFor(headers),
    });
  }
  const words = isPage(error) ? "" : `: ${wordsOf(error)}`;
  return new Rejected(`GitHub answered ${status}${words || "."}`, { cause: error, status });
}

/** The credential is not known, or no token is given for the installation. */
function isShutOut(error: unknown): boolean {
  const asked = typeof error === "object" && error !== null && "request" in error ? error.request : undefined;
  const url = typeof asked === "object" && asked !== null && "url" in asked ? String(asked.url) : "";
  return statusOf(error) === 401 || /\/access_tokens$/.test(url);
}

function isLimit(status: number, headers: Record<string, string | undefined>, error: unknown): boolean {
  if (status === 429) return true;
  const named = headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined;
  return status === 403 && (named || /rate limit|abuse detection/i.test(wordsOf(error)));
}

/** GitHub's limits begin anew every hour: more than that is a mistake. */
const longestWaitMs = 3_600_000;

/**
 * As GitHub asks for it: what `retry-after` says; the reset, but only of a limit that is used up; else a minute.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
function waitFor(headers: Record<string, string | undefined>): number {
  const asked = Number(headers["retry-after"]) * 1000;
  // By GitHub's own clock, which says when the reset is.
  const now = Date.parse(headers.date ?? "") || Date.now();
  const reset = headers["x-ratelimit-remaining"] === "0" ? Number(headers["x-ratelimit-reset"]) * 1000 - now : 0;
  return Math.min(Math.max(1000, asked || reset || 60_000), longestWaitMs);
}

/** As if the process had just begun: for tests, whose time does not pass. */
export function forgetBudgets(): void {
  waiting.clear();
  clients.clear();
  installations.clear();
}
