import { z } from "zod";
import { requestReviewers } from "../acts/pulls.ts";
import { dismissReview, submitReview } from "../acts/reviews.ts";
import type { Call } from "../http/call.ts";
import { del, get, post, put, type Route } from "../http/router.ts";
import { presentPullSimple } from "../present/pull.ts";
import { presentReview } from "../present/review.ts";
import { presentTeam } from "../present/team.ts";
import { presentUser } from "../present/user.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { Review } from "../world/types.ts";

const asked = z.object({ reviewers: z.array(z.string()).optional(), team_reviewers: z.array(z.string()).optional() });
const newReview = z.object({
  body: z.string().optional(),
  commit_id: z.string().optional(),
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]).optional(),
});
const states = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;
const pulls = "/repos/{owner}/{repo}/pulls/{pull_number}";

export const reviewRoutes: Route[] = [
  get(`${pulls}/requested_reviewers`, "pull_requests:read", (c) => {
    const { reviewers, teamReviewers } = c.pull();
    const teams = teamReviewers.map((slug) => c.world.teams.get(`${c.repo.owner}/${slug}`.toLowerCase()));
    const users = reviewers.map((login) => presentUser(c.world, login));
    return {
      status: 200,
      body: { users, teams: teams.filter((one) => one !== undefined).map((one) => presentTeam(c.world, one)) },
    };
  }),

  post(`${pulls}/requested_reviewers`, "pull_requests:write", (c) => {
    const input = c.input(asked);
    const pull = c.pull();
    const wanted = { reviewers: input.reviewers ?? [], teams: input.team_reviewers ?? [] };
    requestReviewers(c.world, c.repo, pull, wanted, c.doing);
    return { status: 201, body: presentPullSimple(c.world, c.repo, pull) };
  }),

  del(`${pulls}/requested_reviewers`, "pull_requests:write", (c) => {
    const input = c.input(asked);
    const pull = c.pull();
    const gone = (input.reviewers ?? []).map((login) => login.toLowerCase());
    pull.reviewers = pull.reviewers.filter((login) => !gone.includes(login.toLowerCase()));
    pull.teamReviewers = pull.teamReviewers.filter((slug) => !input.team_reviewers?.includes(slug));
    c.world.savePull(pull);
    return { status: 200, body: presentPullSimple(c.world, c.repo, pull) };
  }),

  get(`${pulls}/reviews`, "pull_requests:read", (c) => {
    const pull = c.pull();
    const all = c.world.reviews.filter((one) => one.repo === c.repo.id && one.pull === pull.number);
    return { status: 200, body: c.paged(all).map((one) => presentReview(c.world, c.repo, pull, one)) };
  }),

  post(
    `${pulls}/reviews`,
    "pull_requests:write",
    (c) => {
      const input = c.input(newReview);
      const pull = c.pull();
      if ((input.event === "REQUEST_CHANGES" || input.event === "COMMENT") && !input.body) {
        throw new Problem(422, 'Unprocessable Entity: "Body cannot be blank"');
      }
      const review = submitReview(
        c.world,
        c.repo,
        pull,
        {
          state: input.event ? states[input.event] : "PENDING",
          ...(input.body === undefined ? {} : { body: input.body }),
          ...(input.commit_id === undefined ? {} : { commit: input.commit_id }),
        },
        c.doing,
      );
      return { status: 200, body: presentReview(c.world, c.repo, pull, review) };
    },
    { least: "pull" },
  ),

  get(`${pulls}/reviews/{review_id}`, "pull_requests:read", (c) => ({
    status: 200,
    body: presentReview(c.world, c.repo, c.pull(), reviewAt(c)),
  })),

  put(`${pulls}/reviews/{review_id}/dismissals`, "pull_requests:write", (c) => {
    c.input(z.object({ message: z.string() }));
    const pull = c.pull();
    const dismissed = dismissReview(c.world, c.repo, pull, reviewAt(c), c.doing);
    return { status: 200, body: presentReview(c.world, c.repo, pull, dismissed) };
  }),
];

function reviewAt(c: Call): Review {
  const found = c.world.reviews.get(c.number("review_id"));
  if (found?.repo !== c.repo.id || found.pull !== c.pull().number) throw notFound();
  return found;
}
