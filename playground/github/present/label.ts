import type { Label, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { nodeId, repoApi } from "./urls.ts";

export function presentLabel(world: World, repo: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("Label", label.id),
    url: `${repoApi(world, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description ?? "",
  };
}
