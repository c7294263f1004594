import { memberRole, permissionOf, same } from "../acts/accounts.ts";
import { createRepository } from "../acts/repositories.ts";
import type { Call } from "../http/call.ts";
import { get, post, type Route } from "../http/router.ts";
import { presentMembership } from "../present/membership.ts";
import { presentFullRepository, presentRepository } from "../present/repository.ts";
import { presentTeam } from "../present/team.ts";
import { apiUrl } from "../present/urls.ts";
import { presentOrganizationSimple, presentUser } from "../present/user.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { Team, User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { afterCreate, newRepository } from "./repositories.ts";

export const organizationRoutes: Route[] = [
  get("/orgs/{org}", "anyone", (c) => ({ status: 200, body: presentOrganization(c.world, organization(c)) })),

  get("/orgs/{org}/repos", "anyone", (c) => {
    const owner = organization(c);
    const shown = c.world.repositories.filter(
      (repo) => repo.owner === owner.login && permissionOf(c.world, repo, c.viewer) !== "none",
    );
    return { status: 200, body: c.paged(shown).map((repo) => presentRepository(c.world, repo, c.viewer)) };
  }),

  post("/orgs/{org}/repos", "user", async (c) => {
    const owner = organization(c);
    if (!memberRole(owner, c.login))
      throw new Problem(403, "You need admin access to the organization before adding a repository to it.");
    const input = c.input(newRepository);
    const repo = await createRepository(c.world, { ...input, owner: owner.login });
    await afterCreate(c.world, repo, input, c.doing);
    return { status: 201, body: presentFullRepository(c.world, repo, c.login) };
  }),

  get("/orgs/{org}/members", "anyone", (c) => {
    const logins = Object.keys(organization(c).members);
    return { status: 200, body: c.paged(logins).map((login) => presentUser(c.world, login)) };
  }),

  get("/orgs/{org}/members/{username}", "anyone", (c) => {
    if (!memberRole(organization(c), c.param("username"))) throw notFound();
    return { status: 204 };
  }),

  get("/orgs/{org}/memberships/{username}", "user", (c) => {
    const owner = organization(c);
    const login = c.world.user(c.param("username"))?.login ?? "";
    if (!memberRole(owner, login)) throw notFound();
    return { status: 200, body: presentMembership(c.world, owner, login) };
  }),

  get("/orgs/{org}/teams", "members:read", (c) => {
    const owner = organization(c);
    const teams = c.world.teams.filter((team) => same(team.org, owner.login));
    return { status: 200, body: c.paged(teams).map((team) => presentTeam(c.world, team)) };
  }),

  get("/orgs/{org}/teams/{team_slug}", "members:read", (c) => ({
    status: 200,
    body: presentTeamFull(c.world, team(c)),
  })),

  get("/orgs/{org}/teams/{team_slug}/members", "members:read", (c) => ({
    status: 200,
    body: c.paged(team(c).members).map((login) => presentUser(c.world, login)),
  })),

  get("/orgs/{org}/teams/{team_slug}/memberships/{username}", "members:read", (c) => {
    const found = team(c);
    if (!found.members.some((login) => same(login, c.param("username")))) throw notFound();
    const url = apiUrl(c.world, `/organizations/0/team/${found.id}/memberships/${c.param("username")}`);
    return { status: 200, body: { state: "active", role: "member", url } };
  }),
];

function organization(c: Call): User {
  const found = c.world.user(c.param("org"));
  if (found?.type !== "Organization") throw notFound();
  return found;
}

function team(c: Call): Team {
  const found = c.world.teams.get(`${c.param("org")}/${c.param("team_slug")}`.toLowerCase());
  if (!found) throw notFound();
  return found;
}

function presentOrganization(world: World, user: User) {
  return {
    ...presentOrganizationSimple(world, user),
    name: user.name ?? user.login,
    html_url: `${world.url}/${user.login}`,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: world.repositories.filter((repo) => repo.owner === user.login && !repo.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: "Organization",
    created_at: user.createdAt,
    updated_at: user.createdAt,
    archived_at: null,
    default_repository_permission: "read",
  };
}

export function presentTeamFull(world: World, team: Team) {
  const owner = world.user(team.org);
  return {
    ...presentTeam(world, team),
    created_at: owner?.createdAt ?? world.now(),
    updated_at: owner?.createdAt ?? world.now(),
    members_count: team.members.length,
    repos_count: Object.keys(team.repositories).length,
    organization: owner ? presentOrganization(world, owner) : null,
  };
}
