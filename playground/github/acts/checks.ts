import { branchesWith, commitsOf } from "../git/history.ts";
import { presentCheckRun } from "../present/checks.ts";
import { presentCommit } from "../present/commit.ts";
import { presentUser } from "../present/user.ts";
import { Problem } from "../world/problem.ts";
import type { CheckRun, CheckSuite, Repository, Status } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { Doing } from "./doing.ts";

export type NewStatus = Pick<Status, "sha" | "state" | "context" | "description" | "targetUrl">;

export function setStatus(world: World, repo: Repository, input: NewStatus, doing: Doing): Status {
  const same = world.statuses.filter(
    (one) => one.repo === repo.id && one.sha === input.sha && one.context === input.context,
  );
  if (same.length >= 1000) {
    const message = "This SHA and context has reached the maximum number of statuses.";
    throw new Problem(422, "Validation Failed", [{ resource: "Status", code: "custom", message }]);
  }
  const id = world.store.nextId("status", 600_001);
  const status = world.statuses.put(id, {
    id,
    repo: repo.id,
    ...input,
    creator: doing.by,
    createdAt: world.now(doing.at),
  });
  if (!doing.quiet) {
    world.emit({
      name: "status",
      action: null,
      repo,
      sender: doing.by,
      payload: () => statusPayload(world, repo, status),
    });
  }
  return status;
}

async function statusPayload(world: World, repo: Repository, status: Status): Promise<Record<string, unknown>> {
  const repository = world.git(repo);
  const [commit] = await commitsOf(repository, [status.sha]);
  const names = await branchesWith(repository, status.sha);
  const api = `${world.url}/api/v3/repos/${repo.owner}/${repo.name}`;
  const branches = await Promise.all(
    names.slice(0, 10).map(async (name) => {
      const sha = (await repository.ref(`refs/heads/${name}`)) ?? status.sha;
      return { name, commit: { sha, url: `${api}/commits/${sha}` }, protected: false };
    }),
  );
  return {
    id: status.id,
    sha: status.sha,
    name: `${repo.owner}/${repo.name}`,
    target_url: status.targetUrl,
    avatar_url: presentUser(world, status.creator).avatar_url,
    context: status.context,
    description: status.description,
    state: status.state,
    commit: commit ? presentCommit(world, repo, commit) : null,
    branches,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

/** The newest of each context, newest first. */
export function latestStatuses(world: World, repo: Repository, sha: string): Status[] {
  const latest = new Map<string, Status>();
  for (const status of world.statuses.filter((one) => one.repo === repo.id && one.sha === sha)) {
    latest.set(status.context, status);
  }
  return [...latest.values()].reverse();
}

export function latestCheckRuns(world: World, repo: Repository, sha: string): CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of world.checkRuns.filter((one) => one.repo === repo.id && one.sha === sha)) {
    latest.set(`${run.app}/${run.name}`, run);
  }
  return [...latest.values()].reverse();
}

export function suiteFor(world: World, repo: Repository, sha: string, app: number, branch: string | null): CheckSuite {
  const known = world.checkSuites.find((one) => one.repo === repo.id && one.sha === sha && one.app === app);
  if (known) return known;
  const id = world.store.nextId("check-suite", 800_001);
  const at = world.now();
  return world.checkSuites.put(id, { id, repo: repo.id, sha, app, branch, createdAt: at, updatedAt: at });
}

/** `created` for a new run; otherwise what the change amounts to. */
export function saveCheckRun(world: World, repo: Repository, run: CheckRun, action: string, doing: Doing): CheckRun {
  world.checkRuns.put(run.id, run);
  const suite = world.checkSuites.get(run.suite);
  if (suite) world.checkSuites.put(suite.id, { ...suite, updatedAt: world.now(doing.at) });
  if (!doing.quiet) {
    const payload = () => ({ check_run: presentCheckRun(world, repo, run) });
    world.emit({ name: "check_run", action, repo, sender: doing.by, payload });
  }
  return run;
}
