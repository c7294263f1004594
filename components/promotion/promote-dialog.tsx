"use client";

import { useState } from "react";
import type { PlanPreview } from "../../lib/contracts/promotion.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextArea } from "../ui/field.tsx";
import { useKeptText } from "../ui/kept-text.ts";
import { ProblemNote } from "../ui/problem.tsx";
import { AnotherPlan, useSeenPlan } from "./another-plan.tsx";
import { PlanBody } from "./plan-body.tsx";
import { ReleaseList, type ReleaseSearch } from "./release-list.tsx";

type Props = {
  plan: PlanPreview | undefined;
  /** The plan of the chosen release is being read. */
  reading: boolean;
  /** What is shown is the plan of another release. */
  stale: boolean;
  problem: string | undefined;
  refusal: string | undefined;
  /** Something else is on its way there; it may be replaced. */
  inFlight: boolean;
  search: ReleaseSearch;
  chosen: string | undefined;
  title: { service: string; environment: string };
  /** Names where it goes, for what is typed here. */
  of: string;
  onVersion: (version: string) => void;
  /** Answers whether it was asked for. */
  onRequest: (reason: string, supersede: boolean) => Promise<boolean>;
  onRetry: () => void;
  onClose: () => void;
};

/** Choose a release, see exactly what it would do, say why, and ask for it. */
export function PromoteDialog(props: Props) {
  const { plan, title } = props;
  // It outlives a look at a release that cannot be asked for, where there is nothing to say why of.
  const [reason, setReason] = useKeptText(`promote ${props.of}`);
  const rollback = plan?.kind === "rollback";
  const chosen = props.chosen ?? plan?.version;
  return (
    <Dialog
      width={940}
      title={`${rollback ? "Roll back" : "Promote"} ${title.service} ${rollback ? "in" : "into"} ${title.environment}`}
      description={plan?.from ? `${plan.from} is declared there now.` : undefined}
      onClose={props.onClose}
    >
      <div className="grid min-h-0 flex-1 grid-cols-[248px_minmax(0,1fr)] overflow-hidden max-sm:block max-sm:overflow-y-auto">
        <ReleaseList
          first={plan}
          isFailed={props.problem !== undefined}
          search={props.search}
          chosen={chosen}
          onChoose={props.onVersion}
        />
        <div
          aria-busy={props.reading}
          className={`min-h-[380px] overflow-y-auto p-5 max-sm:overflow-visible ${props.stale && plan ? "opacity-55" : ""}`}
        >
          {props.problem ? <ProblemNote sentence={props.problem} onRetry={props.onRetry} /> : null}
          {plan ? <PlanBody plan={plan} /> : props.problem ? null : <PlanSkeleton />}
        </div>
      </div>
      {plan && !plan.refusal ? <Footer {...props} {...{ plan, rollback, reason, setReason }} /> : null}
    </Dialog>
  );
}

type FooterProps = Props & {
  plan: PlanPreview;
  rollback: boolean;
  reason: string;
  setReason: (reason: string) => void;
};

function Footer(props: FooterProps) {
  const { plan, reason } = props;
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const seen = useSeenPlan(props.chosen ?? "", plan.planHash, props.reading);
  const mayAsk = !busy && !props.stale && seen.shown && !seen.another;
  const ask = async (supersede: boolean) => {
    if (!mayAsk) return;
    if (reason.trim().length < 3) {
      setError("Say why in a few words.");
      return;
    }
    setError(undefined);
    setBusy(true);
    // Asked for, it leads elsewhere: until then nobody asks twice.
    if (!(await props.onRequest(reason.trim(), supersede))) setBusy(false);
  };
  return (
    <form
      className="flex flex-col gap-2 border-t px-5 py-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(false);
      }}
    >
      {seen.another ? <AnotherPlan onLook={seen.look} /> : null}
      {props.refusal && !seen.another ? (
        <div className="flex flex-wrap items-center gap-2">
          <div className="flex-1">
            <ProblemNote sentence={props.refusal} />
          </div>
          {props.inFlight ? (
            <Button look="danger" disabled={!mayAsk} onClick={() => ask(true)}>
              Replace the one in flight
            </Button>
          ) : null}
        </div>
      ) : null}
      <div className="flex items-end gap-3 max-sm:flex-col max-sm:items-stretch">
        <div className="flex-1">
          <TextArea
            label="Why"
            rows={1}
            value={reason}
            onChange={props.setReason}
            error={error}
            placeholder={props.rollback ? "What is wrong with the newer one" : "What it is for; approvers read this"}
            onSubmit={() => void ask(false)}
          />
        </div>
        <Button type="submit" look="primary" className="min-h-[33px]" busy={busy} disabled={!mayAsk}>
          {verb(plan, props.rollback)}
        </Button>
      </div>
    </form>
  );
}

function verb(plan: PlanPreview, rollback: boolean): string {
  if (plan.watchOnly) return `Watch ${plan.version} arrive`;
  if (rollback) return `Roll back to ${plan.version}`;
  return plan.legs.length > 1 ? "Open the first pull request" : "Open the pull request";
}

function PlanSkeleton() {
  return (
    <div role="status" aria-label="The plan is made" className="flex flex-col gap-4">
      <div className="skeleton h-5 w-[60%]" />
      <div className="skeleton h-[150px]" />
      <div className="skeleton h-[120px]" />
    </div>
  );
}
