import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Rejected } from "../../ports/failures.ts";
import type { RepositoryRef } from "../../ports/git.ts";
import { type GitOptions, git } from "./command.ts";

export type RemoteOf = (repository: RepositoryRef) => Promise<{ url: string; authorization?: string }>;

export type MirrorFolders = {
  /** The bare mirror of a repository, once it holds the commit. */
  at(repository: RepositoryRef, commit: string): Promise<string>;
  /** A git command that speaks to the host. */
  remote(repository: RepositoryRef, args: (url: string) => string[], options?: GitOptions): Promise<Buffer>;
};

/**
 * Bare mirrors under one folder, a cache: every call names a commit, and a mirror that lacks
 * it fetches. Losing the folder costs a fetch and nothing else. Fetches of one mirror are
 * serialised; reading is not.
 */
export function mirrorFolders(folder: string, remoteOf: RemoteOf): MirrorFolders {
  const fetching = new Map<string, Promise<unknown>>();

  const dirOf = (repository: RepositoryRef) =>
    join(
      folder,
      `${repository.connectionId}--${repository.fullName.replace("/", "--")}`.replace(/[^A-Za-z0-9._-]/g, "_"),
    );

  const remote: MirrorFolders["remote"] = async (repository, args, options = {}) => {
    const { url, authorization } = await remoteOf(repository);
    return git(args(url), { ...options, ...(authorization ? { authorization } : {}) });
  };

  async function serially<T>(dir: string, work: () => Promise<T>): Promise<T> {
    const before = fetching.get(dir) ?? Promise.resolve();
    const mine = before.then(work, work);
    fetching.set(
      dir,
      mine.catch(() => {}),
    );
    return mine;
  }

  return {
    remote,
    async at(repository, commit) {
      if (!/^[0-9a-f]{40,64}$/.test(commit)) throw new Rejected(`"${commit}" is not a commit.`);
      const dir = dirOf(repository);
      if (await has(dir, commit)) return dir;
      return serially(dir, async () => {
        if (await has(dir, commit)) return dir;
        await mkdir(dir, { recursive: true });
        await git(["init", "--bare", "--quiet", dir]);
        // A fetch that was killed leaves its lock; nobody else fetches this folder now.
        await rm(join(dir, "shallow.lock"), { force: true });
        await remote(
          repository,
          (url) => ["fetch", "--quiet", "--no-tags", "--prune", url, "+refs/heads/*:refs/heads/*"],
          { cwd: dir, timeoutMs: 300_000 },
        );
        if (!(await has(dir, commit)))
          await remote(repository, (url) => ["fetch", "--quiet", "--no-tags", url, commit], { cwd: dir });
        return dir;
      });
    },
  };
}

export async function has(dir: string, commit: string): Promise<boolean> {
  return git(["cat-file", "-e", `${commit}^{commit}`], { cwd: dir }).then(
    () => true,
    () => false,
  );
}
