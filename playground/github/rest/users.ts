import { memberRole, permissionOf } from "../acts/accounts.ts";
import { get, type Route } from "../http/router.ts";
import { presentInstallation } from "../present/app.ts";
import { presentMembership } from "../present/membership.ts";
import { presentRepository } from "../present/repository.ts";
import { presentOrganizationSimple, presentPrivateUser, presentPublicUser } from "../present/user.ts";
import { notFound } from "../world/problem.ts";
import type { Repository, User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { repositoriesOf } from "./installed.ts";
import { presentTeamFull } from "./organizations.ts";

export const userRoutes: Route[] = [
  get("/user", "user", (c) => ({ status: 200, body: presentPrivateUser(c.world, account(c.world, c.login)) })),

  get("/user/emails", "user", (c) => {
    const { email } = account(c.world, c.login);
    const shown = email ? [{ email, primary: true, verified: true, visibility: "public" }] : [];
    return { status: 200, body: c.paged(shown) };
  }),

  get("/user/orgs", "user", (c) => {
    const mine = organizationsOf(c.world, c.login);
    return { status: 200, body: c.paged(mine).map((one) => presentOrganizationSimple(c.world, one)) };
  }),

  get("/user/memberships/orgs", "user", (c) => {
    const mine = organizationsOf(c.world, c.login);
    return { status: 200, body: c.paged(mine).map((one) => presentMembership(c.world, one, c.login)) };
  }),

  get("/user/teams", "user", (c) => {
    const login = c.login.toLowerCase();
    const mine = c.world.teams.filter((team) => team.members.some((one) => one.toLowerCase() === login));
    const shown = c.paged(mine).map((team) => ({
      ...presentTeamFull(c.world, team),
    }));
    return { status: 200, body: shown };
  }),

  get("/user/repos", "user", (c) => {
    const reachable = c.world.repositories.filter((repo) => involved(c.world, repo, c.login));
    return { status: 200, body: c.paged(reachable).map((repo) => presentRepository(c.world, repo, c.login)) };
  }),

  get("/user/installations", "user", (c) => {
    const app = c.actor.is === "user" ? c.actor.token.app : null;
    const mine = c.world.installations.filter(
      (one) =>
        one.app === app && repositoriesOf(c.world, one).some((repo) => permissionOf(c.world, repo, c.login) !== "none"),
    );
    const shown = c.paged(mine).map((one) => presentInstallation(c.world, one));
    return { status: 200, body: { total_count: mine.length, installations: shown } };
  }),

  get("/user/installations/{installation_id}/repositories", "user", (c) => {
    const installation = c.world.installations.get(c.number("installation_id"));
    if (!installation) throw notFound();
    const mine = repositoriesOf(c.world, installation).filter((one) => permissionOf(c.world, one, c.login) !== "none");
    const shown = c.paged(mine).map((repo) => presentRepository(c.world, repo, c.login));
    return { status: 200, body: { total_count: mine.length, repositories: shown } };
  }),

  get("/users/{username}", "anyone", (c) => {
    const user = c.world.user(c.param("username"));
    if (!user) throw notFound();
    return { status: 200, body: presentPublicUser(c.world, user) };
  }),

  get("/users/{username}/repos", "anyone", (c) => {
    const owner = account(c.world, c.param("username"));
    const owned = c.world.repositories.filter(
      (repo) => repo.owner === owner.login && permissionOf(c.world, repo, c.viewer) !== "none",
    );
    return { status: 200, body: c.paged(owned).map((repo) => presentRepository(c.world, repo, c.viewer)) };
  }),
];

function account(world: World, login: string): User {
  const user = world.user(login);
  if (!user) throw notFound();
  return user;
}

function organizationsOf(world: World, login: string): User[] {
  return world.users.filter((one) => one.type === "Organization" && memberRole(one, login) !== null);
}

/** One's own and those one was let into; not all the public ones. */
function involved(world: World, repo: Repository, login: string): boolean {
  return permissionOf(world, { ...repo, private: true }, login) !== "none";
}
