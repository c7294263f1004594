import { evaluate, inOneLine, sameReport } from "../../domain/gates/evaluate.ts";
import type { GateFacts } from "../../domain/gates/facts.ts";
import type { GateReport } from "../../domain/gates/gate.ts";
import { mergeAgainAt } from "../../domain/gates/refused-merge.ts";
import type { Promotion } from "../../domain/promotion/promotion.ts";
import type { PullRequest } from "../../ports/git.ts";
import { predecessorFacts } from "../readings/predecessors.ts";
import { silentClusters } from "../readings/silent-clusters.ts";
import { type Look, legOf, settle, stillOurs } from "./look.ts";
import { pageOf } from "./open-leg.ts";

export type Decision =
  | { is: "settled"; look: Look }
  | { is: "waits"; look: Look; until: number }
  | { is: "passes"; look: Look; report: GateReport };

/** Looks at the pull request and at every gate; publishes and keeps the report when it says something new. */
export async function decide(look: Look): Promise<Decision> {
  const { deps, promotion } = look;
  const leg = legOf(look);
  if (leg.pullRequest === undefined) throw new Error("A promotion whose gates are asked has a pull request.");
  const pull = await deps.changes.pullRequest(look.repository, leg.pullRequest);
  const outcome = await happenedOutside(look, pull);
  if (outcome) return { is: "settled", look: outcome };

  const facts = await factsOf(look, pull);
  const passing = evaluate(facts);
  // Asked of Git last, and only for what nothing else holds back.
  const rewritten = passing.passes && (await isRewritten(look));
  const report = rewritten ? evaluate({ ...facts, rewritten }) : passing;
  const before = await deps.store.read.lastReport(promotion.id);
  if (!sameReport(before, report)) {
    await stillOurs(look);
    const state = report.passes ? "success" : report.blocked ? "failure" : "pending";
    await deps.checks.publish(look.repository, leg.head ?? pull.head, {
      state,
      sentence: inOneLine(report),
      url: pageOf(look),
    });
    await deps.store.transaction(async (tx) => {
      await tx.promotions.report(promotion.id, leg.position, leg.head, report, deps.now());
      await tx.changed("promotions", [promotion.id]);
      await tx.changed("cells", leg.deployments);
    });
  }
  if (report.passes) return { is: "passes", look, report };
  const machine =
    report.gates.some(({ phase, key }) => phase === "wait" && machines.includes(key)) || pull.mergeable === "unknown";
  const until = Math.min(
    report.lookAgainAt ?? Number.POSITIVE_INFINITY,
    deps.now() + pauseOf(promotion, machine, deps.now()),
  );
  return { is: "waits", look, until };
}

/** Gates that open by themselves, and not by somebody's word. */
const machines = ["checks", "sign-of-life"];

/**
 * What has waited for long is looked at less often: a host takes so many questions a minute, and of many promotions that
 * wait over night none needs to be seen within seconds where nobody pokes us.
 */
export function pauseOf(promotion: Promotion, machine: boolean, now: number): number {
  const since = promotion.legs[promotion.leg - 1]?.verifiedAt ?? promotion.requestedAt;
  const [least, most] = machine ? [5_000, 60_000] : [30_000, 300_000];
  return Math.min(Math.max((now - since) / 20, least), most);
}

/** Merged or closed by hand on the git host: noticed and said, never undone. */
async function happenedOutside(look: Look, pull: PullRequest): Promise<Look | undefined> {
  const { baseBranch } = legOf(look);
  if (pull.merged && pull.base !== baseBranch) {
    const because = `Pull request #${pull.number} was merged into ${pull.base} on the git host, and not into ${baseBranch}.`;
    return settle(look, { type: "pull-request-closed", because }, { sentence: because, url: pull.url });
  }
  if (pull.merged)
    return afterMerge(look, pull.mergeCommit ?? pull.head, pull.mergedAt ?? look.deps.now(), wordsOfMerge(look, pull));
  if (pull.state === "closed") {
    const because = `Pull request #${pull.number} was closed on the git host.`;
    return settle(look, { type: "pull-request-closed", because }, { sentence: because, url: pull.url });
  }
  return undefined;
}

/** Whose merge it was that stands on the git host. */
function wordsOfMerge(look: Look, pull: PullRequest): string {
  const { state } = look.promotion;
  const planned = pull.head === legOf(look).head;
  const by = pull.mergedBy ? ` by @${pull.mergedBy}` : "";
  if (planned && state.is === "merging") return "Merged";
  if (planned && state.is === "gated" && state.mergeRefused)
    return `Merged on the git host${by}, after the gates had passed`;
  return `Merged by hand on the git host${by}, without waiting for the gates`;
}

export async function afterMerge(look: Look, commit: string, at: number, sentence: string): Promise<Look> {
  const leg = legOf(look);
  return settle(
    look,
    { type: "pull-request-merged", commit, at },
    { sentence, ...(leg.pullRequestUrl ? { url: leg.pullRequestUrl } : {}) },
    async (tx) => {
      await tx.jobs.add("tidy-promotion", { promotion: look.promotion.id }, { key: `tidy-${look.promotion.id}` });
      await tx.jobs.add("reconcile", { promotion: look.promotion.id, leg: leg.position });
      // Under the key that everybody uses for it: of two readings at once the older could be stored last.
      const row = (await tx.repositories()).find(({ fullName }) => fullName === look.repository.fullName);
      if (row) await tx.jobs.add("read-repository", { repository: row.id }, { key: `read-${row.id}` });
    },
  );
}

/** A merge brings along all that the head stands on: what a forced push has taken off the branch, too. */
async function isRewritten(look: Look): Promise<boolean> {
  const { baseBranch, baseCommit } = legOf(look);
  if (baseCommit === undefined) return false;
  const tip = await look.deps.mirror.tip(look.repository, baseBranch);
  return !(await look.deps.mirror.isAncestor(look.repository, baseCommit, tip));
}

async function factsOf(look: Look, pull: PullRequest): Promise<GateFacts> {
  const { deps, promotion } = look;
  const leg = legOf(look);
  const { read } = deps.store;
  const [environments, approvals, checks, protection, reviews, predecessors, silent] = await Promise.all([
    read.environments(),
    read.approvals(promotion.id),
    deps.checks.checks(look.repository, pull.head, leg.baseBranch),
    deps.people.protection(look.repository, leg.baseBranch),
    deps.people.reviews(look.repository, pull.number),
    predecessorFacts(deps, promotion),
    silentClusters(deps, leg),
  ]);
  const environment = environments.find((e) => e.name === promotion.environment);
  const refused = promotion.state.is === "gated" ? promotion.state.mergeRefused : undefined;
  return {
    planHash: promotion.planHash,
    kind: promotion.kind,
    version: promotion.version,
    environment: promotion.environment,
    requestedBy: promotion.requestedBy,
    ...(leg.head ? { expectedHead: leg.head } : {}),
    baseBranch: leg.baseBranch,
    approvalsWanted: environment?.approvals ?? 1,
    approvals,
    predecessors,
    silent,
    pullRequest: { number: pull.number, head: pull.head, base: pull.base, mergeable: pull.mergeable },
    checks,
    reviewsWanted: protection.reviews,
    reviews,
    ...(refused ? { mergeRefused: { sentence: refused.sentence, tryAgainAt: mergeAgainAt(refused) } } : {}),
    now: deps.now(),
  };
}
