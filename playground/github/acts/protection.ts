import type { Protection } from "../seed.ts";
import type { ProtectionRule, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";

export function protect(world: World, repo: Repository, branch: string, protection: Protection): ProtectionRule {
  return world.protections.put(`${repo.id}/${branch}`, {
    repo: repo.id,
    branch,
    checks: protection.checks
      ? { strict: protection.checks.strict ?? false, contexts: protection.checks.contexts }
      : null,
    reviews: protection.reviews
      ? {
          count: protection.reviews.count,
          dismissStale: protection.reviews.dismissStale ?? false,
          codeOwners: protection.reviews.codeOwners ?? false,
          lastPushApproval: false,
        }
      : null,
    pullRequestsOnly: protection.pullRequestsOnly ?? false,
    enforceAdmins: protection.enforceAdmins ?? false,
    linearHistory: protection.linearHistory ?? false,
    mergeQueue: protection.mergeQueue ?? false,
    allowForcePushes: protection.allowForcePushes ?? false,
    allowDeletions: protection.allowDeletions ?? false,
    conversationResolution: false,
    lockBranch: false,
    restrictions: null,
  });
}
