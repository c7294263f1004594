import { Rejected } from "../../ports/failures.ts";
import type { GitChanges, PullRequest } from "../../ports/git.ts";
import type { GitHub } from "./client.ts";
import { modesIn } from "./modes.ts";
import type { PullRequestAnswer } from "./schema.ts";
import { statusOf } from "./status.ts";

/** Branches, commits, pull requests and merges over REST: one file is one `PUT contents`, several are one tree. */
export function gitHubChanges(github: GitHub): GitChanges {
  return {
    async tip(repository, branch) {
      try {
        return await github.call(repository, "read branch", async (octokit, where) => {
          const { data } = await octokit.rest.git.getRef({ ...where, ref: `heads/${branch}` });
          return data.object.sha;
        });
      } catch (error) {
        if (error instanceof Rejected && error.status === 404) return undefined;
        throw error;
      }
    },

    async createBranch(repository, branch, at) {
      await github.call(repository, "create branch", (octokit, where) =>
        octokit.rest.git.createRef({ ...where, ref: `refs/heads/${branch}`, sha: at }),
      );
    },

    async commit(repository, branch, parent, files, message) {
      const [only] = files;
      return github.call(repository, "commit", async (octokit, where) => {
        if (only && files.length === 1) {
          const path = only.path;
          const { data: current } = await octokit.rest.repos.getContent({ ...where, path, ref: parent });
          if (Array.isArray(current) || current.type !== "file") throw new Rejected(`${path} is not a file.`);
          const { data } = await octokit.rest.repos.createOrUpdateFileContents({
            ...where,
            path,
            branch,
            message,
            sha: current.sha,
            content: Buffer.from(only.content, "utf8").toString("base64"),
          });
          if (!data.commit.sha) throw new Rejected("GitHub made no commit.");
          // This call holds the file against what it was, but not the branch: it goes on top of whatever is there.
          if (data.commit.parents?.length !== 1 || data.commit.parents[0]?.sha !== parent)
            throw new Rejected(`Somebody else has written to the branch ${branch} at the same moment.`, {
              status: 409,
            });
          return data.commit.sha;
        }
        const { data: base } = await octokit.rest.git.getCommit({ ...where, commit_sha: parent });
        const paths = files.map(({ path }) => path);
        const modes = await modesIn(octokit, where, base.tree.sha, paths);
        const { data: tree } = await octokit.rest.git.createTree({
          ...where,
          base_tree: base.tree.sha,
          tree: files.map(({ path, content }) => ({ path, content, mode: modes.get(path), type: "blob" as const })),
        });
        const { data: commit } = await octokit.rest.git.createCommit({
          ...where,
          message,
          tree: tree.sha,
          parents: [parent],
        });
        await octokit.rest.git.updateRef({ ...where, ref: `heads/${branch}`, sha: commit.sha, force: false });
        return commit.sha;
      });
    },

    async findPullRequest(repository, branch, base) {
      return github.call(repository, "find pull request", async (octokit, where) => {
        const { data } = await octokit.rest.pulls.list({
          ...where,
          head: `${where.owner}:${branch}`,
          base,
          state: "all",
          per_page: 10,
        });
        const own = data.find(
          (pull) =>
            pull.head.repo?.full_name.toLowerCase() === repository.fullName.toLowerCase() && pull.head.ref === branch,
        );
        if (!own) return undefined;
        return read((await octokit.rest.pulls.get({ ...where, pull_number: own.number })).data);
      });
    },

    async openPullRequest(repository, { branch, base, title, body }) {
      return github.call(repository, "open pull request", async (octokit, where) => {
        const { data } = await octokit.rest.pulls.create({ ...where, head: branch, base, title, body });
        return read(data);
      });
    },

    async merge(repository, number, head, title) {
      return github.call(repository, "merge pull request", async (octokit, where) => {
        const merge = (merge_method: "merge" | "squash") =>
          octokit.rest.pulls.merge({ ...where, pull_number: number, sha: head, commit_title: title, merge_method });
        const { data } = await merge("merge").catch((error: unknown) => {
          if (takesNoMergeCommit(error)) return merge("squash");
          throw error;
        });
        if (!data.merged) throw new Rejected(`GitHub did not merge: ${data.message}`);
        return data.sha;
      });
    },

    async pullRequest(repository, number) {
      return github.call(repository, "read pull request", async (octokit, where) =>
        read((await octokit.rest.pulls.get({ ...where, pull_number: number })).data),
      );
    },

    async close(repository, number, because) {
      await github.call(repository, "close pull request", async (octokit, where) => {
        // Whoever comes again finds it closed; a word that was said first would be said once more.
        await octokit.rest.pulls.update({ ...where, pull_number: number, state: "closed" });
        await octokit.rest.issues.createComment({ ...where, issue_number: number, body: because });
      });
    },

    async deleteBranch(repository, branch) {
      try {
        await github.call(repository, "delete branch", (octokit, where) =>
          octokit.rest.git.deleteRef({ ...where, ref: `heads/${branch}` }),
        );
      } catch (error) {
        // Deleted on merge by the repository's own settings, or by hand: what was wanted is so.
        if (error instanceof Rejected && (error.status === 404 || error.status === 422)) return;
        throw error;
      }
    },

    async message(repository, commit) {
      return github.call(
        repository,
        "read commit",
        async (octokit, where) => (await octokit.rest.git.getCommit({ ...where, commit_sha: commit })).data.message,
      );
    },
  };
}

/** The repository's own settings, or a linear history that its branch asks for. Nothing was merged then. */
function takesNoMergeCommit(error: unknown): boolean {
  return (
    statusOf(error) === 405 &&
    error instanceof Error &&
    /merge commits are not allowed|linear history/i.test(error.message)
  );
}

const mergeability: Record<string, PullRequest["mergeable"]> = {
  dirty: "conflict",
  blocked: "blocked",
  behind: "behind",
  clean: "yes",
  unstable: "yes",
  has_hooks: "yes",
};

function read(pull: PullRequestAnswer): PullRequest {
  return {
    number: pull.number,
    url: pull.html_url,
    state: pull.state === "open" ? "open" : "closed",
    merged: pull.merged,
    head: pull.head.sha,
    headBranch: pull.head.ref,
    base: pull.base.ref,
    ...(pull.merged && pull.merge_commit_sha ? { mergeCommit: pull.merge_commit_sha } : {}),
    ...(pull.merged_at ? { mergedAt: Date.parse(pull.merged_at) } : {}),
    ...(pull.merged_by?.login ? { mergedBy: pull.merged_by.login } : {}),
    mergeable:
      pull.mergeable === null
        ? "unknown"
        : (mergeability[pull.mergeable_state] ?? (pull.mergeable ? "yes" : "conflict")),
  };
}
