import type { CheckRun, Pull, Repository, Status } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { presentApp } from "./app.ts";
import { apiUrl, nodeId, repoApi, repoHtml } from "./urls.ts";
import { presentUser } from "./user.ts";

/** With its creator, as the list shows it; without, as the combined status does. */
export function presentStatus(world: World, repo: Repository, status: Status) {
  return { ...presentSimpleStatus(world, repo, status), creator: presentUser(world, status.creator) };
}

export function presentSimpleStatus(world: World, repo: Repository, status: Status) {
  return {
    url: `${repoApi(world, repo)}/statuses/${status.sha}`,
    avatar_url: presentUser(world, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId("StatusContext", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

export function presentCheckRun(world: World, repo: Repository, run: CheckRun) {
  const url = `${repoApi(world, repo)}/check-runs/${run.id}`;
  const html = repoHtml(world, repo, `/runs/${run.id}`);
  const app = world.apps.get(run.app);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CheckRun", run.id),
    head_sha: run.sha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: app ? presentApp(world, app) : null,
    pull_requests: pullsAt(world, repo, run.sha).map((pull) => presentPullMinimal(world, repo, pull)),
  };
}

export function pullsAt(world: World, repo: Repository, sha: string): Pull[] {
  return world.pulls.filter((pull) => pull.repo === repo.id && pull.state === "open" && pull.head.sha === sha);
}

export function presentPullMinimal(world: World, repo: Repository, pull: Pull) {
  const small = { id: repo.id, name: repo.name, url: apiUrl(world, `/repos/${repo.owner}/${repo.name}`) };
  return {
    id: pull.id,
    number: pull.number,
    url: `${repoApi(world, repo)}/pulls/${pull.number}`,
    head: { ref: pull.head.ref, sha: pull.head.sha, repo: small },
    base: { ref: pull.base.ref, sha: pull.base.sha, repo: small },
  };
}
