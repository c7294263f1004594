import { diffFiles } from "../git/diff.ts";
import { aheadBehind, commitsOf, log, mergeBase } from "../git/history.ts";
import type { Commit } from "../git/writer.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/reply.ts";
import { get, type Route } from "../http/router.ts";
import { presentCommit, presentFile } from "../present/commit.ts";
import { presentPullSimple } from "../present/pull.ts";
import { repoApi, repoHtml } from "../present/urls.ts";
import { notFound, Problem } from "../world/problem.ts";

export const commitRoutes: Route[] = [
  get("/repos/{owner}/{repo}/compare/{basehead}", "contents:read", async (c) => compare(c)),

  get("/repos/{owner}/{repo}/commits", "contents:read", async (c) => {
    const { page, perPage } = c.page;
    if ((await c.git.refs("refs/heads/")).length === 0) throw new Problem(409, "Git Repository is empty.");
    const from = await c.git.resolve(c.query("sha") ?? c.repo.defaultBranch);
    if (!from) throw notFound();
    const author = c.query("author");
    const path = c.query("path");
    const since = c.query("since");
    const until = c.query("until");
    const oids = await log(c.git, {
      from,
      skip: (page - 1) * perPage,
      limit: perPage + 1,
      ...(path ? { path } : {}),
      ...(since ? { since } : {}),
      ...(until ? { until } : {}),
      ...(author ? { author: c.world.user(author)?.email ?? author } : {}),
    });
    c.link(page, oids.length > perPage ? "more" : page);
    const commits = await commitsOf(c.git, oids.slice(0, perPage));
    return { status: 200, body: commits.map((commit) => presentCommit(c.world, c.repo, commit)) };
  }),

  get("/repos/{owner}/{repo}/commits/{commit_sha}/pulls", "pull_requests:read", async (c) => {
    const commit = await commitAt(c, c.param("commit_sha"));
    const related = [];
    for (const pull of c.world.pulls.filter((one) => one.repo === c.repo.id)) {
      const itself = pull.head.sha === commit.oid || pull.mergeCommitSha === commit.oid;
      if (itself || (await brings(c, pull.base.sha, pull.head.sha, commit.oid))) related.push(pull);
    }
    return { status: 200, body: c.paged(related).map((pull) => presentPullSimple(c.world, c.repo, pull)) };
  }),

  get("/repos/{owner}/{repo}/commits/{commit_sha}/branches-where-head", "contents:read", async (c) => {
    const commit = await commitAt(c, c.param("commit_sha"));
    const api = repoApi(c.world, c.repo);
    const heads = (await c.git.refs("refs/heads/")).filter((ref) => ref.oid === commit.oid);
    const shown = heads.map((ref) => ({
      name: ref.name.slice("refs/heads/".length),
      commit: { sha: ref.oid, url: `${api}/commits/${ref.oid}` },
      protected: false,
    }));
    return { status: 200, body: shown };
  }),

  get("/repos/{owner}/{repo}/commits/{ref}", "contents:read", async (c) => {
    const accept = c.incoming.headers.accept ?? "";
    const commit = await commitAt(c, c.param("ref"));
    if (accept.includes("sha") && !accept.includes("json")) {
      return { status: 200, raw: commit.oid, headers: { "content-type": "application/vnd.github.sha; charset=utf-8" } };
    }
    const files = await diffFiles(c.git.path, commit.parents[0] ?? null, commit.oid);
    const additions = files.reduce((sum, file) => sum + file.additions, 0);
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
    const body = {
      ...presentCommit(c.world, c.repo, commit),
      stats: { total: additions + deletions, additions, deletions },
      files: c.paged(files).map((file) => presentFile(c.world, c.repo, file, commit.oid)),
    };
    return { status: 200, body };
  }),
];

async function commitAt(c: Call, ref: string): Promise<Commit> {
  const oid = await c.git.resolve(ref);
  const commit = oid ? await c.git.commit(oid) : null;
  if (commit) return commit;
  throw new Problem(422, `No commit found for SHA: ${ref}`);
}

const brought = new Map<string, Promise<string[]>>();

/** Whether a pull request's own commits hold this one. They never change for a head, so they are asked for once. */
async function brings(c: Call, base: string, head: string, oid: string): Promise<boolean> {
  const key = `${c.git.path} ${base} ${head}`;
  const own = brought.get(key) ?? log(c.git, { from: head, not: base });
  brought.set(key, own);
  return (await own).includes(oid);
}

async function compare(c: Call): Promise<Reply> {
  const basehead = c.param("basehead");
  const dots = basehead.indexOf("...");
  if (dots < 0) throw notFound();
  // owner:branch names the same repository here: nothing is forked.
  const bare = (name: string): string => name.replace(/^[^:/]+:/, "");
  const [baseName, headName] = [bare(basehead.slice(0, dots)), bare(basehead.slice(dots + 3))];
  const [base, head] = await Promise.all([c.git.resolve(baseName), c.git.resolve(headName)]);
  if (!base || !head) throw notFound();
  const fork = await mergeBase(c.git, base, head);
  if (!fork) throw new Problem(404, `No common ancestor between ${baseName} and ${headName}.`);

  const { ahead, behind } = await aheadBehind(c.git, base, head);
  const oids = await log(c.git, { from: head, not: base, oldestFirst: true });
  const { page } = c.page;
  const perPage = c.query("per_page") || c.query("page") ? c.page.perPage : 250;
  const last = Math.max(1, Math.ceil(oids.length / perPage));
  c.link(page, last);
  const shown = await commitsOf(c.git, oids.slice((page - 1) * perPage, page * perPage));
  const files = page === 1 ? await diffFiles(c.git.path, fork, head) : [];
  const [baseCommit, forkCommit] = await commitsOf(c.git, [base, fork]);
  if (!baseCommit || !forkCommit) throw notFound();
  const html = repoHtml(c.world, c.repo, `/compare/${baseName}...${headName}`);
  const body = {
    url: `${repoApi(c.world, c.repo)}/compare/${baseName}...${headName}`,
    html_url: html,
    permalink_url: repoHtml(
      c.world,
      c.repo,
      `/compare/${c.repo.owner}:${base.slice(0, 7)}...${c.repo.owner}:${head.slice(0, 7)}`,
    ),
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: presentCommit(c.world, c.repo, baseCommit),
    merge_base_commit: presentCommit(c.world, c.repo, forkCommit),
    status: ahead > 0 && behind > 0 ? "diverged" : ahead > 0 ? "ahead" : behind > 0 ? "behind" : "identical",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: oids.length,
    commits: shown.map((commit) => presentCommit(c.world, c.repo, commit)),
    files: files.slice(0, 300).map((file) => presentFile(c.world, c.repo, file, head)),
  };
  return { status: 200, body };
}
