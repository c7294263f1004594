import type { RepositoryRef } from "../../ports/git.ts";
import { type Fetches, type GitHubAccess, newClient, told } from "./client.ts";

const tokens = new Map<string, { token: string; until: number }>();

/**
 * What Git itself signs in with: read-only, for one repository, and good for an hour, of which fifty
 * minutes are used; `fresh` where the one before was refused, for it may have been taken back.
 */
export async function installationToken(
  how: GitHubAccess,
  repository: RepositoryRef,
  fetches: Fetches,
  fresh = false,
): Promise<string> {
  if ("token" in how.credentials) return how.credentials.token;
  const { appId, privateKey } = how.credentials;
  const key = `${how.apiUrl} ${appId} ${repository.fullName}`;
  const known = tokens.get(key);
  if (known && known.until > performance.now() && !fresh) return known.token;
  const token = await made({ ...how, credentials: { appId, privateKey } }, repository, fetches).catch(
    (error: unknown) => {
      throw told(error, "make a token for Git");
    },
  );
  tokens.set(key, { token, until: performance.now() + 50 * 60_000 });
  return token;
}

async function made(how: GitHubAccess, repository: RepositoryRef, fetches: Fetches): Promise<string> {
  const app = newClient(how, fetches);
  const [owner = "", repo = ""] = repository.fullName.split("/");
  const { data: installation } = await app.rest.apps.getRepoInstallation({ owner, repo });
  const { data } = await app.rest.apps.createInstallationAccessToken({
    installation_id: installation.id,
    repositories: [repo],
    permissions: { contents: "read" },
  });
  return data.token;
}
