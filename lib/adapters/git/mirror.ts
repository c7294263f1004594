import { Rejected } from "../../ports/failures.ts";
import type { LogEntry, Mirror } from "../../ports/git.ts";
import { git } from "./command.ts";
import { has, type MirrorFolders } from "./folders.ts";
import { countLog } from "./log.ts";
import { SaidNo } from "./said.ts";

/** What is asked of Git itself: tips, logs, single files. What the files say is asked of the readings. */
export function gitMirror({ at, remote }: MirrorFolders): Mirror {
  return {
    async tip(repository, branch) {
      const out = await remote(repository, (url) => ["ls-remote", url, `refs/heads/${branch}`], { timeoutMs: 20_000 });
      const commit = /^([0-9a-f]{40,64})\t/.exec(out.toString("utf8"))?.[1];
      if (!commit) throw new Rejected(`The repository has no branch "${branch}".`, { status: 404 });
      return commit;
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
        (error) => {
          if (error instanceof SaidNo) return false;
          throw error;
        },
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
