import { covers } from "../http/access.ts";
import type { Installation, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";

export function repositoriesOf(
  world: World,
  installation: Installation,
  narrowed: number[] | null = null,
): Repository[] {
  return world.repositories.filter((repo) => covers(installation, narrowed, repo));
}
