import { z } from "zod";
import { labelNamed, labelsNamed } from "../acts/labels.ts";
import type { Call } from "../http/call.ts";
import { del, get, patch, post, put, type Route } from "../http/router.ts";
import { presentApp } from "../present/app.ts";
import { associationOf } from "../present/association.ts";
import { presentLabel } from "../present/label.ts";
import { nodeId, repoApi, repoHtml } from "../present/urls.ts";
import { presentUser } from "../present/user.ts";
import { invalid, notFound } from "../world/problem.ts";
import type { Comment, Pull } from "../world/types.ts";

const issue = "/repos/{owner}/{repo}/issues/{issue_number}";
const labelNames = z.union([
  z.object({ labels: z.array(z.union([z.string(), z.object({ name: z.string() })])) }).transform((one) => one.labels),
  z.array(z.union([z.string(), z.object({ name: z.string() })])),
]);

/** Issues as far as pull requests are issues: comments and labels. */
export const issueRoutes: Route[] = [
  get("/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues:read", (c) => ({
    status: 200,
    body: presentComment(c, commentAt(c)),
  })),

  patch("/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues:write", (c) => {
    const { body } = c.input(z.object({ body: z.string() }));
    const comment = commentAt(c);
    const saved = c.world.comments.put(comment.id, { ...comment, body, updatedAt: c.world.now() });
    emit(c, saved, "edited", { changes: { body: { from: comment.body } } });
    return { status: 200, body: presentComment(c, saved) };
  }),

  del("/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues:write", (c) => {
    const comment = commentAt(c);
    c.world.comments.delete(comment.id);
    emit(c, comment, "deleted");
    return { status: 204 };
  }),

  get(`${issue}/comments`, "issues:read", (c) => {
    const pull = pullAt(c);
    const since = c.query("since");
    const all = c.world.comments.filter(
      (one) => one.repo === c.repo.id && one.number === pull.number && (!since || one.updatedAt >= since),
    );
    return { status: 200, body: c.paged(all).map((one) => presentComment(c, one)) };
  }),

  post(
    `${issue}/comments`,
    "issues:write",
    (c) => {
      const { body } = c.input(z.object({ body: z.string() }));
      if (body.trim() === "") throw invalid("IssueComment", "body", "missing_field", "body is blank");
      const id = c.world.store.nextId("comment", 200_001);
      const at = c.world.now();
      const app = c.actor.is === "installation" ? c.actor.app.id : null;
      const comment = c.world.comments.put(id, {
        id,
        repo: c.repo.id,
        number: pullAt(c).number,
        author: c.login,
        app,
        body,
        createdAt: at,
        updatedAt: at,
      });
      emit(c, comment, "created");
      return { status: 201, body: presentComment(c, comment) };
    },
    { least: "pull" },
  ),

  get(`${issue}/labels`, "issues:read", (c) => ({ status: 200, body: presentLabels(c, c.paged(pullAt(c).labels)) })),
  post(`${issue}/labels`, "issues:write", (c) => setLabels(c, [...pullAt(c).labels, ...named(c)])),
  put(`${issue}/labels`, "issues:write", (c) => setLabels(c, named(c))),

  del(`${issue}/labels/{name}`, "issues:write", (c) => {
    const pull = pullAt(c);
    if (!pull.labels.includes(c.param("name"))) throw notFound();
    return setLabels(
      c,
      pull.labels.filter((name) => name !== c.param("name")),
    );
  }),

  get("/repos/{owner}/{repo}/issues", "issues:read", (c) => {
    const state = c.query("state") ?? "open";
    const labels = (c.query("labels") ?? "").split(",").filter((name) => name !== "");
    const found = c.world.pulls
      .filter((pull) => pull.repo === c.repo.id && (state === "all" || pull.state === state))
      .filter((pull) => labels.every((name) => pull.labels.includes(name)))
      .reverse();
    return { status: 200, body: c.paged(found).map((pull) => presentIssue(c, pull)) };
  }),

  get(issue, "issues:read", (c) => ({ status: 200, body: presentIssue(c, pullAt(c)) })),

  get("/repos/{owner}/{repo}/labels", "issues:read", (c) => {
    const all = c.world.labels.filter((one) => one.repo === c.repo.id);
    return { status: 200, body: c.paged(all).map((one) => presentLabel(c.world, c.repo, one)) };
  }),

  post("/repos/{owner}/{repo}/labels", "issues:write", (c) => {
    const schema = z.object({ name: z.string(), color: z.string().optional(), description: z.string().optional() });
    const input = c.input(schema);
    const key = `${c.repo.id}/${input.name.toLowerCase()}`;
    if (c.world.labels.get(key)) throw invalid("Label", "name", "already_exists");
    const made = labelNamed(c.world, c.repo, input.name);
    const label = { ...made, color: input.color ?? made.color, description: input.description ?? null };
    return { status: 201, body: presentLabel(c.world, c.repo, c.world.labels.put(key, label)) };
  }),

  get("/repos/{owner}/{repo}/labels/{name}", "issues:read", (c) => {
    const label = c.world.labels.get(`${c.repo.id}/${c.param("name").toLowerCase()}`);
    if (!label) throw notFound();
    return { status: 200, body: presentLabel(c.world, c.repo, label) };
  }),
];

