import type { Signature } from "../git/writer.ts";
import type { Author, NewOrganization, NewTeam, NewUser, Permission } from "../seed.ts";
import type { Repository, Team, User } from "../world/types.ts";
import type { World } from "../world/world.ts";

export function createUser(world: World, input: NewUser, type: User["type"] = "User"): User {
  const known = world.user(input.login);
  if (known) return known;
  return world.users.put(input.login.toLowerCase(), {
    id: world.store.nextId("account", 1001),
    login: input.login,
    type,
    name: input.name ?? null,
    email: input.email ?? (type === "User" ? `${input.login.toLowerCase()}@example.com` : null),
    avatarUrl: input.avatarUrl ?? null,
    siteAdmin: input.siteAdmin ?? false,
    createdAt: world.now(input.at),
    members: {},
  });
}

export function createOrganization(world: World, input: NewOrganization): User {
  const organization = createUser(world, { login: input.login, name: input.name, at: input.at }, "Organization");
  organization.members = { ...organization.members, ...input.members };
  return world.users.put(input.login.toLowerCase(), organization);
}

export function createTeam(world: World, input: NewTeam): Team {
  const key = `${input.org}/${input.slug}`.toLowerCase();
  const known = world.teams.get(key);
  return world.teams.put(key, {
    id: known?.id ?? world.store.nextId("team", 501),
    org: input.org,
    slug: input.slug,
    name: input.name ?? input.slug,
    members: input.members ?? [],
    repositories: input.repositories ?? {},
  });
}

const order: (Permission | "none")[] = ["none", "pull", "triage", "push", "maintain", "admin"];

/** The most that a person may do in a repository, by whatever way it was given. */
export function permissionOf(world: World, repo: Repository, login: string | null): Permission | "none" {
  const given: (Permission | "none")[] = [repo.private ? "none" : "pull"];
  const user = login ? world.user(login) : undefined;
  if (!user) return given[0] ?? "none";
  if (user.siteAdmin || same(repo.owner, user.login)) return "admin";
  const owner = world.user(repo.owner);
  const role = owner ? memberRole(owner, user.login) : null;
  if (role === "admin") return "admin";
  if (role === "member") given.push("pull");
  const direct = Object.entries(repo.collaborators).find(([name]) => same(name, user.login));
  if (direct) given.push(direct[1]);
  for (const team of world.teams.filter((one) => same(one.org, repo.owner))) {
    if (!team.members.some((name) => same(name, user.login))) continue;
    const onRepo = Object.entries(team.repositories).find(([name]) => same(name, `${repo.owner}/${repo.name}`));
    if (onRepo) given.push(onRepo[1]);
  }
  return given.reduce((best, next) => (order.indexOf(next) > order.indexOf(best) ? next : best));
}

export function atLeast(has: Permission | "none", needs: Permission): boolean {
  return order.indexOf(has) >= order.indexOf(needs);
}

export function memberRole(organization: User, login: string): "admin" | "member" | null {
  return Object.entries(organization.members).find(([name]) => same(name, login))?.[1] ?? null;
}

/** How a person signs a commit. Somebody unknown signs with what was given. */
export function signatureOf(world: World, author: Author, date: Date): Signature {
  if (typeof author !== "string") return { ...author, date };
  const user = world.user(author);
  return {
    name: user?.name ?? author,
    email: user?.email ?? hiddenAddress(user?.id ?? 0, author),
    date,
  };
}

/** What stands in a commit for somebody who keeps their address to themselves, and for an app's bot. */
function hiddenAddress(id: number, login: string): string {
  return `${id}+${login}@users.noreply.github.com`;
}

/** The account that a commit's e-mail address belongs to. */
export function accountOf(world: World, email: string): User | null {
  if (email === "") return null;
  const hidden = /^(?:\d+\+)?([^@]+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  if (hidden) return world.user(hidden) ?? null;
  return world.users.find((user) => user.email !== null && same(user.email, email)) ?? null;
}

export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
