import { Rejected } from "../../ports/failures.ts";
import type { Mirror } from "../../ports/git.ts";
import { git } from "./command.ts";
import { entriesIn, entryFormat } from "./entries.ts";
import { has, type MirrorFolders } from "./folders.ts";
import { lastChange, lastChanges, placeKey } from "./last-changes.ts";
import { countLog } from "./log.ts";
import { SaidNo } from "./said.ts";

/** What is asked of Git itself: tips, logs, single files. What the files say is asked of the readings. */
export function gitMirror({ at, remote }: MirrorFolders): Mirror {
  return {
    async tip(repository, branch) {
      const ref = `refs/heads/${branch}`;
      const out = await remote(repository, (url) => ["ls-remote", url, ref], { timeoutMs: 20_000 });
      // Git finds all that end like it: refs/heads/a/refs/heads/main, too.
      const lines = out.toString("utf8").split("\n");
      const commit = lines.find((line) => line.endsWith(`\t${ref}`))?.split("\t")[0];
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
          `--format=${entryFormat}`,
          commit,
          ...(options.after ? [`^${options.after}`] : []),
        ],
        { cwd: dir },
      );
      return entriesIn(out.toString("utf8"));
    },

    async countStates(repository, commit, { after }) {
      const dir = await at(repository, commit);
      if (after !== undefined && !(await has(dir, after))) return undefined;
      return countLog(dir, commit, after);
    },

    async lastChange(repository, commit, path, line) {
      const dir = await at(repository, commit);
      return lastChange(dir, commit, { file: path, line });
    },

    async lastChanges(repository, commit, places) {
      const found = await lastChanges(await at(repository, commit), commit, places);
      return places.map((place) => found.get(placeKey(place)));
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
