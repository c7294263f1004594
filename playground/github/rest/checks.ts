import { z } from "zod";
import { latestCheckRuns, saveCheckRun, suiteFor } from "../acts/checks.ts";
import { commitsOf } from "../git/history.ts";
import type { Call } from "../http/call.ts";
import { get, patch, post, type Route } from "../http/router.ts";
import { presentApp } from "../present/app.ts";
import { presentCheckRun, presentPullMinimal, pullsAt } from "../present/checks.ts";
import { presentSignature } from "../present/commit.ts";
import { presentRepository } from "../present/repository.ts";
import { nodeId, repoApi } from "../present/urls.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { App, CheckRun, CheckSuite } from "../world/types.ts";

const run = z.object({
  name: z.string(),
  head_sha: z.string(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(["queued", "in_progress", "completed", "waiting", "requested", "pending"]).optional(),
  started_at: z.string().optional(),
  conclusion: z.string().optional(),
  completed_at: z.string().optional(),
  output: z.object({ title: z.string().optional(), summary: z.string(), text: z.string().optional() }).optional(),
});

export const checkRoutes: Route[] = [
  post("/repos/{owner}/{repo}/check-runs", "checks:write", async (c) => {
    const app = ownApp(c);
    const input = c.input(run);
    const object = await c.git.info(input.head_sha);
    if (object?.type !== "commit") throw new Problem(422, `No commit found for SHA: ${input.head_sha}`);
    const suite = suiteFor(c.world, c.repo, object.oid, app.id, null);
    const id = c.world.store.nextId("check-run", 500_001);
    const blank: CheckRun = {
      id,
      repo: c.repo.id,
      suite: suite.id,
      sha: object.oid,
      app: app.id,
      name: input.name,
      status: "queued",
      conclusion: null,
      externalId: "",
      detailsUrl: null,
      startedAt: c.world.now(),
      completedAt: null,
      output: { title: null, summary: null, text: null },
    };
    const saved = saveCheckRun(c.world, c.repo, changed(c, blank, input), "created", c.doing);
    return { status: 201, body: presentCheckRun(c.world, c.repo, saved) };
  }),

  patch("/repos/{owner}/{repo}/check-runs/{check_run_id}", "checks:write", (c) => {
    const app = ownApp(c);
    const old = runAt(c);
    if (old.app !== app.id)
      throw new Problem(
        403,
        `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`,
      );
    const next = changed(c, old, c.input(run.partial()));
    const action = next.status === "completed" ? "completed" : "created";
    return {
      status: 200,
      body: presentCheckRun(c.world, c.repo, saveCheckRun(c.world, c.repo, next, action, c.doing)),
    };
  }),

  get("/repos/{owner}/{repo}/check-runs/{check_run_id}", "checks:read", (c) => ({
    status: 200,
    body: presentCheckRun(c.world, c.repo, runAt(c)),
  })),

  get("/repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs", "checks:read", (c) => {
    const runs = c.world.checkRuns.filter((one) => one.repo === c.repo.id && one.suite === c.number("check_suite_id"));
    return {
      status: 200,
      body: { total_count: runs.length, check_runs: c.paged(runs).map((one) => presentCheckRun(c.world, c.repo, one)) },
    };
  }),

  get("/repos/{owner}/{repo}/check-suites/{check_suite_id}", "checks:read", async (c) => {
    const suite = c.world.checkSuites.get(c.number("check_suite_id"));
    if (suite?.repo !== c.repo.id) throw notFound();
    return { status: 200, body: await presentSuite(c, suite) };
  }),

  get("/repos/{owner}/{repo}/commits/{ref}/check-runs", "checks:read", async (c) => {
    const sha = await c.git.resolve(c.param("ref"));
    if (!sha) throw new Problem(422, `No commit found for SHA: ${c.param("ref")}`);
    const all = c.query("filter") === "all";
    const runs = (
      all
        ? c.world.checkRuns.filter((one) => one.repo === c.repo.id && one.sha === sha).reverse()
        : latestCheckRuns(c.world, c.repo, sha)
    )
      .filter((one) => !c.query("check_name") || one.name === c.query("check_name"))
      .filter((one) => !c.query("status") || one.status === c.query("status"))
      .filter((one) => !c.query("app_id") || String(one.app) === c.query("app_id"));
    return {
      status: 200,
      body: { total_count: runs.length, check_runs: c.paged(runs).map((one) => presentCheckRun(c.world, c.repo, one)) },
    };
  }),

  get("/repos/{owner}/{repo}/commits/{ref}/check-suites", "checks:read", async (c) => {
    const sha = await c.git.resolve(c.param("ref"));
    if (!sha) throw notFound();
    const suites = c.world.checkSuites.filter((one) => one.repo === c.repo.id && one.sha === sha);
    const shown = await Promise.all(c.paged(suites).map((suite) => presentSuite(c, suite)));
    return { status: 200, body: { total_count: suites.length, check_suites: shown } };
  }),
];

/** Check runs belong to apps: a person cannot make one. */
function ownApp(c: Call): App {
  if (c.actor.is !== "installation") throw new Problem(403, "You must authenticate via a GitHub App.");
  return c.actor.app;
}

function runAt(c: Call): CheckRun {
  const found = c.world.checkRuns.get(c.number("check_run_id"));
  if (found?.repo !== c.repo.id) throw notFound();
  return found;
}

function changed(c: Call, old: CheckRun, input: Partial<ReturnType<typeof run.parse>>): CheckRun {
  const completed = input.status === "completed" || input.conclusion !== undefined;
  if (completed && !input.conclusion && !old.conclusion) {
    throw new Problem(
      422,
      `Invalid request.\n\nFor 'anyOf/0', {"name"=>"${old.name}", "status"=>"completed"} is missing "conclusion".`,
    );
  }
  const status = completed
    ? "completed"
    : input.status === "in_progress"
      ? "in_progress"
      : input.status
        ? "queued"
        : old.status;
  return {
    ...old,
    name: input.name ?? old.name,
    status,
    conclusion: status === "completed" ? (input.conclusion ?? old.conclusion) : null,
    externalId: input.external_id ?? old.externalId,
    detailsUrl: input.details_url ?? old.detailsUrl,
    startedAt: input.started_at ?? old.startedAt,
    completedAt: status === "completed" ? (input.completed_at ?? old.completedAt ?? c.world.now()) : null,
    output: input.output
      ? { title: input.output.title ?? null, summary: input.output.summary, text: input.output.text ?? null }
      : old.output,
  };
}

async function presentSuite(c: Call, suite: CheckSuite) {
  const runs = c.world.checkRuns.filter((one) => one.suite === suite.id);
  const done = runs.length > 0 && runs.every((one) => one.status === "completed");
  const bad = runs.find((one) => !["success", "neutral", "skipped"].includes(one.conclusion ?? ""));
  const [commit] = await commitsOf(c.git, [suite.sha]);
  const app = c.world.apps.get(suite.app);
  const url = `${repoApi(c.world, c.repo)}/check-suites/${suite.id}`;
  const { permissions: _, ...repository } = presentRepository(c.world, c.repo);
  return {
    id: suite.id,
    node_id: nodeId("CheckSuite", suite.id),
    head_branch: suite.branch,
    head_sha: suite.sha,
    status: done ? "completed" : runs.length === 0 ? "queued" : "in_progress",
    conclusion: done ? (bad?.conclusion ?? "success") : null,
    url,
    before: null,
    after: suite.sha,
    pull_requests: pullsAt(c.world, c.repo, suite.sha).map((pull) => presentPullMinimal(c.world, c.repo, pull)),
    app: app ? presentApp(c.world, app) : null,
    repository,
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    head_commit: {
      id: suite.sha,
      tree_id: commit?.tree ?? "",
      message: commit?.message ?? "",
      timestamp: commit ? presentSignature(commit.committer).date : suite.createdAt,
      author: commit ? { name: commit.author.name, email: commit.author.email } : null,
      committer: commit ? { name: commit.committer.name, email: commit.committer.email } : null,
    },
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
  };
}
