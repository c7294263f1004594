import type { Repo } from "../seed.ts";
import type { Repository } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { repoHtml } from "./urls.ts";

export function toRepo(world: World, repo: Repository): Repo {
  return {
    id: repo.id,
    fullName: fullName(repo),
    path: world.barePath(repo),
    cloneUrl: `${repoHtml(world, repo)}.git`,
    htmlUrl: repoHtml(world, repo),
  };
}
