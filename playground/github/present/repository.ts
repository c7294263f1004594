import { permissionOf } from "../acts/accounts.ts";
import type { Repository } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { presentOrganizationSimple, presentUser } from "./user.ts";

/** As it appears in lists and inside other answers. */
export function presentRepository(world: World, repo: Repository, viewer: string | null = null) {
  const openIssues = world.pulls.filter((pull) => pull.repo === repo.id && pull.state === "open").length;
  return {
    id: repo.id,
    node_id: nodeId("Repository", repo.id),
    name: repo.name,
    full_name: fullName(repo),
    private: repo.private,
    owner: presentUser(world, repo.owner),
    html_url: repoHtml(world, repo),
    description: repo.description,
    fork: false,
    ...repositoryUrls(world, repo),
    created_at: repo.createdAt,
    updated_at: repo.updatedAt,
    pushed_at: repo.pushedAt,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repo.archived,
    disabled: false,
    open_issues_count: openIssues,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: repo.topics,
    visibility: repo.private ? "private" : "public",
    forks: 0,
    open_issues: openIssues,
    watchers: 0,
    default_branch: repo.defaultBranch,
    permissions: presentPermissions(world, repo, viewer),
  };
}

export function presentPermissions(world: World, repo: Repository, viewer: string | null) {
  const has = permissionOf(world, repo, viewer);
  const rank = ["none", "pull", "triage", "push", "maintain", "admin"].indexOf(has);
  return { admin: rank >= 5, maintain: rank >= 4, push: rank >= 3, triage: rank >= 2, pull: rank >= 1 };
}

/** `GET /repos/{owner}/{repo}`. */
export function presentFullRepository(world: World, repo: Repository, viewer: string | null = null) {
  const owner = world.user(repo.owner);
  return {
    ...presentRepository(world, repo, viewer),
    temp_clone_token: null,
    allow_squash_merge: repo.allow.squash,
    allow_merge_commit: repo.allow.merge,
    allow_rebase_merge: repo.allow.rebase,
    allow_auto_merge: false,
    delete_branch_on_merge: repo.deleteBranchOnMerge,
    allow_update_branch: true,
    use_squash_pr_title_as_default: false,
    squash_merge_commit_message: "COMMIT_MESSAGES",
    squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
    merge_commit_message: "PR_TITLE",
    merge_commit_title: "MERGE_MESSAGE",
    ...(owner?.type === "Organization" ? { organization: presentUser(world, owner.login) } : {}),
    network_count: 0,
    subscribers_count: 0,
  };
}

/** The two that every webhook about a repository carries. */
export function presentForHook(world: World, repo: Repository): Record<string, unknown> {
  const owner = world.user(repo.owner);
  const organization = owner?.type === "Organization" ? { organization: presentOrganizationSimple(world, owner) } : {};
  const { permissions: _, ...shown } = presentRepository(world, repo);
  return { repository: shown, ...organization };
}

function repositoryUrls(world: World, repo: Repository) {
  const api = repoApi(world, repo);
  const html = repoHtml(world, repo);
  const host = new URL(world.url).host;
  return {
    url: api,
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
    git_url: `git://${host}/${fullName(repo)}.git`,
    ssh_url: `git@${new URL(world.url).hostname}:${fullName(repo)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
  };
}
