import type { Signature } from "../git/writer.ts";
import type { FileChanges } from "../seed.ts";
import { Problem } from "../world/problem.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";

export type CommitFiles = {
  /** Null makes a root commit. */
  parent: string | null;
  files: FileChanges;
  message: string;
  author: Signature;
  committer: Signature;
};

/** Writes blobs, trees and the commit; moves nothing. */
export async function commitFiles(world: World, repo: Repository, input: CommitFiles): Promise<string> {
  const repository = world.git(repo);
  const parent = input.parent ? await repository.commit(input.parent) : null;
  if (input.parent && !parent) throw new Problem(422, "Object does not exist");
  const edits = new Map<string, { mode: string; oid: string } | null>();
  for (const [path, content] of Object.entries(input.files)) {
    if (content === null) edits.set(path, null);
    else
      edits.set(path, {
        mode: await modeAt(world, repo, input.parent, path),
        oid: await repository.write("blob", content),
      });
  }
  return repository.writeCommit({
    tree: await repository.editTree(parent?.tree ?? null, edits),
    parents: parent ? [parent.oid] : [],
    author: input.author,
    committer: input.committer,
    message: input.message,
  });
}

/** A file that is executable stays so when its content changes. */
async function modeAt(world: World, repo: Repository, parent: string | null, path: string): Promise<string> {
  if (!parent) return "100644";
  const slash = path.lastIndexOf("/");
  const folder = slash < 0 ? "" : path.slice(0, slash);
  const entries = await world.git(repo).tree(`${parent}:${folder}`);
  const entry = entries?.find((one) => one.name === path.slice(slash + 1));
  return entry?.mode === "100755" ? "100755" : "100644";
}
