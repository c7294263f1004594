import { accountOf } from "../acts/accounts.ts";
import type { FileDiff } from "../git/diff.ts";
import type { Commit, Signature } from "../git/writer.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { encodePath, nodeId, repoApi, repoHtml } from "./urls.ts";
import { presentUser } from "./user.ts";

export const unsigned = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

export function presentSignature(who: Signature) {
  return { name: who.name, email: who.email, date: `${who.date.toISOString().slice(0, 19)}Z` };
}

/** In lists, comparisons and statuses. */
export function presentCommit(world: World, repo: Repository, commit: Commit) {
  const api = repoApi(world, repo);
  return {
    url: `${api}/commits/${commit.oid}`,
    sha: commit.oid,
    node_id: nodeId("Commit", commit.oid),
    html_url: repoHtml(world, repo, `/commit/${commit.oid}`),
    comments_url: `${api}/commits/${commit.oid}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.oid}`,
      author: presentSignature(commit.author),
      committer: presentSignature(commit.committer),
      message: commit.message.replace(/\n+$/, ""),
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification: unsigned,
    },
    author: presentAccount(world, commit.author.email),
    committer: presentAccount(world, commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: repoHtml(world, repo, `/commit/${sha}`),
    })),
  };
}

function presentAccount(world: World, email: string) {
  const account = accountOf(world, email);
  return account ? presentUser(world, account.login) : null;
}

/** In the Git database and in answers to writes. */
export function presentGitCommit(world: World, repo: Repository, commit: Commit) {
  const api = repoApi(world, repo);
  return {
    sha: commit.oid,
    node_id: nodeId("Commit", commit.oid),
    url: `${api}/git/commits/${commit.oid}`,
    html_url: repoHtml(world, repo, `/commit/${commit.oid}`),
    author: presentSignature(commit.author),
    committer: presentSignature(commit.committer),
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message.replace(/\n+$/, ""),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: repoHtml(world, repo, `/commit/${sha}`),
    })),
    verification: unsigned,
  };
}

/** A changed file, as a pull request, a comparison and a commit show it. */
export function presentFile(world: World, repo: Repository, file: FileDiff, at: string) {
  const path = encodePath(file.path);
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: repoHtml(world, repo, `/blob/${at}/${path}`),
    raw_url: repoHtml(world, repo, `/raw/${at}/${path}`),
    contents_url: `${repoApi(world, repo)}/contents/${path}?ref=${at}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}
