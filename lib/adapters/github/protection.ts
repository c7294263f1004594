import type { Protection } from "../../domain/gates/protection.ts";
import type { RepositoryRef } from "../../ports/git.ts";
import type { GitHub } from "./client.ts";
import { statusOf } from "./status.ts";

/** Protection changes by the month, and gates are looked at by the second. */
const keepMs = 60_000;

type Octokit = Parameters<Parameters<GitHub["call"]>[2]>[0];
type Where = { owner: string; repo: string };

/** What GitHub asks of a merge: branch protection, where we may read it, together with rulesets, which anybody may. */
export function protections(github: GitHub) {
  const known = new Map<string, { protection: Protection; until: number }>();
  return async (repository: RepositoryRef, branch: string): Promise<Protection> => {
    const key = `${repository.connectionId} ${repository.fullName} ${branch}`;
    const kept = known.get(key);
    if (kept && kept.until > performance.now()) return kept.protection;
    const protection = await github.call(repository, "read branch protection", (octokit, where) =>
      readProtection(octokit, where, branch),
    );
    known.set(key, { protection, until: performance.now() + keepMs });
    return protection;
  };
}

async function readProtection(octokit: Octokit, where: Where, branch: string): Promise<Protection> {
  const [classic, rules, repository] = await Promise.all([
    readClassic(octokit, where, branch),
    readRules(octokit, where, branch),
    octokit.rest.repos.get(where).then(({ data }) => data),
  ]);
  const allowed = [repository.allow_merge_commit, repository.allow_squash_merge];
  return {
    ...classic,
    ...rules,
    reviews: Math.max(classic.reviews, rules.reviews),
    // Absent for whoever may not write.
    ...(allowed.every((each) => each === false) ? { rebaseOnly: true } : {}),
  };
}

async function readClassic(octokit: Octokit, where: Where, branch: string): Promise<Protection> {
  try {
    const { data } = await octokit.rest.repos.getBranchProtection({ ...where, branch });
    const reviews = data.required_pull_request_reviews;
    return flags({
      reviews: reviews?.required_approving_review_count ?? 0,
      codeOwners: reviews?.require_code_owner_reviews,
      locked: data.lock_branch?.enabled,
      restricted: data.restrictions !== undefined && data.restrictions !== null,
      signatures: data.required_signatures?.enabled,
      conversations: data.required_conversation_resolution?.enabled,
    });
  } catch (error) {
    // 404: not protected, or (for an App without administration) not to be seen. 403: we may not look.
    if (![403, 404].includes(statusOf(error) ?? 0)) throw error;
  }
  try {
    const { data } = await octokit.rest.repos.getBranch({ ...where, branch });
    // A branch that only rulesets protect says so, too; those we read.
    return flags({ reviews: 0, hidden: data.protected && data.protection?.enabled !== false });
  } catch (error) {
    if (statusOf(error) === 404) return { reviews: 0 };
    throw error;
  }
}

/** Rules of those rulesets that Sluice's own account may not bypass. */
async function readRules(octokit: Octokit, where: Where, branch: string): Promise<Protection> {
  const rules = await rulesOf(octokit, where, branch);
  const types = new Set(rules.map((rule) => rule.type));
  let [reviews, codeOwners, conversations] = [0, false, false];
  for (const rule of rules) {
    if (rule.type !== "pull_request" || !rule.parameters) continue;
    reviews = Math.max(reviews, rule.parameters.required_approving_review_count);
    codeOwners ||= rule.parameters.require_code_owner_review;
    conversations ||= rule.parameters.required_review_thread_resolution;
  }
  return flags({
    reviews,
    codeOwners,
    conversations,
    queue: types.has("merge_queue"),
    restricted: types.has("update"),
    signatures: types.has("required_signatures"),
  });
}

async function rulesOf(octokit: Octokit, where: Where, branch: string) {
  try {
    const data = await octokit.paginate(octokit.rest.repos.getBranchRules, { ...where, branch, per_page: 100 });
    const ids = [...new Set(data.flatMap((rule) => rule.ruleset_id ?? []))];
    const bypassed = new Set<number>();
    for (const ruleset_id of ids) if (await mayBypass(octokit, where, ruleset_id)) bypassed.add(ruleset_id);
    return data.filter((rule) => rule.ruleset_id === undefined || !bypassed.has(rule.ruleset_id));
  } catch (error) {
    // Enterprise Server before 3.11 has no rulesets.
    if (statusOf(error) === 404) return [];
    throw error;
  }
}

async function mayBypass(octokit: Octokit, where: Where, ruleset_id: number): Promise<boolean> {
  try {
    const { data } = await octokit.rest.repos.getRepoRuleset({ ...where, ruleset_id, includes_parents: true });
    return (data.current_user_can_bypass ?? "never") !== "never";
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 403) return false;
    throw error;
  }
}

/** What is not asked for is left out, so that one reading does not take back what another one found. */
function flags(said: { [K in keyof Protection]: Protection[K] | undefined } & { reviews: number }): Protection {
  return { ...Object.fromEntries(Object.entries(said).filter(([, value]) => value === true)), reviews: said.reviews };
}
