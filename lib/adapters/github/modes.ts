import { Rejected } from "../../ports/failures.ts";
import type { GitHub } from "./client.ts";

type Octokit = Parameters<Parameters<GitHub["call"]>[2]>[0];
type Mode = "100644" | "100755";

/** How each file stands in a tree. Who makes another tree says it of all that he puts there: what may be executed would not be any more. */
export async function modesIn(
  octokit: Octokit,
  where: { owner: string; repo: string },
  tree: string,
  paths: readonly string[],
): Promise<Map<string, Mode>> {
  const listed = new Map<string, { path: string; mode: string; sha: string }[]>();
  const entryOf = async (sha: string, name: string) => {
    const known = listed.get(sha);
    const entries = known ?? (await octokit.rest.git.getTree({ ...where, tree_sha: sha })).data.tree;
    listed.set(sha, entries);
    return entries.find(({ path }) => path === name);
  };
  const modes = new Map<string, Mode>();
  for (const path of paths) {
    let at: { mode: string; sha: string } | undefined = { mode: "040000", sha: tree };
    for (const name of path.split("/")) at = at && (await entryOf(at.sha, name));
    if (at?.mode !== "100644" && at?.mode !== "100755") throw new Rejected(`${path} is not a file.`);
    modes.set(path, at.mode);
  }
  return modes;
}
