import type { ProtectionRule, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { encodePath, repoApi } from "./urls.ts";

/** The little that everybody who may read the branch is told. */
export function presentProtectionBrief(rule: ProtectionRule | undefined) {
  const contexts = rule?.checks?.contexts ?? [];
  const level = !rule?.checks ? "off" : rule.enforceAdmins ? "everyone" : "non_admins";
  return {
    enabled: rule !== undefined,
    required_status_checks: {
      enforcement_level: level,
      contexts,
      checks: contexts.map((context) => ({ context, app_id: null })),
    },
  };
}

export function presentProtection(world: World, repo: Repository, rule: ProtectionRule) {
  const url = `${repoApi(world, repo)}/branches/${encodePath(rule.branch)}/protection`;
  return {
    url,
    ...(rule.checks ? { required_status_checks: presentChecks(url, rule.checks) } : {}),
    ...(rule.reviews ? { required_pull_request_reviews: presentReviews(url, rule.reviews) } : {}),
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: rule.enforceAdmins },
    required_linear_history: { enabled: rule.linearHistory },
    allow_force_pushes: { enabled: rule.allowForcePushes },
    allow_deletions: { enabled: rule.allowDeletions },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: rule.conversationResolution },
    lock_branch: { enabled: rule.lockBranch },
    allow_fork_syncing: { enabled: false },
  };
}

export function presentChecks(url: string, checks: NonNullable<ProtectionRule["checks"]>) {
  return {
    url: `${url}/required_status_checks`,
    strict: checks.strict,
    contexts: checks.contexts,
    contexts_url: `${url}/required_status_checks/contexts`,
    checks: checks.contexts.map((context) => ({ context, app_id: null })),
  };
}

export function presentReviews(url: string, reviews: NonNullable<ProtectionRule["reviews"]>) {
  return {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: reviews.dismissStale,
    require_code_owner_reviews: reviews.codeOwners,
    require_last_push_approval: reviews.lastPushApproval,
    required_approving_review_count: reviews.count,
  };
}
