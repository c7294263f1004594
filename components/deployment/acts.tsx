"use client";

import { ArrowRight, Pause, Play, RefreshCw, Undo2 } from "lucide-react";
import type { Act } from "../../lib/contracts/promotion.ts";
import { Button } from "../ui/button.tsx";

const ACTS = {
  promote: { label: "Promote…", icon: ArrowRight },
  rollback: { label: "Roll back", icon: Undo2 },
  reconcile: { label: "Reconcile now", icon: RefreshCw },
  suspend: { label: "Suspend", icon: Pause },
  resume: { label: "Resume", icon: Play },
} as const;
export type DeploymentVerb = keyof typeof ACTS;

/** What one may do here. What one may not is there too, with the reason. */
export function Acts(props: { acts: Act[]; wayBack: string | undefined; onAct: (verb: DeploymentVerb) => void }) {
  const known = props.acts.filter((act): act is Act & { verb: DeploymentVerb } => act.verb in ACTS);
  const reasons = new Set(known.flatMap((act) => (act.allowed || !act.because ? [] : [act.because])));
  return (
    <div>
      <div className="flex flex-wrap gap-2">
        {known.map((act) => {
          const { label, icon: Icon } = ACTS[act.verb];
          return (
            <Button
              key={act.verb}
              look={act.verb === "promote" ? "primary" : "plain"}
              disabled={!act.allowed}
              onClick={() => props.onAct(act.verb)}
            >
              <Icon className="size-3.5" aria-hidden />
              {act.verb === "rollback" && props.wayBack ? `Roll back to ${props.wayBack}` : label}
            </Button>
          );
        })}
      </div>
      {[...reasons].map((reason) => (
        <p key={reason} className="mt-1.5 text-xs text-ink-2">
          {reason}
        </p>
      ))}
    </div>
  );
}
