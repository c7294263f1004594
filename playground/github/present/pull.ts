import { labelNamed } from "../acts/labels.ts";
import { canRebase, mergeabilityOf } from "../acts/mergeability.ts";
import { diffFiles } from "../git/diff.ts";
import { aheadBehind, mergeBase } from "../git/history.ts";
import type { Pull, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { associationOf } from "./association.ts";
import { presentLabel } from "./label.ts";
import { presentRepository } from "./repository.ts";
import { presentTeam } from "./team.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { presentUser } from "./user.ts";

/** In lists. */
export function presentPullSimple(world: World, repo: Repository, pull: Pull) {
  const teams = pull.teamReviewers.map((slug) => world.teams.get(`${repo.owner}/${slug}`.toLowerCase()));
  return {
    ...pullUrls(world, repo, pull),
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    number: pull.number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    user: presentUser(world, pull.author),
    body: pull.body,
    labels: pull.labels.map((name) => presentLabel(world, repo, labelNamed(world, repo, name))),
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: pull.assignees[0] ? presentUser(world, pull.assignees[0]) : null,
    assignees: pull.assignees.map((login) => presentUser(world, login)),
    requested_reviewers: pull.reviewers.map((login) => presentUser(world, login)),
    requested_teams: teams.filter((team) => team !== undefined).map((team) => presentTeam(world, team)),
    head: presentEnd(world, repo, pull.head),
    base: presentEnd(world, repo, pull.base),
    author_association: associationOf(world, repo, pull.author),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** `GET /repos/{owner}/{repo}/pulls/{pull_number}`: with what Git says of the merge. */
export async function presentPull(world: World, repo: Repository, pull: Pull) {
  const [can, size, rebaseable] = await Promise.all([
    mergeabilityOf(world, repo, pull),
    sizeOf(world, repo, pull),
    canRebase(world, repo, pull),
  ]);
  const about = (one: { repo: number }): boolean => one.repo === repo.id;
  return {
    ...presentPullSimple(world, repo, pull),
    merged: pull.mergedAt !== null,
    mergeable: can.mergeable,
    rebaseable: can.mergeable === null ? null : can.mergeable && rebaseable,
    mergeable_state: can.state,
    merged_by: pull.mergedBy ? presentUser(world, pull.mergedBy) : null,
    comments: world.comments.filter((one) => about(one) && one.number === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    ...size,
  };
}

async function sizeOf(world: World, repo: Repository, pull: Pull) {
  const range = await pullRange(world, repo, pull);
  const files = await diffFiles(world.barePath(repo), range.from, range.to);
  const commits = range.from ? (await aheadBehind(world.git(repo), range.from, range.to)).ahead : 1;
  return {
    commits,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** What a pull request brings: from where it left its base to its head; a merged one as it was when merged. */
export async function pullRange(
  world: World,
  repo: Repository,
  pull: Pull,
): Promise<{ from: string | null; to: string }> {
  const repository = world.git(repo);
  const tip = pull.mergedAt ? pull.base.sha : ((await repository.ref(`refs/heads/${pull.base.ref}`)) ?? pull.base.sha);
  return { from: await mergeBase(repository, tip, pull.head.sha), to: pull.head.sha };
}

function presentEnd(world: World, repo: Repository, end: { ref: string; sha: string }) {
  return {
    label: `${repo.owner}:${end.ref}`,
    ref: end.ref,
    sha: end.sha,
    user: presentUser(world, repo.owner),
    repo: presentRepository(world, repo),
  };
}

function pullUrls(world: World, repo: Repository, pull: Pull) {
  const api = repoApi(world, repo);
  const html = repoHtml(world, repo, `/pull/${pull.number}`);
  const self = `${api}/pulls/${pull.number}`;
  const urls = {
    url: self,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${api}/issues/${pull.number}`,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${pull.number}/comments`,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
  };
  return {
    ...urls,
    _links: {
      self: { href: urls.url },
      html: { href: html },
      issue: { href: urls.issue_url },
      comments: { href: urls.comments_url },
      review_comments: { href: urls.review_comments_url },
      review_comment: { href: urls.review_comment_url },
      commits: { href: urls.commits_url },
      statuses: { href: urls.statuses_url },
    },
  };
}
