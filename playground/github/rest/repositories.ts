import { z } from "zod";
import { permissionOf, same, signatureOf } from "../acts/accounts.ts";
import { commitFiles } from "../acts/commits.ts";
import type { Doing } from "../acts/doing.ts";
import { moveRef } from "../acts/refs.ts";
import { createRepository } from "../acts/repositories.ts";
import { zeros } from "../git/zeros.ts";
import { get, patch, post, put, type Route } from "../http/router.ts";
import { presentFullRepository, presentPermissions } from "../present/repository.ts";
import { presentTeam } from "../present/team.ts";
import { presentUser } from "../present/user.ts";
import type { Permission } from "../seed.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { Repository } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";

export const newRepository = z.object({
  name: z.string().min(1),
  description: z.string().optional(),
  private: z.boolean().optional(),
  auto_init: z.boolean().optional(),
  delete_branch_on_merge: z.boolean().optional(),
});

const editedRepository = z.object({
  description: z.string().nullish(),
  private: z.boolean().optional(),
  default_branch: z.string().optional(),
  archived: z.boolean().optional(),
  allow_merge_commit: z.boolean().optional(),
  allow_squash_merge: z.boolean().optional(),
  allow_rebase_merge: z.boolean().optional(),
  delete_branch_on_merge: z.boolean().optional(),
});

export const repositoryRoutes: Route[] = [
  post("/user/repos", "user", async (c) => {
    const input = c.input(newRepository);
    const repo = await createRepository(c.world, { ...input, owner: c.login });
    await afterCreate(c.world, repo, input, c.doing);
    return { status: 201, body: presentFullRepository(c.world, repo, c.login) };
  }),

  get(
    "/repos/{owner}/{repo}/collaborators",
    "metadata:read",
    (c) => {
      const logins = [...new Set([c.repo.owner, ...Object.keys(c.repo.collaborators)])].filter(
        (login) => c.world.user(login)?.type !== "Organization",
      );
      return { status: 200, body: c.paged(logins).map((login) => presentCollaborator(c.world, c.repo, login)) };
    },
    { least: "push" },
  ),

  get("/repos/{owner}/{repo}/collaborators/{username}/permission", "metadata:read", (c) => {
    const user = c.world.user(c.param("username"));
    if (!user) throw notFound();
    const has = permissionOf(c.world, c.repo, user.login);
    const { permission, roleName } = roleOf(has);
    return {
      status: 200,
      body: { permission, role_name: roleName, user: presentCollaborator(c.world, c.repo, user.login) },
    };
  }),

  get("/repos/{owner}/{repo}/collaborators/{username}", "metadata:read", (c) => {
    const named = Object.keys(c.repo.collaborators).some((login) => same(login, c.param("username")));
    if (!named && !same(c.repo.owner, c.param("username"))) throw notFound();
    return { status: 204 };
  }),

  put("/repos/{owner}/{repo}/collaborators/{username}", "administration:write", (c) => {
    const { permission = "push" } = c.input(z.object({ permission: z.string().optional() }));
    const user = c.world.user(c.param("username"));
    if (!user) throw notFound();
    c.repo.collaborators[user.login] = permission as Permission;
    c.world.saveRepository(c.repo);
    return { status: 204 };
  }),

  get("/repos/{owner}/{repo}/teams", "administration:read", (c) => {
    const named = fullName(c.repo).toLowerCase();
    const teams = c.world.teams.filter((team) =>
      Object.keys(team.repositories).some((one) => one.toLowerCase() === named),
    );
    return { status: 200, body: c.paged(teams).map((team) => presentTeam(c.world, team)) };
  }),

  get("/repos/{owner}/{repo}/topics", "metadata:read", (c) => ({ status: 200, body: { names: c.repo.topics } })),

  get("/repos/{owner}/{repo}", "metadata:read", (c) => ({
    status: 200,
    body: presentFullRepository(c.world, c.repo, c.viewer),
  })),

  patch("/repos/{owner}/{repo}", "administration:write", async (c) => {
    const input = c.input(editedRepository);
    const repo = c.repo;
    if (input.default_branch !== undefined) {
      if (!(await c.git.ref(`refs/heads/${input.default_branch}`))) {
        throw new Problem(422, "Validation Failed", [
          { resource: "Repository", field: "default_branch", code: "invalid" },
        ]);
      }
      repo.defaultBranch = input.default_branch;
    }
    repo.description = input.description === undefined ? repo.description : input.description;
    repo.private = input.private ?? repo.private;
    repo.archived = input.archived ?? repo.archived;
    repo.allow = {
      merge: input.allow_merge_commit ?? repo.allow.merge,
      squash: input.allow_squash_merge ?? repo.allow.squash,
      rebase: input.allow_rebase_merge ?? repo.allow.rebase,
    };
    repo.deleteBranchOnMerge = input.delete_branch_on_merge ?? repo.deleteBranchOnMerge;
    repo.updatedAt = c.world.now();
    c.world.saveRepository(repo);
    return { status: 200, body: presentFullRepository(c.world, repo, c.viewer) };
  }),
];

export async function afterCreate(
  world: World,
  repo: Repository,
  input: z.output<typeof newRepository>,
  doing: Doing,
): Promise<void> {
  repo.deleteBranchOnMerge = input.delete_branch_on_merge ?? false;
  world.saveRepository(repo);
  if (!input.auto_init) return;
  const author = signatureOf(world, doing.by, world.clock());
  const files = { "README.md": `# ${repo.name}\n` };
  const sha = await commitFiles(world, repo, {
    parent: null,
    files,
    message: "Initial commit",
    author,
    committer: author,
  });
  await moveRef(world, repo, { ref: `refs/heads/${repo.defaultBranch}`, before: zeros, after: sha }, doing);
}

/** GitHub's older word for a permission beside the newer one. */
function roleOf(has: Permission | "none"): { permission: string; roleName: string } {
  const roleName = {
    none: "none",
    pull: "read",
    triage: "triage",
    push: "write",
    maintain: "maintain",
    admin: "admin",
  }[has];
  const permission = { none: "none", pull: "read", triage: "read", push: "write", maintain: "write", admin: "admin" }[
    has
  ];
  return { permission, roleName };
}

function presentCollaborator(world: World, repo: Repository, login: string) {
  return {
    ...presentUser(world, login),
    permissions: presentPermissions(world, repo, login),
    role_name: roleOf(permissionOf(world, repo, login)).roleName,
  };
}
