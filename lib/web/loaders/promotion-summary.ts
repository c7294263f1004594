import type { PromotionSummary } from "../../contracts/promotion.ts";
import type { GateReport } from "../../domain/gates/gate.ts";
import { type Actor, mayApprove, visible } from "../../domain/permissions.ts";
import { hasEnded, type Promotion } from "../../domain/promotion/promotion.ts";
import { heldUpBy, type Rollout } from "../../domain/promotion/verify.ts";
import type { Web } from "../deps.ts";
import { rolloutOf } from "./promotion-rollout.ts";

/** A list of promotions, of those that somebody may see: one that was left out of a page afterwards would still show in its key. */
export function within(actor: Actor): { environments?: string[] } {
  const seen = visible(actor);
  return seen === "all" ? {} : { environments: [...seen] };
}

/** The one thing to say of a promotion now, and how loudly. */
export function summaryOf(
  wired: Web,
  promotion: Promotion,
  report: GateReport | undefined,
  actor: Actor,
): PromotionSummary {
  const { state } = promotion;
  const waitsForYou = state.is === "gated" && approvalDecides(report) && mayApprove(actor, promotion).ok;
  const seen = rolloutOf(wired, promotion);
  return {
    id: promotion.id,
    number: promotion.number,
    service: promotion.service,
    serviceName: wired.fleet.services.get(promotion.service)?.name ?? promotion.service,
    environment: promotion.environment,
    version: promotion.version,
    ...(promotion.from ? { from: promotion.from } : {}),
    kind: promotion.kind,
    state: state.is,
    ended: hasEnded(state),
    sentence: sentenceOf(promotion, report, seen),
    tone: toneOf(promotion, report, seen, waitsForYou),
    requestedBy: promotion.requestedBy,
    requestedAt: promotion.requestedAt,
    reason: promotion.reason,
    waitsForYou,
  };
}

/** Where another gate blocks, no approval helps, and nobody is asked for one. */
function approvalDecides(report: GateReport | undefined): boolean {
  return !report?.blocked && (report?.gates.some((gate) => gate.key === "approval" && gate.phase === "wait") ?? false);
}

function sentenceOf(
  { state, version, ...promotion }: Promotion,
  report: GateReport | undefined,
  seen: Rollout | undefined,
): string {
  if ("trouble" in state && state.trouble)
    return `waits: ${state.trouble.sentence.replace(/\.?$/, ".")} It is tried again.`;
  switch (state.is) {
    case "opening":
      return promotion.leg > 0 ? `opening leg ${promotion.leg + 1}` : "opening a pull request";
    case "gated": {
      const those = (phase: "block" | "wait") =>
        (report?.gates ?? []).flatMap((gate) => (gate.phase === phase ? [gate.label.toLowerCase()] : []));
      const [blocking, waiting] = [those("block"), those("wait")];
      // What waits beside it comes to nothing as long as something blocks.
      if (blocking.length > 0) return `blocked: ${blocking.join(", ")}`;
      return waiting.length > 0 ? `waits: ${waiting.join(", ")}` : "looking at the gates";
    }
    case "merging":
      return "merging";
    case "rolling-out": {
      const heldUp = heldUpBy(seen);
      if (promotion.legs[promotion.leg]?.watchOnly) return heldUp ?? `watching ${version} arrive`;
      return heldUp ? `merged; ${heldUp}` : "merged, rolling out";
    }
    case "holding":
      return seen?.is === "silent" ? `was healthy; ${heldUpBy(seen)}` : "healthy, has to hold";
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

function toneOf(
  { state }: Promotion,
  report: GateReport | undefined,
  seen: Rollout | undefined,
  waitsForYou: boolean,
): PromotionSummary["tone"] {
  if (waitsForYou) return "you";
  if (state.is === "rolling-out" && seen?.is === "failing") return "bad";
  if (heldUpBy(seen)) return "muted";
  if (state.is === "failed" || state.is === "refused" || (state.is === "gated" && report?.blocked)) return "bad";
  if (state.is === "cancelled" || state.is === "closed" || state.is === "superseded") return "muted";
  return state.is === "verified" || state.is === "gated" ? "quiet" : "motion";
}
