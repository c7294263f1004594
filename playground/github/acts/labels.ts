import type { Label, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** The labels of these names; those that the repository lacks are made, as GitHub does. */
export function labelsNamed(world: World, repo: Repository, names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => labelNamed(world, repo, name).name);
}

export function labelNamed(world: World, repo: Repository, name: string): Label {
  const key = `${repo.id}/${name.toLowerCase()}`;
  const known = world.labels.get(key);
  if (known) return known;
  const id = world.store.nextId("label", 3001);
  return world.labels.put(key, { id, repo: repo.id, name, color: "ededed", description: null });
}
