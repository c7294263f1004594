import { z } from "zod";
import { protectionOf } from "../acts/mergeability.ts";
import type { Call } from "../http/call.ts";
import { del, get, put, type Route } from "../http/router.ts";
import { presentChecks, presentProtection, presentReviews } from "../present/protection.ts";
import { encodePath, repoApi } from "../present/urls.ts";
import { Problem } from "../world/problem.ts";
import type { ProtectionRule } from "../world/types.ts";

const rules = z.object({
  required_status_checks: z
    .object({
      strict: z.boolean(),
      contexts: z.array(z.string()).optional(),
      checks: z.array(z.object({ context: z.string() })).optional(),
    })
    .nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z
    .object({
      dismiss_stale_reviews: z.boolean().optional(),
      require_code_owner_reviews: z.boolean().optional(),
      required_approving_review_count: z.number().optional(),
      require_last_push_approval: z.boolean().optional(),
    })
    .nullable(),
  restrictions: z.object({ users: z.array(z.string()), teams: z.array(z.string()) }).nullable(),
  required_linear_history: z.boolean().optional(),
  allow_force_pushes: z.boolean().nullish(),
  allow_deletions: z.boolean().optional(),
  required_conversation_resolution: z.boolean().optional(),
  lock_branch: z.boolean().optional(),
});

const path = "/repos/{owner}/{repo}/branches/{branch}/protection";

export const protectionRoutes: Route[] = [
  get(
    `${path}/required_status_checks`,
    "administration:read",
    (c) => {
      const { checks } = rule(c);
      if (!checks) throw new Problem(404, "Required status checks not enabled");
      return { status: 200, body: presentChecks(url(c), checks) };
    },
    { least: "admin" },
  ),

  get(
    `${path}/required_pull_request_reviews`,
    "administration:read",
    (c) => {
      const { reviews } = rule(c);
      if (!reviews) throw new Problem(404, "Pull request reviews not enabled");
      return { status: 200, body: presentReviews(url(c), reviews) };
    },
    { least: "admin" },
  ),

  get(path, "administration:read", (c) => ({ status: 200, body: presentProtection(c.world, c.repo, rule(c)) }), {
    least: "admin",
  }),

  put(path, "administration:write", async (c) => {
    const branch = c.param("branch");
    if (!(await c.git.ref(`refs/heads/${branch}`))) throw new Problem(404, "Branch not found");
    const saved = c.world.protections.put(`${c.repo.id}/${branch}`, toRule(c, c.input(rules)));
    return { status: 200, body: presentProtection(c.world, c.repo, saved) };
  }),

  del(path, "administration:write", (c) => {
    rule(c);
    c.world.protections.delete(`${c.repo.id}/${c.param("branch")}`);
    return { status: 204 };
  }),
];

function rule(c: Call): ProtectionRule {
  const found = protectionOf(c.world, c.repo, c.param("branch"));
  if (!found) throw new Problem(404, "Branch not protected");
  return found;
}

function url(c: Call): string {
  return `${repoApi(c.world, c.repo)}/branches/${encodePath(c.param("branch"))}/protection`;
}

function toRule(c: Call, input: z.output<typeof rules>): ProtectionRule {
  const checks = input.required_status_checks;
  const reviews = input.required_pull_request_reviews;
  return {
    repo: c.repo.id,
    branch: c.param("branch"),
    checks: checks && {
      strict: checks.strict,
      contexts: checks.contexts ?? checks.checks?.map((check) => check.context) ?? [],
    },
    reviews: reviews && {
      count: reviews.required_approving_review_count ?? 1,
      dismissStale: reviews.dismiss_stale_reviews ?? false,
      codeOwners: reviews.require_code_owner_reviews ?? false,
      lastPushApproval: reviews.require_last_push_approval ?? false,
    },
    pullRequestsOnly: false,
    enforceAdmins: input.enforce_admins ?? false,
    linearHistory: input.required_linear_history ?? false,
    allowForcePushes: input.allow_force_pushes ?? false,
    allowDeletions: input.allow_deletions ?? false,
    conversationResolution: input.required_conversation_resolution ?? false,
    lockBranch: input.lock_branch ?? false,
    restrictions: input.restrictions && { ...input.restrictions, apps: [] },
  };
}
