import type { Release, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { presentUser } from "./user.ts";

export function presentRelease(world: World, repo: Repository, release: Release) {
  const url = `${repoApi(world, repo)}/releases/${release.id}`;
  const upload = `${world.url}/api/uploads/repos/${repo.owner}/${repo.name}/releases/${release.id}/assets{?name,label}`;
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: upload,
    html_url: repoHtml(world, repo, `/releases/tag/${release.tag}`),
    id: release.id,
    node_id: nodeId("Release", release.id),
    author: presentUser(world, release.author),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: false,
    created_at: release.createdAt,
    updated_at: release.publishedAt ?? release.createdAt,
    published_at: release.publishedAt,
    assets: [],
    tarball_url: `${repoApi(world, repo)}/tarball/${release.tag}`,
    zipball_url: `${repoApi(world, repo)}/zipball/${release.tag}`,
  };
}
