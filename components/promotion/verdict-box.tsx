"use client";

import { useState } from "react";
import type { Promotion } from "../../lib/contracts/promotion.ts";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { Hash } from "../ui/copy.tsx";
import { TextArea } from "../ui/field.tsx";
import { useKeptText } from "../ui/kept-text.ts";
import { Card } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";
import { AnotherPlan, useSeenPlan } from "./another-plan.tsx";

type Verdict = "approved" | "refused";
export type GiveVerdict = (verdict: Verdict, because: string) => Promise<void>;

/** An approval, for exactly this plan. Who may not give one reads why. */
export function VerdictBox({ promotion, onVerdict }: { promotion: Promotion; onVerdict: GiveVerdict }) {
  const { approval, planHash } = promotion;
  const plan = useSeenPlan(promotion.id, planHash);
  // Where no approval is asked for, or enough are given, only a refusal changes anything.
  const enough = promotion.gates.find((gate) => gate.key === "approval" && gate.phase === "pass");
  if (!approval.can && approval.given.length === 0 && (promotion.ended || !approval.because)) return null;
  return (
    <Card title={approval.can && !enough ? "Your approval" : "Approval"}>
      {approval.can ? (
        <>
          {enough ? (
            <p className="mb-3 text-ink-2">{enough.sentence} A refusal still ends the promotion.</p>
          ) : (
            <p className="mb-3 text-ink-2">
              For exactly this plan <Hash value={planHash} length={6} />. If a line or the digest changes, it no longer
              counts.
            </p>
          )}
          {plan.another ? (
            <div className="mb-2.5">
              <AnotherPlan onLook={plan.look} />
            </div>
          ) : null}
          <VerdictForm
            of={promotion.id}
            disabled={plan.another}
            isEnough={enough !== undefined}
            onVerdict={onVerdict}
          />
        </>
      ) : approval.because && !promotion.ended ? (
        <p className="text-ink-2">{approval.because}</p>
      ) : null}
      {approval.given.length > 0 ? <Given given={approval.given} spaced={approval.can || !promotion.ended} /> : null}
    </Card>
  );
}

function VerdictForm(props: { of: string; disabled: boolean; isEnough: boolean; onVerdict: GiveVerdict }) {
  const { of, disabled, isEnough, onVerdict } = props;
  const [because, setBecause] = useKeptText(`verdict ${of}`);
  const [missing, setMissing] = useState<string>();
  const [given, setGiven] = useState<Verdict>();
  const { run, busy, error } = useAct(onVerdict);
  const give = (verdict: Verdict) => {
    const isSaid = because.trim() !== "";
    setMissing(isSaid ? undefined : "Say why in a few words.");
    setGiven(verdict);
    if (isSaid) void run(verdict, because.trim());
  };
  return (
    <div className="flex flex-col gap-2.5">
      <TextArea
        label="Why"
        hideLabel
        value={because}
        onChange={setBecause}
        error={missing ?? error}
        placeholder={isEnough ? "What speaks against it, in a few words" : "What you looked at, in a few words"}
      />
      <div className="grid grid-cols-2 gap-2">
        {isEnough ? null : (
          <Button
            look="primary"
            className="min-h-8"
            busy={busy && given === "approved"}
            disabled={disabled || busy}
            onClick={() => give("approved")}
          >
            Approve
          </Button>
        )}
        <Button
          className="min-h-8"
          busy={busy && given === "refused"}
          disabled={disabled || busy}
          onClick={() => give("refused")}
        >
          Refuse
        </Button>
      </div>
    </div>
  );
}

function Given({ given, spaced }: { given: Promotion["approval"]["given"]; spaced: boolean }) {
  return (
    <ul className={`flex flex-col gap-1.5 ${spaced ? "mt-3 border-t pt-2.5" : ""}`}>
      {given.map((each) => (
        <li key={`${each.who} ${each.at}`} className={each.counts ? "" : "text-ink-2"}>
          <span className="font-medium">
            @{each.who} {each.verdict}
          </span>{" "}
          <span className="text-xs text-ink-2">
            <Time at={each.at} suffix="ago" />
            {each.counts ? "" : " · no longer counts: the plan has changed"}
          </span>
          <p className="text-ink-2">“{each.because}”</p>
        </li>
      ))}
    </ul>
  );
}
