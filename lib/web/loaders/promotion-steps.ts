import type { Promotion as PromotionView } from "../../contracts/promotion.ts";
import type { GateReport } from "../../domain/gates/gate.ts";
import { hasEnded, type Promotion } from "../../domain/promotion/promotion.ts";
import { currentLeg } from "../../domain/promotion/transition.ts";

type Step = PromotionView["steps"][number];

/** Six steps, of the current leg. Where it stopped is marked on the step that it stopped in. */
export function stepsOf(
  promotion: Promotion,
  report: GateReport | undefined,
  label: (cluster: string) => string,
): Step[] {
  const leg = currentLeg(promotion);
  const reached = reachedBy(promotion);
  const stopped = hasEnded(promotion.state) && promotion.state.is !== "verified";
  const state = (index: number): Step["state"] => {
    if (promotion.state.is === "verified" || index < reached) return "done";
    if (index > reached) return "todo";
    return stopped ? "failed" : "now";
  };
  const edits = promotion.plan.legs[promotion.leg]?.edits ?? [];
  const lines = edits.reduce((sum, edit) => sum + Math.max(edit.before.length, edit.after.length), 0);
  const files = new Set(edits.map((edit) => edit.path)).size;
  const passed = report?.gates.filter((gate) => gate.phase === "pass").length ?? 0;
  const clusters = leg.clusters.map(label).join(" and ");
  const sentences: [Step["key"], string, string][] = [
    [
      "planned",
      "Planned",
      leg.watchOnly
        ? "nothing to edit"
        : `${lines} line${lines === 1 ? "" : "s"} in ${files} file${files === 1 ? "" : "s"}`,
    ],
    [
      "pull-request",
      "Pull request",
      leg.pullRequest
        ? `${leg.repository.split("/")[1] ?? leg.repository} #${leg.pullRequest}`
        : leg.watchOnly
          ? "not needed"
          : "not open yet",
    ],
    [
      "gates",
      "Gates",
      leg.watchOnly ? "not needed" : report ? `${passed} of ${report.gates.length} pass` : "not looked at yet",
    ],
    ["merge", "Merge", leg.watchOnly ? "not needed" : leg.mergedAt ? "done" : "by Sluice"],
    ["rollout", "Rollout", clusters],
    [
      "verified",
      "Verified",
      `${promotion.state.is === "verified" ? "healthy for" : "when healthy for"} ${minutes(promotion.holdMs)}`,
    ],
  ];
  return sentences.map(([key, label, sentence], index) => ({ key, label, sentence, state: state(index) }));
}

function reachedBy(promotion: Promotion): number {
  const { state } = promotion;
  const leg = currentLeg(promotion);
  switch (state.is) {
    case "opening":
      return 1;
    case "gated":
      return 2;
    case "merging":
      return 3;
    case "rolling-out":
      return 4;
    case "holding":
      return 5;
    case "verified":
      return 6;
    default:
      if (leg.healthySince !== undefined) return 5;
      if (leg.mergedAt !== undefined || leg.watchOnly) return 4;
      return leg.pullRequest ? 2 : 1;
  }
}

function minutes(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} m`;
}
