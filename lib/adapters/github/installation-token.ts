import type { RepositoryRef } from "../../ports/git.ts";
import { type Fetches, type GitHubAccess, newClient } from "./client.ts";

const tokens = new Map<string, { token: string; until: number }>();

/** What Git itself signs in with: read-only, for one repository, and good for an hour, of which fifty minutes are used. */
export async function installationToken(
  how: GitHubAccess,
  repository: RepositoryRef,
  fetches: Fetches,
): Promise<string> {
  if ("token" in how.credentials) return how.credentials.token;
  const { appId, privateKey } = how.credentials;
  const key = `${how.apiUrl} ${appId} ${repository.fullName}`;
  const known = tokens.get(key);
  if (known && known.until > Date.now()) return known.token;
  const app = newClient({ ...how, credentials: { appId, privateKey } }, fetches);
  const [owner = "", repo = ""] = repository.fullName.split("/");
  const { data: installation } = await app.rest.apps.getRepoInstallation({ owner, repo });
  const { data } = await app.rest.apps.createInstallationAccessToken({
    installation_id: installation.id,
    repositories: [repo],
    permissions: { contents: "read" },
  });
  tokens.set(key, { token: data.token, until: Date.now() + 50 * 60_000 });
  return data.token;
}
