import type { Log } from "../../ports/deps.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { GitHosts, HostedRepository } from "../../ports/git-hosts.ts";
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
            octokit.rest.repos
              .listForAuthenticatedUser({ sort: "pushed", per_page: 100, page })
              .then(({ data }) => data),
          );
        const installations = await octokit.paginate(octokit.rest.apps.listInstallations, { per_page: 100 });
        return ofInstallations(installations, (id) => newClient(how, fetches, id));
      });
    },

    async repository(connectionId, fullName) {
      const once = gitHub(access, log, fetches);
      try {
        return await once.call({ connectionId, fullName }, "read repository", async (octokit, where) =>
          listed((await octokit.rest.repos.get(where)).data),
        );
      } catch (error) {
        if (error instanceof Rejected && error.status === 404) return undefined;
        throw error;
      }
    },
  };
}

const installationsAtOnce = 5;
/** Each has a budget and a token of its own, and somebody waits. */
const mostInstallations = 50;

/** One that is suspended tells nothing, and hides nothing of the others. */
async function ofInstallations(
  installations: readonly { id: number; suspended_at: string | null }[],
  clientOf: (id: number) => ReturnType<typeof newClient>,
): Promise<HostedRepository[]> {
  const asked = installations.filter((one) => one.suspended_at === null).slice(0, mostInstallations);
  const told: PromiseSettledResult<HostedRepository[]>[] = [];
  for (let i = 0; i < asked.length; i += installationsAtOnce) {
    const some = asked.slice(i, i + installationsAtOnce).map(({ id }) => {
      const { rest } = clientOf(id);
      return pages((page) =>
        rest.apps.listReposAccessibleToInstallation({ per_page: 100, page }).then(({ data }) => data.repositories),
      );
    });
    told.push(...(await Promise.allSettled(some)));
  }
  const failed = told.find((each) => each.status === "rejected");
  if (failed && told.every((each) => each.status === "rejected")) throw failed.reason;
  return told.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
}

type Listed = { full_name: string; default_branch?: string };

function listed({ full_name, default_branch }: Listed): HostedRepository {
  return { fullName: full_name, defaultBranch: default_branch ?? "main" };
}

/** A list to choose from: whoever has more than these types the name. */
const mostPages = 10;

async function pages(read: (page: number) => Promise<Listed[]>): Promise<HostedRepository[]> {
  const found: HostedRepository[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const rows = await read(page);
    found.push(...rows.map(listed));
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
