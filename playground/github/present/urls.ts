import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";

export function apiUrl(world: World, path = ""): string {
  return `${world.url}/api/v3${path}`;
}

export function repoApi(world: World, repo: Repository, path = ""): string {
  return apiUrl(world, `/repos/${repo.owner}/${repo.name}${path}`);
}

export function repoHtml(world: World, repo: Repository, path = ""): string {
  return `${world.url}/${repo.owner}/${repo.name}${path}`;
}

/** GitHub's opaque id; that it can be decoded is nobody's business. */
export function nodeId(kind: string, id: string | number): string {
  return Buffer.from(`${kind}:${id}`).toString("base64url");
}

export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
