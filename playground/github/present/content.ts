import type { TreeEntry } from "../git/writer.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { encodePath, repoApi, repoHtml } from "./urls.ts";

/** A file with its content, base64 in lines of sixty as GitHub sends it; above 1 MB without. */
export function presentContent(world: World, repo: Repository, ref: string, path: string, oid: string, body: Buffer) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const folder = path.slice(0, path.length - name.length).replace(/\/$/, "");
  const tooBig = body.length > 1024 * 1024;
  return {
    ...presentEntry(world, repo, ref, folder, { mode: "100644", name, oid }, body.length),
    type: "file" as const,
    content: tooBig ? "" : body.toString("base64").replace(/.{1,60}/g, "$&\n"),
    encoding: tooBig ? "none" : "base64",
  };
}

export function presentEntry(
  world: World,
  repo: Repository,
  ref: string,
  folder: string,
  entry: TreeEntry,
  size: number,
) {
  const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
  const type = entryType(entry.mode);
  const self = `${repoApi(world, repo)}/contents/${encodePath(path)}?ref=${encodeURIComponent(ref)}`;
  const html = repoHtml(world, repo, `/${type === "dir" ? "tree" : "blob"}/${encodePath(ref)}/${encodePath(path)}`);
  const object = `${repoApi(world, repo)}/git/${type === "dir" ? "trees" : "blobs"}/${entry.oid}`;
  return {
    name: entry.name,
    path,
    sha: entry.oid,
    size: type === "dir" ? 0 : size,
    url: self,
    html_url: html,
    git_url: object,
    download_url: type === "dir" ? null : repoHtml(world, repo, `/raw/${encodePath(ref)}/${encodePath(path)}`),
    type,
    _links: { self, git: object, html },
  };
}

function entryType(mode: string): "dir" | "file" | "symlink" | "submodule" {
  if (mode === "040000") return "dir";
  if (mode === "120000") return "symlink";
  return mode === "160000" ? "submodule" : "file";
}
