import type { Pull, Repository, Review } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { associationOf } from "./association.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { presentUser } from "./user.ts";

export function presentReview(world: World, repo: Repository, pull: Pull, review: Review) {
  const html = repoHtml(world, repo, `/pull/${pull.number}#pullrequestreview-${review.id}`);
  const pullUrl = `${repoApi(world, repo)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: presentUser(world, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: associationOf(world, repo, review.author),
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    ...(review.state === "PENDING" ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commit,
  };
}
