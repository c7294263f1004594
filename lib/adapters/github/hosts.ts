import type { Log } from "../../ports/deps.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { GitHosts } from "../../ports/git-hosts.ts";
import type { ConnectionFinding } from "../../ports/store-lists.ts";
import { checkApp } from "./check-app.ts";
import { checkSignIn } from "./check-sign-in.ts";
import { checkToken } from "./check-token.ts";
import { type AccessOf, type Fetches, type GitHubAccess, gitHub, newClient, noRepository, told } from "./client.ts";

const nowhere = { connectionId: "check", fullName: noRepository };

export function gitHubHosts(access: AccessOf, log: Log, fetches: Fetches = () => fetch): GitHosts {
  async function look(how: GitHubAccess): Promise<ConnectionFinding[]> {
    const once = gitHub(async () => how, log, fetches);
    try {
      return "token" in how.credentials
        ? await once.call(nowhere, "check token", checkToken)
        : await once.call(nowhere, "check App", checkApp);
    } catch (error) {
      return [failing(error)];
    }
  }

  return {
    check: ({ webUrl, apiUrl, token }) => look({ webUrl, apiUrl, credentials: { token } }),

    async checkKept(connectionId) {
      try {
        return await look(await access(connectionId));
      } catch (error) {
        return [failing(error)];
      }
    },

    checkSignIn: (client) => checkSignIn(client, fetches(false)),

    async registered(apiUrl, code) {
      const octokit = newClient({ webUrl: "", apiUrl, credentials: { token: "" } }, fetches);
      try {
        const { data } = await octokit.rest.apps.createFromManifest({ code, headers: { authorization: "" } });
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
      const once = gitHub(async () => how, log, fetches);
      return once.call({ connectionId, fullName: noRepository }, "list repositories", async (octokit) => {
        if ("token" in how.credentials)
          return pages((page) =>
            octokit.rest.repos.listForAuthenticatedUser({ per_page: 100, page }).then(({ data }) => data),
          );
        const { data: installations } = await octokit.rest.apps.listInstallations({ per_page: 100 });
        const found = installations.slice(0, 10).map(async ({ id }) => {
          const installed = newClient(how, fetches, id);
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
    return {
      ok: false,
      sentence: "GitHub does not accept this credential.",
      remedy: "Make a new one, and paste it whole.",
    };
  if (error instanceof Rejected) return { ok: false, sentence: error.message };
  if (error instanceof Unavailable)
    return {
      ok: false,
      sentence: "Nothing that speaks like GitHub answers at this address.",
      remedy: "Check the address; for Enterprise Server it is the server's own.",
    };
  throw error;
}
