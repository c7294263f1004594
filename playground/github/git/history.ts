import type { GitRepository } from "./repository.ts";
import { git, runGit } from "./run.ts";
import type { Commit, Signature } from "./writer.ts";

export type LogQuery = {
  from: string;
  not?: string;
  path?: string;
  author?: string;
  since?: string;
  until?: string;
  skip?: number;
  limit?: number;
  oldestFirst?: boolean;
};

/** Commit names, newest first unless asked otherwise. */
export async function log(repository: GitRepository, query: LogQuery): Promise<string[]> {
  const args = ["rev-list", query.from];
  if (query.not) args.push(`^${query.not}`);
  if (query.skip) args.push(`--skip=${query.skip}`);
  if (query.limit !== undefined) args.push(`--max-count=${query.limit}`);
  if (query.since) args.push(`--since=${query.since}`);
  if (query.until) args.push(`--until=${query.until}`);
  if (query.author) args.push("--fixed-strings", `--author=${query.author}`);
  if (query.oldestFirst) args.push("--reverse", "--topo-order");
  if (query.path) args.push("--", query.path);
  return lines(await git(repository.path, args));
}

export async function commitsOf(repository: GitRepository, oids: readonly string[]): Promise<Commit[]> {
  const found = await Promise.all(oids.map((oid) => repository.commit(oid)));
  return found.filter((commit) => commit !== null);
}

export async function mergeBase(repository: GitRepository, a: string, b: string): Promise<string | null> {
  const ran = await runGit(repository.path, ["merge-base", a, b]);
  return ran.code === 0 ? ran.stdout.toString().trim() : null;
}

/** How many commits `b` has that `a` has not, and the other way round. */
export async function aheadBehind(
  repository: GitRepository,
  a: string,
  b: string,
): Promise<{ ahead: number; behind: number }> {
  const text = await git(repository.path, ["rev-list", "--left-right", "--count", `${a}...${b}`]);
  const [behind = "0", ahead = "0"] = text.trim().split(/\s+/);
  return { ahead: Number(ahead), behind: Number(behind) };
}

export async function isAncestor(repository: GitRepository, old: string, young: string): Promise<boolean> {
  if (old === young) return true;
  // Mostly the two are a few commits apart, one way or the other; that needs no process.
  if (await isNear(repository, old, young)) return true;
  if (await isNear(repository, young, old)) return false;
  return (await runGit(repository.path, ["merge-base", "--is-ancestor", old, young])).code === 0;
}

const near = 24;

async function isNear(repository: GitRepository, old: string, young: string): Promise<boolean> {
  const seen = new Set([young]);
  for (const oid of seen) {
    if (seen.size > near) return false;
    for (const parent of (await repository.commit(oid))?.parents ?? []) {
      if (parent === old) return true;
      seen.add(parent);
    }
  }
  return false;
}

export async function branchesWith(repository: GitRepository, oid: string): Promise<string[]> {
  const text = await git(repository.path, ["for-each-ref", `--contains=${oid}`, "--format=%(refname)", "refs/heads/"]);
  return lines(text).map((ref) => ref.slice("refs/heads/".length));
}

/** The tree of the merge, as Git's own merge makes it; null on a conflict. */
export async function mergeTree(repository: GitRepository, ours: string, theirs: string): Promise<string | null> {
  // What only one side changed is that side's tree.
  if (await isNear(repository, ours, theirs)) return (await repository.commit(theirs))?.tree ?? null;
  const args = [
    "merge-tree",
    "--write-tree",
    "--allow-unrelated-histories",
    "--name-only",
    "--no-messages",
    ours,
    theirs,
  ];
  const ran = await runGit(repository.path, args);
  if (ran.code > 1) throw new Error(`git merge-tree failed: ${ran.stderr.trim()}`);
  return ran.code === 0 ? (ran.stdout.toString().split("\n")[0] ?? null) : null;
}

/** Each commit put again on `onto`; null when one of them conflicts. */
export async function replay(
  repository: GitRepository,
  oids: readonly string[],
  onto: string,
  committer: Signature,
): Promise<string | null> {
  let tip = onto;
  for (const commit of await commitsOf(repository, oids)) {
    const parent = commit.parents[0];
    if (!parent || commit.parents.length > 1) continue;
    const tree = (await repository.commit(tip))?.tree;
    if (!tree) return null;
    // A stand-in with the tip's tree whose parent is the commit's own parent: merging the commit
    // into it is a cherry-pick, also with a Git that has no --merge-base yet.
    const stand = await repository.writeCommit({
      tree,
      parents: [parent],
      author: committer,
      committer,
      message: "cherry-pick base",
    });
    const merged = await mergeTree(repository, stand, commit.oid);
    if (!merged) return null;
    tip = await repository.writeCommit({
      tree: merged,
      parents: [tip],
      author: commit.author,
      committer,
      message: commit.message,
    });
  }
  return tip;
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
