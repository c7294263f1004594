import { GitRepository } from "../git/repository.ts";
import { git } from "../git/run.ts";
import type { NewRepository } from "../seed.ts";
import { invalid } from "../world/problem.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { createUser } from "./accounts.ts";

export async function createRepository(world: World, input: NewRepository): Promise<Repository> {
  if (world.repository(input.owner, input.name)) {
    throw invalid("Repository", "name", "custom", "name already exists on this account");
  }
  createUser(world, { login: input.owner });
  const at = world.now(input.at);
  const repo: Repository = {
    id: world.store.nextId("repository", 70_001),
    owner: world.user(input.owner)?.login ?? input.owner,
    name: input.name,
    private: input.private ?? false,
    description: input.description ?? null,
    defaultBranch: input.defaultBranch ?? "main",
    archived: false,
    createdAt: at,
    updatedAt: at,
    pushedAt: at,
    collaborators: input.collaborators ?? {},
    topics: [],
    allow: { merge: true, squash: true, rebase: true },
    deleteBranchOnMerge: input.deleteBranchOnMerge ?? false,
    lastNumber: 0,
  };
  await GitRepository.create(world.barePath(repo), repo.defaultBranch);
  if (input.importFrom) {
    await git(world.barePath(repo), [
      "fetch",
      "-q",
      input.importFrom,
      "+refs/heads/*:refs/heads/*",
      "+refs/tags/*:refs/tags/*",
    ]);
  }
  return world.saveRepository(repo);
}

export function nextNumber(world: World, repo: Repository): number {
  repo.lastNumber += 1;
  world.saveRepository(repo);
  return repo.lastNumber;
}
