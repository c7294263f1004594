import type { Review } from "../../domain/gates/facts.ts";
import { Rejected } from "../../ports/failures.ts";
import type { GitPeople, RepositoryRef } from "../../ports/git.ts";
import type { GitHub } from "./client.ts";

const verdicts: Record<string, Review["verdict"]> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changes-requested",
  COMMENTED: "commented",
  DISMISSED: "dismissed",
};

/** Protection changes by the month, and gates are looked at by the second. */
const keepMs = 60_000;

export function gitHubPeople(github: GitHub): GitPeople {
  const protection = new Map<string, { reviews: number; until: number }>();
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
        const { data } = await octokit.rest.pulls.listReviews({ ...where, pull_number: number, per_page: 100 });
        return data.flatMap((review) => {
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

    async reviewsWanted(repository, baseBranch) {
      const key = `${repository.connectionId} ${repository.fullName} ${baseBranch}`;
      const known = protection.get(key);
      if (known && known.until > Date.now()) return known.reviews;
      const reviews = await askProtection(repository, baseBranch);
      protection.set(key, { reviews, until: Date.now() + keepMs });
      return reviews;
    },
  };

  async function askProtection(repository: RepositoryRef, baseBranch: string): Promise<number> {
    try {
      return await github.call(repository, "read branch protection", async (octokit, where) => {
        const { data } = await octokit.rest.repos.getBranchProtection({ ...where, branch: baseBranch });
        return data.required_pull_request_reviews?.required_approving_review_count ?? 0;
      });
    } catch (error) {
      // 404: not protected. 403: we may not look; then GitHub itself will say so when it refuses the merge.
      if (error instanceof Rejected && (error.status === 404 || error.status === 403)) return 0;
      throw error;
    }
  }
}
