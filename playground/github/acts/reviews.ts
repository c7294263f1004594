import { presentPull } from "../present/pull.ts";
import { presentReview } from "../present/review.ts";
import { Problem } from "../world/problem.ts";
import type { Pull, Repository, Review } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { same } from "./accounts.ts";
import type { Doing } from "./doing.ts";

export type NewReview = { state: Review["state"]; body?: string; commit?: string };

/** @throws Problem 422 when an author judges their own pull request. */
export function submitReview(world: World, repo: Repository, pull: Pull, input: NewReview, doing: Doing): Review {
  if (same(doing.by, pull.author) && (input.state === "APPROVED" || input.state === "CHANGES_REQUESTED")) {
    const act = input.state === "APPROVED" ? "approve" : "request changes on";
    throw new Problem(422, `Unprocessable Entity: "Can not ${act} your own pull request"`);
  }
  const at = world.now(doing.at);
  const id = world.store.nextId("review", 400_001);
  const review = world.reviews.put(id, {
    id,
    repo: repo.id,
    pull: pull.number,
    author: doing.by,
    state: input.state,
    body: input.body ?? "",
    commit: input.commit ?? pull.head.sha,
    submittedAt: at,
  });
  if (input.state !== "PENDING") {
    pull.reviewers = pull.reviewers.filter((login) => !same(login, doing.by));
    pull.updatedAt = at;
    world.savePull(pull);
    emitReview(world, repo, pull, review, "submitted", doing);
  }
  return review;
}

export function dismissReview(world: World, repo: Repository, pull: Pull, review: Review, doing: Doing): Review {
  if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED") {
    throw new Problem(422, "Can not dismiss a commented pull request review");
  }
  const dismissed = world.reviews.put(review.id, { ...review, state: "DISMISSED" });
  emitReview(world, repo, pull, dismissed, "dismissed", doing);
  return dismissed;
}

export function emitReview(
  world: World,
  repo: Repository,
  pull: Pull,
  review: Review,
  action: string,
  doing: Doing,
): void {
  if (doing.quiet) return;
  world.emit({
    name: "pull_request_review",
    action,
    repo,
    sender: doing.by,
    payload: async () => {
      const shown = presentReview(world, repo, pull, review);
      // In a webhook the state is in small letters, in the API in capitals.
      return {
        review: { ...shown, state: review.state.toLowerCase() },
        pull_request: await presentPull(world, repo, pull),
      };
    },
  });
}
