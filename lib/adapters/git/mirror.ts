import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { repositoryOf } from "../../domain/repository/files.ts";
import type { Repository } from "../../domain/repository/types.ts";
import { Rejected } from "../../ports/failures.ts";
import type { LogEntry, Mirror, RepositoryRef } from "../../ports/git.ts";
import { type GitOptions, git } from "./command.ts";
import { countLog } from "./log.ts";
import { BlobCache } from "./objects.ts";
import { filesAt, walkBack, walkForward } from "./walk.ts";

const REPOSITORIES_KEPT = 4;

export type RemoteOf = (repository: RepositoryRef) => Promise<{ url: string; authorization?: string }>;

/**
 * Bare mirrors under one folder, a cache: every call names a commit, and a mirror that lacks
 * it fetches. Losing the folder costs a fetch and nothing else. Fetches of one mirror are
 * serialised; reading is not.
 */
export function gitMirror(folder: string, remoteOf: RemoteOf): Mirror {
  const cache = new BlobCache();
  const recent = new Map<string, { commit: string; repository: Repository }>();
  const fetching = new Map<string, Promise<unknown>>();

  const dirOf = (repository: RepositoryRef) =>
    join(
      folder,
      `${repository.connectionId}--${repository.fullName.replace("/", "--")}`.replace(/[^A-Za-z0-9._-]/g, "_"),
    );

  async function remote(repository: RepositoryRef, args: (url: string) => string[], options: GitOptions = {}) {
    const { url, authorization } = await remoteOf(repository);
    return git(args(url), { ...options, ...(authorization ? { authorization } : {}) });
  }

  async function serially<T>(dir: string, work: () => Promise<T>): Promise<T> {
    const before = fetching.get(dir) ?? Promise.resolve();
    const mine = before.then(work, work);
    fetching.set(
      dir,
      mine.catch(() => {}),
    );
    return mine;
  }

  async function has(dir: string, commit: string): Promise<boolean> {
    return git(["cat-file", "-e", `${commit}^{commit}`], { cwd: dir }).then(
      () => true,
      () => false,
    );
  }

  async function at(repository: RepositoryRef, commit: string): Promise<string> {
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
  }

  return {
    async tip(repository, branch) {
      const out = await remote(repository, (url) => ["ls-remote", "--exit-code", url, `refs/heads/${branch}`], {
        timeoutMs: 20_000,
      }).catch((error) => {
        if (error instanceof Rejected && error.status === undefined)
          throw new Rejected(`The repository has no branch "${branch}".`, { status: 404 });
        throw error;
      });
      const commit = /^([0-9a-f]{40,64})\t/.exec(out.toString("utf8"))?.[1];
      if (!commit) throw new Rejected(`The repository has no branch "${branch}".`, { status: 404 });
      return commit;
    },

    async files(repository, commit) {
      const dir = await at(repository, commit);
      const last = recent.get(dir);
      if (last?.commit === commit) return last.repository;
      const files = await filesAt(dir, commit, cache);
      // What was made of the commit before is kept where nothing changed, so that a push costs what it changed.
      const read = { commit, repository: repositoryOf(files, recent.get(dir)?.repository) };
      recent.delete(dir);
      recent.set(dir, read);
      for (const oldest of recent.keys()) {
        if (recent.size <= REPOSITORIES_KEPT) break;
        recent.delete(oldest);
      }
      return read.repository;
    },

    async file(repository, commit, path) {
      const dir = await at(repository, commit);
      try {
        const bytes = await git(["cat-file", "blob", `${commit}:${path}`], { cwd: dir, maxBytes: 4 * 1024 * 1024 });
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch (error) {
        if (error instanceof Rejected) return undefined;
        throw error;
      }
    },

    async log(repository, commit, options) {
      const dir = await at(repository, commit);
      const out = await git(
        [
          "log",
          "--first-parent",
          "-m",
          "--name-only",
          "-z",
          `--max-count=${options.limit}`,
          `--format=${logFormat}`,
          commit,
          ...(options.after ? [`^${options.after}`] : []),
        ],
        { cwd: dir },
      );
      return parseLog(out.toString("utf8"));
    },

    async *states(repository, commit, { after }) {
      const dir = await at(repository, commit);
      if (after === undefined) yield* walkBack(dir, commit, cache);
      else yield* walkForward(dir, { tip: commit, after }, cache);
    },

    async countStates(repository, commit, { after }) {
      const dir = await at(repository, commit);
      if (after !== undefined && !(await has(dir, after))) return undefined;
      return countLog(dir, commit, after);
    },

    async lastChange(repository, commit, path, line) {
      const dir = await at(repository, commit);
      const out = await git(
        ["log", "--max-count=1", "-s", `--format=${logFormat}`, "-z", `-L${line},${line}:${path}`, commit],
        { cwd: dir },
      ).catch((error) => {
        if (error instanceof Rejected) return undefined;
        throw error;
      });
      return out ? parseLog(out.toString("utf8"))[0] : undefined;
    },

    async isAncestor(repository, ancestor, commit) {
      const dir = await at(repository, commit);
      await at(repository, ancestor);
      return git(["merge-base", "--is-ancestor", ancestor, commit], { cwd: dir }).then(
        () => true,
        () => false,
      );
    },
  };
}

/** \x1e opens an entry, \x1f parts its fields. */
const logFormat = "%x1e%H%x1f%an%x1f%ct%x1f%s%x1f";

function parseLog(text: string): LogEntry[] {
  return text
    .split("\x1e")
    .filter((entry) => entry.includes("\x1f"))
    .map((entry) => {
      const [commit = "", author = "", at = "0", title = "", files = ""] = entry.split("\x1f");
      return {
        commit,
        author,
        at: Number(at) * 1000,
        title,
        files: files
          .split("\0")
          .map((f) => f.trim())
          .filter(Boolean),
      };
    });
}
