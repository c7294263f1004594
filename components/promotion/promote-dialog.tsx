"use client";

import { useState } from "react";
import type { PlanPreview } from "../../lib/contracts/promotion.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextArea } from "../ui/field.tsx";
import { ProblemNote } from "../ui/problem.tsx";
import { PlanBody } from "./plan-body.tsx";
import { ReleaseList } from "./release-list.tsx";

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
  chosen: string | undefined;
  title: { service: string; environment: string };
  onVersion: (version: string) => void;
  onRequest: (reason: string, supersede: boolean) => Promise<void>;
  onRetry: () => void;
  onClose: () => void;
};

/** Choose a release, see exactly what it would do, say why, and ask for it. */
export function PromoteDialog(props: Props) {
  const { plan, title } = props;
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
        <ReleaseList choices={plan?.choices} chosen={chosen} onChoose={props.onVersion} />
        <div
          aria-busy={props.reading}
          className={`min-h-[380px] overflow-y-auto p-5 max-sm:overflow-visible ${props.stale && plan ? "opacity-55" : ""}`}
        >
          {props.problem ? <ProblemNote sentence={props.problem} onRetry={props.onRetry} /> : null}
          {plan ? <PlanBody plan={plan} /> : props.problem ? null : <PlanSkeleton />}
        </div>
      </div>
      {plan && !plan.refusal ? <Footer {...props} plan={plan} rollback={rollback} /> : null}
    </Dialog>
  );
}

function Footer(props: Props & { plan: PlanPreview; rollback: boolean }) {
  const { plan } = props;
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ask = async (supersede: boolean) => {
    if (reason.trim().length < 3) {
      setError("Say why in a few words.");
      return;
    }
    setError(undefined);
    setBusy(true);
    await props.onRequest(reason.trim(), supersede);
    setBusy(false);
  };
  return (
    <form
      className="flex flex-col gap-2 border-t px-5 py-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(false);
      }}
    >
      {props.refusal ? (
        <div className="flex flex-wrap items-center gap-2">
          <div className="flex-1">
            <ProblemNote sentence={props.refusal} />
          </div>
          {props.inFlight ? (
            <Button look="danger" onClick={() => ask(true)}>
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
            onChange={setReason}
            error={error}
            placeholder={props.rollback ? "What is wrong with the newer one" : "What it is for; approvers read this"}
            onSubmit={() => void ask(false)}
          />
        </div>
        <Button
          type="submit"
          look="primary"
          className="min-h-[33px]"
          busy={busy}
          disabled={props.stale || !plan.version}
        >
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
