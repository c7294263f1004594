import type { Pull, Review } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** Of each person the last review that judged; comments do not take an approval back. */
export function standingReviews(world: World, pull: Pull): Review[] {
  const last = new Map<string, Review>();
  for (const review of world.reviews.filter((one) => one.repo === pull.repo && one.pull === pull.number)) {
    if (review.state === "COMMENTED" || review.state === "PENDING") continue;
    last.set(review.author.toLowerCase(), review);
  }
  return [...last.values()];
}
