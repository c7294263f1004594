import { memberRole, same } from "../acts/accounts.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** How somebody stands to a repository, in GitHub's words. */
export function associationOf(world: World, repo: Repository, login: string): string {
  if (same(repo.owner, login)) return "OWNER";
  const owner = world.user(repo.owner);
  if (owner && memberRole(owner, login)) return "MEMBER";
  if (Object.keys(repo.collaborators).some((name) => same(name, login))) return "COLLABORATOR";
  return "NONE";
}
