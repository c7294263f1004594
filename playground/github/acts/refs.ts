import { isAncestor } from "../git/history.ts";
import { zeros } from "../git/zeros.ts";
import { presentPush } from "../present/push.ts";
import { toRepo } from "../present/seeded.ts";
import { Problem } from "../world/problem.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { Doing } from "./doing.ts";
import { baseMoved, headMoved } from "./pull-follow.ts";

export type Move = { ref: string; before: string; after: string };

/**
 * Moves, creates or (with forty zeros) deletes a ref and tells everybody.
 * @throws Problem 422 when the ref is not at `before`.
 */
export async function moveRef(world: World, repo: Repository, move: Move, doing: Doing): Promise<void> {
  const repository = world.git(repo);
  const oid = move.after === zeros ? null : move.after;
  try {
    await repository.updateRef(move.ref, oid, move.before === zeros ? null : move.before);
  } catch {
    throw new Problem(422, "Reference cannot be updated");
  }
  await refMoved(world, repo, move, doing);
}

/** The ref has moved already, by this or by a git push: pull requests follow, and the world hears of it. */
export async function refMoved(world: World, repo: Repository, move: Move, doing: Doing): Promise<void> {
  const at = world.now(doing.at);
  if (at > repo.pushedAt) repo.pushedAt = at;
  if (at > repo.updatedAt) repo.updatedAt = at;
  world.saveRepository(repo);
  // Told before what follows from it, as GitHub does.
  if (!doing.quiet) await announce(world, repo, move, doing);
  if (move.ref.startsWith("refs/heads/")) {
    const branch = move.ref.slice("refs/heads/".length);
    await headMoved(world, repo, branch, move, doing);
    if (move.after !== zeros) await baseMoved(world, repo, branch, move, doing);
  }
}

async function announce(world: World, repo: Repository, move: Move, doing: Doing): Promise<void> {
  const [, kind, ...rest] = move.ref.split("/");
  const name = rest.join("/");
  const change = move.before === zeros ? "create" : move.after === zeros ? "delete" : null;
  if (change && (kind === "heads" || kind === "tags")) {
    const about = { ref: name, ref_type: kind === "heads" ? "branch" : "tag", pusher_type: "user" };
    const extra = change === "create" ? { master_branch: repo.defaultBranch, description: repo.description } : {};
    world.emit({ name: change, action: null, repo, sender: doing.by, payload: () => ({ ...about, ...extra }) });
  }
  const forced =
    change === null && move.ref.startsWith("refs/heads/")
      ? !(await isAncestor(world.git(repo), move.before, move.after))
      : false;
  const body = await presentPush(world, repo, { ...move, by: doing.by, forced });
  world.emit({ name: "push", action: null, repo, sender: doing.by, payload: () => body });
  for (const listener of world.pushListeners) {
    const told = { repo: toRepo(world, repo), ...move, by: doing.by, at: doing.at ?? world.clock() };
    Promise.resolve()
      .then(() => listener(told))
      .catch((error: unknown) => console.error("playground/github: a push listener failed", error));
  }
}
