import type { CheckState } from "../../domain/gates/facts.ts";
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
          description: status.sentence.slice(0, 140),
          ...(status.url ? { target_url: status.url } : {}),
        }),
      );
    },

    async checks(repository, commit, baseBranch) {
      return github.call(repository, "read checks", async (octokit, where) => {
        const [runs, statuses, required] = await Promise.all([
          octokit.rest.checks.listForRef({ ...where, ref: commit, per_page: 100, filter: "latest" }),
          octokit.rest.repos.getCombinedStatusForRef({ ...where, ref: commit, per_page: 100 }),
          requiredContexts(octokit, where, baseBranch),
        ]);
        const found = new Map<string, CheckState>();
        for (const run of runs.data.check_runs) {
          const state =
            run.status !== "completed"
              ? "running"
              : ["success", "neutral", "skipped"].includes(run.conclusion ?? "")
                ? "green"
                : "red";
          found.set(run.name, {
            name: run.name,
            state,
            required: required.has(run.name),
            ...(run.html_url ? { url: run.html_url } : {}),
          });
        }
        for (const status of statuses.data.statuses) {
          if (status.context === statusContext) continue;
          const state = status.state === "success" ? "green" : status.state === "pending" ? "running" : "red";
          found.set(status.context, {
            name: status.context,
            state,
            required: required.has(status.context),
            ...(status.target_url ? { url: status.target_url } : {}),
          });
        }
        for (const name of required) {
          if (name !== statusContext && !found.has(name)) found.set(name, { name, state: "running", required: true });
        }
        return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
      });
    },
  };
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
    const { data: rules } = await octokit.rest.repos.getBranchRules({ ...where, branch });
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
