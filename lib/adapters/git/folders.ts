import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { RepositoryRef } from "../../ports/git.ts";
import { type GitOptions, git } from "./command.ts";
import { Clash, Damaged } from "./said.ts";

/** Asks a host, unless it has been silent for so many that nobody waits for it. */
export type AskHost = <T>(host: string, work: () => Promise<T>) => Promise<T>;

type Remote = { url: string; authorization?: string };
/** `fresh`: with a credential that was made now, where it is one that is made. */
export type RemoteOf = (repository: RepositoryRef, fresh?: boolean) => Promise<Remote>;

export type MirrorFolders = {
  /** The bare mirror of a repository, once it holds the commit. */
  at(repository: RepositoryRef, commit: string): Promise<string>;
  /** A git command that speaks to the host. */
  remote(repository: RepositoryRef, args: (url: string) => string[], options?: GitOptions): Promise<Buffer>;
  /** The next call fetches everything anew. */
  forget(repository: RepositoryRef): Promise<void>;
};

/** Others fetch for seconds, and move each branch within milliseconds: after so many tries something else is wrong. */
const MOST_TRIES = 6;
/** A lock of a branch that is older than this is nobody's: whoever took it was killed. */
const DEAD_AFTER_MS = 30_000;
/** A first one may bring years of a large repository over a thin line; one that stands still is ended by Git itself. */
const LONGEST_FETCH_MS = 3_600_000;

/**
 * Bare mirrors under one folder, a cache that all processes of a machine share: every call names a commit, and a mirror
 * that lacks it fetches. Losing the folder costs a fetch and nothing else. Fetches of one mirror go one after the other in
 * this process, and give way to those of another one; reading waits for nobody.
 */
export function mirrorFolders(
  folder: string,
  remoteOf: RemoteOf,
  askHost: AskHost = (_, work) => work(),
): MirrorFolders {
  const fetching = new Map<string, Promise<unknown>>();

  const dirOf = (repository: RepositoryRef) =>
    join(
      folder,
      `${repository.connectionId}--${repository.fullName.replace("/", "--")}`.replace(/[^A-Za-z0-9._-]/g, "_"),
    );

  const remote: MirrorFolders["remote"] = async (repository, args, options = {}) => {
    const ask = ({ url, authorization }: Remote) =>
      askHost(new URL(url).host, () => git(args(url), { ...options, ...(authorization ? { authorization } : {}) }));
    const known = await remoteOf(repository);
    try {
      return await ask(known);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      // On the way to a host most things that can be said pass; what does not is known by its status.
      if (error.status === undefined) throw new Unavailable(error.message, { cause: error });
      if (error.status !== 401 && error.status !== 404) throw error;
      const fresh = await remoteOf(repository, true);
      if (fresh.authorization === known.authorization) throw error;
      return ask(fresh);
    }
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

  async function fetch(repository: RepositoryRef, dir: string, commit: string): Promise<void> {
    await mkdir(dir, { recursive: true });
    // Its template holds hooks, which nobody runs, and which two processes cannot copy at once.
    await git(["init", "--bare", "--quiet", "--template=", dir]);
    await clearHalfPacks(dir);
    await remote(repository, (url) => ["fetch", "--quiet", "--no-tags", "--prune", url, "+refs/heads/*:refs/heads/*"], {
      cwd: dir,
      timeoutMs: LONGEST_FETCH_MS,
    });
    if (!(await hasWhole(dir, commit)))
      await remote(repository, (url) => ["fetch", "--quiet", "--no-tags", url, commit], {
        cwd: dir,
        timeoutMs: LONGEST_FETCH_MS,
      });
  }

  return {
    remote,
    forget(repository) {
      const dir = dirOf(repository);
      return serially(dir, () => rm(dir, { recursive: true, force: true }));
    },
    async at(repository, commit) {
      if (!/^[0-9a-f]{40,64}$/.test(commit)) throw new Rejected(`"${commit}" is not a commit.`);
      const dir = dirOf(repository);
      if (await hasWhole(dir, commit)) return dir;
      return serially(dir, async () => {
        for (let tries = 1; !(await hasWhole(dir, commit)); tries++) {
          try {
            await fetch(repository, dir, commit);
            return dir;
          } catch (error) {
            const passes = error instanceof Clash || error instanceof Damaged;
            if (!passes || tries >= MOST_TRIES) throw error;
            if (error instanceof Damaged) await rm(dir, { recursive: true, force: true });
            else await clearDeadLocks(dir);
            await pause(50 * 2 ** tries * Math.random());
          }
        }
        return dir;
      });
    },
  };
}

/** The commit's object is there. */
export async function has(dir: string, commit: string): Promise<boolean> {
  return succeeds(["cat-file", "-e", `${commit}^{commit}`], dir);
}

/**
 * The commit is there with everything under it. A fetch that is under way writes the commit before its files, so its object
 * alone says nothing; this is how Git itself makes sure after a fetch, and looks only at what no branch leads to.
 */
async function hasWhole(dir: string, commit: string): Promise<boolean> {
  return succeeds(["rev-list", "--quiet", "--objects", commit, "--not", "--all", "--"], dir);
}

/** A git that could not work said nothing of the commit. */
async function succeeds(args: string[], cwd: string): Promise<boolean> {
  return git(args, { cwd }).then(
    () => true,
    (error) => {
      if (error instanceof Unavailable && !(error instanceof Damaged)) throw error;
      return false;
    },
  );
}

async function clearDeadLocks(dir: string): Promise<void> {
  const found = await readdir(join(dir, "refs"), { recursive: true }).catch(() => []);
  const locks = found.filter((name) => name.endsWith(".lock")).map((name) => join(dir, "refs", name));
  await clear(
    [...locks, ...["packed-refs.lock", "HEAD.lock", "config.lock"].map((name) => join(dir, name))],
    DEAD_AFTER_MS,
  );
}

/** What was killed while it wrote a pack has left it: each may be as large as the repository. */
async function clearHalfPacks(dir: string): Promise<void> {
  const folder = join(dir, "objects/pack");
  const found = await readdir(folder).catch(() => []);
  await clear(
    found.filter((name) => /^\.?tmp[_-]/.test(name)).map((name) => join(folder, name)),
    LONGEST_FETCH_MS,
  );
}

async function clear(files: string[], olderThanMs: number): Promise<void> {
  for (const file of files) {
    // Also from a future that a wrong clock told.
    const since = await stat(file).then(
      ({ mtimeMs }) => Math.abs(Date.now() - mtimeMs),
      () => 0,
    );
    if (since > olderThanMs) await rm(file, { force: true });
  }
}
