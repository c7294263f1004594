import { isAncestor } from "../git/history.ts";
import { Problem } from "../world/problem.ts";
import type { Pull, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { atLeast, permissionOf, same } from "./accounts.ts";
import type { Doing } from "./doing.ts";
import { labelsNamed } from "./labels.ts";
import { closed, emitPull } from "./pull-follow.ts";
import { nextNumber } from "./repositories.ts";

export type OpenPull = {
  title: string;
  body?: string | null;
  head: string;
  base: string;
  draft?: boolean;
  maintainerCanModify?: boolean;
  labels?: string[];
};

/** @throws Problem 422, in GitHub's words, when a branch is missing, the same one is open, or nothing would be brought. */
export async function openPull(world: World, repo: Repository, input: OpenPull, doing: Doing): Promise<Pull> {
  const repository = world.git(repo);
  const head = await repository.ref(`refs/heads/${input.head}`);
  const base = await repository.ref(`refs/heads/${input.base}`);
  if (!base) throw new Problem(422, "Validation Failed", [{ resource: "PullRequest", field: "base", code: "invalid" }]);
  if (!head) throw new Problem(422, "Validation Failed", [{ resource: "PullRequest", field: "head", code: "invalid" }]);
  const twin = world.pulls.find(
    (one) => one.repo === repo.id && one.state === "open" && one.head.ref === input.head && one.base.ref === input.base,
  );
  if (twin) throw refused(`A pull request already exists for ${repo.owner}:${input.head}.`);
  if (await isAncestor(repository, head, base)) throw refused(`No commits between ${input.base} and ${input.head}`);

  const at = world.now(doing.at);
  const number = nextNumber(world, repo);
  const pull = world.savePull({
    id: world.store.nextId("pull", 900_001),
    repo: repo.id,
    number,
    title: input.title,
    body: input.body ?? null,
    state: "open",
    draft: input.draft ?? false,
    author: doing.by,
    head: { ref: input.head, sha: head },
    base: { ref: input.base, sha: base },
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    reviewers: [],
    teamReviewers: [],
    assignees: [],
    labels: labelsNamed(world, repo, input.labels ?? []),
    maintainerCanModify: input.maintainerCanModify ?? false,
  });
  await repository.updateRef(`refs/pull/${number}/head`, head);
  emitPull(world, repo, pull, "opened", doing);
  return pull;
}

function refused(message: string): Problem {
  return new Problem(422, "Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);
}

export type EditPull = { title?: string; body?: string | null; state?: "open" | "closed"; base?: string };

export async function editPull(
  world: World,
  repo: Repository,
  pull: Pull,
  edit: EditPull,
  doing: Doing,
): Promise<Pull> {
  const changes: Record<string, { from: unknown }> = {};
  if (edit.title !== undefined && edit.title !== pull.title) {
    changes.title = { from: pull.title };
    pull.title = edit.title;
  }
  if (edit.body !== undefined && edit.body !== pull.body) {
    changes.body = { from: pull.body };
    pull.body = edit.body;
  }
  if (edit.base !== undefined && edit.base !== pull.base.ref) {
    const sha = await world.git(repo).ref(`refs/heads/${edit.base}`);
    if (!sha)
      throw new Problem(422, "Validation Failed", [{ resource: "PullRequest", field: "base", code: "invalid" }]);
    changes.base = { from: pull.base };
    pull.base = { ref: edit.base, sha };
  }
  if (Object.keys(changes).length > 0) {
    pull.updatedAt = world.now(doing.at);
    world.savePull(pull);
    emitPull(world, repo, pull, "edited", doing, { changes });
  }
  if (edit.state === "closed" && pull.state === "open") closed(world, repo, pull, doing);
  if (edit.state === "open" && pull.state === "closed") await reopen(world, repo, pull, doing);
  return pull;
}

async function reopen(world: World, repo: Repository, pull: Pull, doing: Doing): Promise<void> {
  if (pull.mergedAt) throw refusedState("The pull request cannot be reopened.");
  const head = await world.git(repo).ref(`refs/heads/${pull.head.ref}`);
  if (!head) throw refusedState(`The ${pull.head.ref} branch has been deleted.`);
  Object.assign(pull, { state: "open", closedAt: null, closedBy: null, updatedAt: world.now(doing.at) });
  pull.head.sha = head;
  world.savePull(pull);
  emitPull(world, repo, pull, "reopened", doing);
}

function refusedState(message: string): Problem {
  const error = {
    resource: "PullRequest",
    code: "custom",
    field: "state",
    message: `state cannot be changed. ${message}`,
  };
  return new Problem(422, "Validation Failed", [error]);
}

/** @throws Problem 422 when somebody may not review here, or is the author. */
export function requestReviewers(
  world: World,
  repo: Repository,
  pull: Pull,
  asked: { reviewers: string[]; teams: string[] },
  doing: Doing,
): void {
  const users = asked.reviewers.map((login) => {
    const user = world.user(login);
    if (!user || (!atLeast(permissionOf(world, repo, login), "pull") && user.type !== "Bot")) {
      throw new Problem(
        422,
        "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the " +
          `${repo.owner}/${repo.name} repository.`,
      );
    }
    if (same(user.login, pull.author)) throw new Problem(422, "Review cannot be requested from pull request author.");
    return user.login;
  });
  for (const slug of asked.teams) {
    if (!world.teams.get(`${repo.owner}/${slug}`.toLowerCase())) {
      throw new Problem(422, `Could not resolve to a node with the global id of '${slug}'.`);
    }
  }
  pull.reviewers = [...new Set([...pull.reviewers, ...users])];
  pull.teamReviewers = [...new Set([...pull.teamReviewers, ...asked.teams])];
  pull.updatedAt = world.now(doing.at);
  world.savePull(pull);
  for (const login of users) {
    const user = world.user(login);
    if (user) emitPull(world, repo, pull, "review_requested", doing, { requested_reviewer: { login, id: user.id } });
  }
}