function pullAt(c: Call): Pull {
  const pull = c.world.pull(c.repo, c.number("issue_number"));
  if (!pull) throw notFound();
  return pull;
}

function named(c: Call): string[] {
  return c.input(labelNames).map((label) => (typeof label === "string" ? label : label.name));
}

function setLabels(c: Call, names: string[]) {
  const pull = pullAt(c);
  pull.labels = labelsNamed(c.world, c.repo, names);
  pull.updatedAt = c.world.now();
  c.world.savePull(pull);
  return { status: 200, body: presentLabels(c, pull.labels) };
}

function presentLabels(c: Call, names: string[]) {
  return names.map((name) => presentLabel(c.world, c.repo, labelNamed(c.world, c.repo, name)));
}

function commentAt(c: Call): Comment {
  const found = c.world.comments.get(c.number("comment_id"));
  if (found?.repo !== c.repo.id) throw notFound();
  return found;
}

function presentComment(c: Call, comment: Comment) {
  const api = repoApi(c.world, c.repo);
  const app = comment.app === null ? undefined : c.world.apps.get(comment.app);
  return {
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: repoHtml(c.world, c.repo, `/pull/${comment.number}#issuecomment-${comment.id}`),
    issue_url: `${api}/issues/${comment.number}`,
    user: presentUser(c.world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    body: comment.body,
    author_association: associationOf(c.world, c.repo, comment.author),
    performed_via_github_app: app ? presentApp(c.world, app) : null,
  };
}

function presentIssue(c: Call, pull: Pull) {
  const url = `${repoApi(c.world, c.repo)}/issues/${pull.number}`;
  const html = repoHtml(c.world, c.repo, `/pull/${pull.number}`);
  return {
    id: pull.id,
    node_id: nodeId("Issue", pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    locked: false,
    user: presentUser(c.world, pull.author),
    labels: presentLabels(c, pull.labels),
    assignee: null,
    assignees: pull.assignees.map((login) => presentUser(c.world, login)),
    milestone: null,
    comments: c.world.comments.filter((one) => one.repo === c.repo.id && one.number === pull.number).length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    author_association: associationOf(c.world, c.repo, pull.author),
    url,
    html_url: html,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    repository_url: repoApi(c.world, c.repo),
    pull_request: {
      url: `${repoApi(c.world, c.repo)}/pulls/${pull.number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: pull.mergedAt,
    },
  };
}

function emit(c: Call, comment: Comment, action: string, extra: Record<string, unknown> = {}): void {
  const pull = c.world.pull(c.repo, comment.number);
  if (!pull) return;
  const payload = () => ({ issue: presentIssue(c, pull), comment: presentComment(c, comment), ...extra });
  c.world.emit({ name: "issue_comment", action, repo: c.repo, sender: c.login, payload });
}
