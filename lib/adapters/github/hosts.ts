import { Octokit } from "@octokit/rest";
import type { Log } from "../../ports/deps.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { GitHosts } from "../../ports/git-hosts.ts";
import type { ConnectionFinding } from "../../ports/store-lists.ts";
import { type AccessOf, gitHub, newClient, told } from "./client.ts";

const needed = [{ scope: "repo", why: "read and change repositories, open pull requests" }] as const;

export function gitHubHosts(access: AccessOf, log: Log): GitHosts {
  return {
    async check(credentials) {
      const once = gitHub(
        async () => ({
          webUrl: credentials.webUrl,
          apiUrl: credentials.apiUrl,
          credentials: { token: credentials.token },
        }),
        log,
      );
      const nowhere = { connectionId: "check", fullName: "/" };
      try {
        return await once.call(nowhere, "check token", async (octokit) => {
          const { data, headers } = await octokit.rest.users.getAuthenticated();
          const findings: ConnectionFinding[] = [
            { ok: true, sentence: `GitHub answers, and knows the token as @${data.login}.` },
          ];
          const scopes = headers["x-oauth-scopes"];
          if (scopes !== undefined && scopes !== "") {
            const given = scopes.split(/,\s*/);
            for (const { scope, why } of needed) {
              if (!given.includes(scope))
                findings.push({
                  ok: false,
                  sentence: `The token lacks the scope "${scope}" (${why}).`,
                  remedy: `Give it the scope "${scope}", or use an App.`,
                });
            }
          }
          const { data: repositories } = await octokit.rest.repos.listForAuthenticatedUser({ per_page: 1 });
          findings.push(
            repositories.length > 0
              ? { ok: true, sentence: "It sees repositories." }
              : {
                  ok: false,
                  sentence: "It sees no repository.",
                  remedy: "Give the token access to the repository that Flux follows.",
                },
          );
          return findings;
        });
      } catch (error) {
        return [failing(error)];
      }
    },

    async registered(apiUrl, code) {
      const octokit = new Octokit({ baseUrl: apiUrl, userAgent: "sluice", request: { timeout: 20_000 } });
      try {
        const { data } = await octokit.rest.apps.createFromManifest({ code });
        return {
          appId: data.id,
          slug: data.slug ?? String(data.id),
          url: data.html_url,
          clientId: data.client_id,
          clientSecret: data.client_secret,
          privateKey: data.pem,
          ...(data.webhook_secret ? { webhookSecret: data.webhook_secret } : {}),
        };
      } catch (error) {
        throw told(error, "register App");
      }
    },

    async repositories(connectionId) {
      const how = await access(connectionId);
      const once = gitHub(async () => how, log);
      return once.call({ connectionId, fullName: "/" }, "list repositories", async (octokit) => {
        if ("token" in how.credentials)
          return pages((page) =>
            octokit.rest.repos.listForAuthenticatedUser({ per_page: 100, page }).then(({ data }) => data),
          );
        const { data: installations } = await newClient(how).rest.apps.listInstallations({ per_page: 100 });
        const found = installations.slice(0, 10).map(async ({ id }) => {
          const installed = newClient(how, id);
          return pages((page) =>
            installed.rest.apps
              .listReposAccessibleToInstallation({ per_page: 100, page })
              .then(({ data }) => data.repositories),
          );
        });
        return (await Promise.all(found)).flat();
      });
    },
  };
}

type Listed = { full_name: string; default_branch?: string };

async function pages(
  read: (page: number) => Promise<Listed[]>,
): Promise<{ fullName: string; defaultBranch: string }[]> {
  const found: { fullName: string; defaultBranch: string }[] = [];
  for (let page = 1; page <= 3; page++) {
    const rows = await read(page);
    found.push(...rows.map((row) => ({ fullName: row.full_name, defaultBranch: row.default_branch ?? "main" })));
    if (rows.length < 100) break;
  }
  return found;
}

function failing(error: unknown): ConnectionFinding {
  if (error instanceof Rejected && error.status === 401)
    return { ok: false, sentence: "GitHub does not accept this token.", remedy: "Make a new one, and paste it whole." };
  if (error instanceof Rejected) return { ok: false, sentence: error.message };
  if (error instanceof Unavailable)
    return {
      ok: false,
      sentence: "Nothing that speaks like GitHub answers at this address.",
      remedy: "Check the address; for Enterprise Server it is the server's own.",
    };
  throw error;
}
