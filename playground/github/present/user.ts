import { createUser } from "../acts/accounts.ts";
import type { User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { apiUrl, nodeId } from "./urls.ts";

/** An account as it appears inside other answers. A login that nobody has is shown as a ghost of that name. */
export function presentUser(world: World, login: string) {
  const user = world.user(login) ?? createUser(world, { login });
  const api = apiUrl(world, `/users/${encodeURIComponent(user.login)}`);
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type, user.id),
    avatar_url: user.avatarUrl ?? `${world.url}/avatars/u/${user.id}`,
    gravatar_id: "",
    url: api,
    html_url:
      user.type === "Bot" ? `${world.url}/apps/${user.login.replace(/\[bot\]$/, "")}` : `${world.url}/${user.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: user.type,
    user_view_type: "public",
    site_admin: user.siteAdmin,
  };
}

/** The page of an account: `GET /users/{username}`. */
export function presentPublicUser(world: World, user: User) {
  const owned = world.repositories.filter((repo) => repo.owner === user.login && !repo.private).length;
  return {
    ...presentUser(world, user.login),
    name: user.name,
    company: null,
    blog: "",
    location: null,
    email: user.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: owned,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  };
}

/** One's own: `GET /user`. */
export function presentPrivateUser(world: World, user: User) {
  const hidden = world.repositories.filter((repo) => repo.owner === user.login && repo.private).length;
  return {
    ...presentPublicUser(world, user),
    private_gists: 0,
    total_private_repos: hidden,
    owned_private_repos: hidden,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: "pro", space: 976_562_499, collaborators: 0, private_repos: 9999 },
  };
}

export function presentOrganizationSimple(world: World, user: User) {
  const api = apiUrl(world, `/orgs/${user.login}`);
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("Organization", user.id),
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: presentUser(world, user.login).avatar_url,
    description: null,
  };
}
