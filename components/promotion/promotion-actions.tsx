"use client";

import type { Promotion } from "../../lib/contracts/promotion.ts";
import { Button, ButtonLink } from "../ui/button.tsx";

const LABELS = { retry: "Try again", rollback: "Roll back", cancel: "Cancel" } as const;
export type PromotionVerb = keyof typeof LABELS;

/** What may be done with a promotion. What one may not do at this moment is not offered; why is in the tooltip of what one may do never. */
export function PromotionActions({ promotion, onAct }: { promotion: Promotion; onAct: (verb: PromotionVerb) => void }) {
  const { pullRequest } = promotion;
  const acts = promotion.acts.filter((act) => act.verb in LABELS && (act.allowed || act.because));
  const order: PromotionVerb[] = ["retry", "rollback", "cancel"];
  return (
    <>
      {pullRequest ? <ButtonLink href={pullRequest.url}>Open #{pullRequest.number}</ButtonLink> : null}
      {order.map((verb) => {
        const act = acts.find((each) => each.verb === verb);
        if (!act || (!act.allowed && verb !== "cancel")) return null;
        return (
          <span key={verb} data-tip={act.allowed ? undefined : act.because}>
            <Button disabled={!act.allowed} onClick={() => onAct(verb)}>
              {verb === "rollback" && promotion.wayBack ? `Roll back to ${promotion.wayBack.version}` : LABELS[verb]}
            </Button>
          </span>
        );
      })}
    </>
  );
}
