import type { CommitInfo, GitLinks, GitReleases, RepositoryRef } from "../../ports/git.ts";
import type { GitHub } from "./client.ts";

/** What a release brings: commits, and the pull requests they came by. */
export function gitHubReleases(github: GitHub): GitReleases {
  return {
    async compare(repository, from, to) {
      return github.call(repository, "compare", async (octokit, where) => {
        const basehead = `${from}...${to}`;
        const read = async (page: number) =>
          (await octokit.rest.repos.compareCommitsWithBasehead({ ...where, basehead, per_page: pageSize, page })).data;
        const first = await read(1);
        const commits = await newestOf(first, read);
        return {
          commits: commits
            .toReversed()
            .map((commit) => info(commit))
            .map(withPullRequest(repository, first.html_url)),
          total: first.total_commits,
          url: first.html_url,
        };
      });
    },

    async tags(repository) {
      return github.call(repository, "list tags", async (octokit, where) => {
        const tags = await octokit.paginate(octokit.rest.repos.listTags, { ...where, per_page: pageSize });
        return tags.map((tag) => ({ name: tag.name, commit: tag.commit.sha }));
      });
    },

    async commits(repository, branch, limit) {
      return github.call(repository, "list commits", async (octokit, where) => {
        const { data } = await octokit.rest.repos.listCommits({
          ...where,
          sha: branch,
          per_page: Math.min(limit, 100),
        });
        return data.map((commit) => info(commit));
      });
    },
  };
}

const pageSize = 100;

type Compared = { commits: CommitAnswer[]; total_commits: number };

/** GitHub begins with the oldest: of more than a page the last ones are what a release brings in the end. */
async function newestOf(first: Compared, read: (page: number) => Promise<Compared>): Promise<CommitAnswer[]> {
  const pages = Math.ceil(first.total_commits / pageSize);
  if (pages <= 1) return first.commits;
  const before = pages === 2 ? first : await read(pages - 1);
  return [...before.commits, ...(await read(pages)).commits].slice(-pageSize);
}

type CommitAnswer = {
  sha: string;
  html_url: string;
  commit: { message: string; author: { name?: string; date?: string } | null };
  author: { login?: string } | null;
};

function info(commit: CommitAnswer): CommitInfo {
  return {
    sha: commit.sha,
    title: commit.commit.message,
    author: commit.author?.login ?? commit.commit.author?.name ?? "unknown",
    at: Date.parse(commit.commit.author?.date ?? "") || 0,
    url: commit.html_url,
  };
}

const mergeCommit = /^Merge pull request #(\d+) from \S+\s+([^\n]+)/;
const squashed = /^([^\n]+?) \(#(\d+)\)(?:\n|$)/;

/** GitHub writes the pull request's number into what it merges; asking for each commit would cost a call a commit. */
function withPullRequest(repository: RepositoryRef, compareUrl: string) {
  const web = compareUrl.slice(0, compareUrl.indexOf(`/${repository.fullName}/`));
  return (commit: CommitInfo): CommitInfo => {
    const merge = mergeCommit.exec(commit.title);
    const squash = squashed.exec(commit.title);
    const number = Number(merge?.[1] ?? squash?.[2]);
    const title = (merge?.[2] ?? squash?.[1] ?? commit.title.split("\n")[0] ?? "").trim();
    const plain = { ...commit, title };
    if (!number) return plain;
    return {
      ...plain,
      pullRequest: { number, title, author: commit.author, url: `${web}/${repository.fullName}/pull/${number}` },
    };
  };
}

export function gitHubLinks(webUrlOf: (connectionId: string) => string): GitLinks {
  const base = (repository: RepositoryRef) => `${webUrlOf(repository.connectionId)}/${repository.fullName}`;
  const encoded = (path: string) => path.split("/").map(encodeURIComponent).join("/");
  return {
    file: (repository, ref, path, line) =>
      `${base(repository)}/blob/${encoded(ref)}/${encoded(path)}${line ? `#L${line}` : ""}`,
    commit: (repository, sha) => `${base(repository)}/commit/${sha}`,
    compare: (repository, from, to) => `${base(repository)}/compare/${encoded(from)}...${encoded(to)}`,
    pullRequest: (repository, number) => `${base(repository)}/pull/${number}`,
  };
}
