import type { Review } from "../../domain/gates/facts.ts";
import { Rejected } from "../../ports/failures.ts";
import type { GitPeople } from "../../ports/git.ts";
import type { GitHub } from "./client.ts";
import { protections } from "./protection.ts";

const verdicts: Record<string, Review["verdict"]> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changes-requested",
  COMMENTED: "commented",
  DISMISSED: "dismissed",
};

export function gitHubPeople(github: GitHub): GitPeople {
  return {
    async askForReview(repository, number, logins) {
      if (logins.length === 0) return;
      const ask = (reviewers: string[]) =>
        github.call(repository, "ask for review", (octokit, where) =>
          octokit.rest.pulls.requestReviewers({ ...where, pull_number: number, reviewers }),
        );
      try {
        await ask(logins.slice(0, 15));
      } catch (error) {
        // One login that is no collaborator makes GitHub refuse them all. A review is a courtesy here: our own inbox has the request.
        if (!(error instanceof Rejected)) throw error;
      }
    },

    async reviews(repository, number) {
      return github.call(repository, "read reviews", async (octokit, where) => {
        const all = { ...where, pull_number: number, per_page: 100 };
        return (await octokit.paginate(octokit.rest.pulls.listReviews, all)).flatMap((review) => {
          const verdict = verdicts[review.state];
          if (!verdict || !review.user) return [];
          return [
            {
              who: review.user.login,
              verdict,
              at: Date.parse(review.submitted_at ?? "") || 0,
              commit: review.commit_id ?? "",
            },
          ];
        });
      });
    },

    protection: protections(github),
  };
}
