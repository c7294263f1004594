import type { GateFacts } from "./facts.ts";
import type { Gate } from "./gate.ts";

/** The git host's own reviews, which count where branch protection wants them; otherwise there is no such gate. */
export function reviews(facts: GateFacts): Gate | undefined {
  if (facts.reviewsWanted === 0) return undefined;
  const commit = facts.pullRequest?.head;
  const base = { key: "reviews", label: "Reviews on Git", ...(commit ? { commit } : {}) };
  const latest = new Map<string, GateFacts["reviews"][number]>();
  for (const review of [...facts.reviews].sort((a, b) => a.at - b.at)) {
    if (review.verdict !== "commented") latest.set(review.who, review);
  }
  const against = [...latest.values()].filter((r) => r.verdict === "changes-requested");
  if (against.length > 0) {
    return { ...base, phase: "block", sentence: `@${against[0]?.who} asked for changes on the pull request.` };
  }
  const approved = [...latest.values()].filter((r) => r.verdict === "approved").length;
  if (approved >= facts.reviewsWanted)
    return { ...base, phase: "pass", sentence: `${approved} of ${facts.reviewsWanted} reviews on the pull request.` };
  return {
    ...base,
    phase: "wait",
    sentence: `${approved} of ${facts.reviewsWanted} reviews on the pull request. Branch protection asks for them; review it on the git host.`,
  };
}
