import type { CheckState } from "../../domain/gates/facts.ts";
import { shorten } from "../../domain/shorten.ts";
import { Rejected } from "../../ports/failures.ts";
import type { GitChecks } from "../../ports/git.ts";
import type { GitHub } from "./client.ts";

/** The context of our own status. It is idempotent by commit and context, so publishing twice is publishing once. */
export const statusContext = "sluice/gates";

export function gitHubChecks(github: GitHub): GitChecks {
  return {
    async publish(repository, commit, status) {
      await github.call(repository, "publish status", (octokit, where) =>
        octokit.rest.repos.createCommitStatus({
          ...where,
          sha: commit,
          context: statusContext,
          state: status.state,
          description: shorten(status.sentence, 140),
          ...(status.url ? { target_url: status.url } : {}),
        }),
      );
    },

    async checks(repository, commit, baseBranch) {
      return github.call(repository, "read checks", async (octokit, where) => {
        const [runs, statuses, required] = await Promise.all([
          octokit.paginate(octokit.rest.checks.listForRef, { ...where, ref: commit, per_page: 100, filter: "latest" }),
          statusesOf(octokit, where, commit),
          requiredContexts(octokit, where, baseBranch),
        ]);
        const found = new Map<string, CheckState>();
        // Workflows may use one name for several: the worst of them counts.
        const note = (name: string, state: CheckState["state"], url: string | null) => {
          const known = found.get(name);
          if (known && badness[known.state] >= badness[state]) return;
          found.set(name, { name, state, required: required.has(name), ...(url ? { url } : {}) });
        };
        for (const run of runs) note(run.name, stateOfRun(run.status, run.conclusion), run.html_url);
        for (const { context, state, target_url } of statuses)
          if (context !== statusContext) note(context, stateOfStatus(state), target_url);
        for (const name of required) if (name !== statusContext && !found.has(name)) note(name, "running", null);
        return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
      });
    },
  };
}

const badness = { green: 0, running: 1, red: 2 };

function stateOfRun(status: string, conclusion: string | null): CheckState["state"] {
  if (status !== "completed") return "running";
  return ["success", "neutral", "skipped"].includes(conclusion ?? "") ? "green" : "red";
}

function stateOfStatus(state: string): CheckState["state"] {
  return state === "success" ? "green" : state === "pending" ? "running" : "red";
}

/** The newest of each context, of all pages: Octokit's own paging does not know this answer's shape. */
async function statusesOf(octokit: Octokit, where: { owner: string; repo: string }, ref: string) {
  const found: { context: string; state: string; target_url: string | null }[] = [];
  for (let page = 1; ; page++) {
    const { data } = await octokit.rest.repos.getCombinedStatusForRef({ ...where, ref, per_page: 100, page });
    found.push(...data.statuses);
    if (data.statuses.length === 0 || found.length >= data.total_count) return found;
  }
}

type Octokit = Parameters<Parameters<GitHub["call"]>[2]>[0];

/** From the branch's public summary, which needs no administration rights; protection by rulesets is asked for as well. */
async function requiredContexts(
  octokit: Octokit,
  where: { owner: string; repo: string },
  branch: string,
): Promise<Set<string>> {
  const names = new Set<string>();
  const { data } = await octokit.rest.repos.getBranch({ ...where, branch });
  for (const context of data.protection?.required_status_checks?.contexts ?? []) names.add(context);
  try {
    const rules = await octokit.paginate(octokit.rest.repos.getBranchRules, { ...where, branch, per_page: 100 });
    for (const rule of rules) {
      if (rule.type !== "required_status_checks") continue;
      for (const check of rule.parameters?.required_status_checks ?? []) names.add(check.context);
    }
  } catch (error) {
    // Enterprise Server before 3.11 has no rulesets.
    if (!(error instanceof Rejected) && statusIs(error, 404)) return names;
    throw error;
  }
  return names;
}

function statusIs(error: unknown, status: number): boolean {
  return typeof error === "object" && error !== null && "status" in error && error.status === status;
}
