import { Rejected } from "../../ports/failures.ts";
import { git } from "./command.ts";

/**
 * The commit at the tip of a branch of a clone: by name (here or on its remote), else what is
 * checked out. Where that does not exist (a bundle without HEAD), the remote's own branch, or
 * its only one, or the one with a usual name.
 */
export async function branchOf(dir: string, branch: string | undefined): Promise<string> {
  const named = branch === undefined ? ["HEAD", "refs/remotes/origin/HEAD"] : asRefs(branch);
  for (const ref of named) {
    const commit = await commitAt(dir, ref);
    if (commit) return commit;
  }
  if (branch !== undefined) throw new Rejected(`${dir} has no branch "${branch}".`);
  const known = await branches(dir);
  const usual = ["main", "master"].flatMap((name) => known.find((ref) => ref.endsWith(`/${name}`)) ?? []);
  const [ref] = known.length === 1 ? known : usual;
  const commit = ref && (await commitAt(dir, ref));
  if (!commit) throw new Rejected(`${dir} has no commit to read. Which branch is meant?`);
  return commit;
}

function asRefs(branch: string): string[] {
  return [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`, branch];
}

async function commitAt(dir: string, ref: string): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  const out = await git(args, { cwd: dir }).catch((error) => {
    if (error instanceof Rejected && !/repository/.test(error.message)) return undefined;
    throw error;
  });
  return out?.toString("utf8").trim().split("\n").at(-1) || undefined;
}

async function branches(dir: string): Promise<string[]> {
  const out = await git(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes"], { cwd: dir });
  return out.toString("utf8").split("\n").filter(Boolean);
}
