import type { PromotionSummary } from "../../contracts/promotion.ts";
import type { GateReport } from "../../domain/gates/gate.ts";
import { type Actor, mayApprove } from "../../domain/permissions.ts";
import { hasEnded, type Promotion } from "../../domain/promotion/promotion.ts";

/** The one thing to say of a promotion now, and how loudly. */
export function summaryOf(
  promotion: Promotion,
  report: GateReport | undefined,
  serviceName: string,
  actor: Actor,
): PromotionSummary {
  const { state } = promotion;
  const waitsForYou = state.is === "gated" && approvalWaits(report) && mayApprove(actor, promotion).ok;
  return {
    id: promotion.id,
    number: promotion.number,
    service: promotion.service,
    serviceName,
    environment: promotion.environment,
    version: promotion.version,
    ...(promotion.from ? { from: promotion.from } : {}),
    kind: promotion.kind,
    state: state.is,
    ended: hasEnded(state),
    sentence: sentenceOf(promotion, report),
    tone: toneOf(promotion, report, waitsForYou),
    requestedBy: promotion.requestedBy,
    requestedAt: promotion.requestedAt,
    reason: promotion.reason,
    waitsForYou,
  };
}

function approvalWaits(report: GateReport | undefined): boolean {
  return report?.gates.some((gate) => gate.key === "approval" && gate.phase === "wait") ?? false;
}

function sentenceOf({ state, version, ...promotion }: Promotion, report: GateReport | undefined): string {
  if ("trouble" in state && state.trouble)
    return `waits: ${state.trouble.sentence.replace(/\.?$/, ".")} It is tried again.`;
  switch (state.is) {
    case "opening":
      return promotion.leg > 0 ? `opening leg ${promotion.leg + 1}` : "opening a pull request";
    case "gated": {
      const open = report?.gates.filter((gate) => gate.phase !== "pass") ?? [];
      if (open.length === 0) return "looking at the gates";
      const word = open.some((gate) => gate.phase === "block") ? "blocked" : "waits";
      return `${word}: ${open.map((gate) => gate.label.toLowerCase()).join(", ")}`;
    }
    case "merging":
      return "merging";
    case "rolling-out":
      return promotion.legs[promotion.leg]?.watchOnly ? `watching ${version} arrive` : "merged, rolling out";
    case "holding":
      return "healthy, has to hold";
    case "verified":
      return "verified";
    case "failed":
    case "closed":
      return state.because;
    case "refused":
      return `refused by @${state.by}: ${state.because}`;
    case "cancelled":
      return `cancelled by @${state.by}: ${state.because}`;
    case "superseded":
      return "replaced by a newer promotion";
  }
}

function toneOf({ state }: Promotion, report: GateReport | undefined, waitsForYou: boolean): PromotionSummary["tone"] {
  if (waitsForYou) return "you";
  if (state.is === "failed" || state.is === "refused" || (state.is === "gated" && report?.blocked)) return "bad";
  if (state.is === "cancelled" || state.is === "closed" || state.is === "superseded") return "muted";
  return state.is === "verified" || state.is === "gated" ? "quiet" : "motion";
}
