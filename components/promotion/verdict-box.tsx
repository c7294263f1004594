"use client";

import { useState } from "react";
import type { Promotion } from "../../lib/contracts/promotion.ts";
import { Button } from "../ui/button.tsx";
import { Hash } from "../ui/copy.tsx";
import { TextArea } from "../ui/field.tsx";
import { Card } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";

type Verdict = "approved" | "refused";
export type GiveVerdict = (verdict: Verdict, because: string) => Promise<void>;

/** An approval, for exactly this plan. Who may not give one reads why. */
export function VerdictBox({ promotion, onVerdict }: { promotion: Promotion; onVerdict: GiveVerdict }) {
  const { approval, planHash } = promotion;
  if (!approval.can && approval.given.length === 0 && (promotion.ended || !approval.because)) return null;
  return (
    <Card title={approval.can ? "Your approval" : "Approval"}>
      {approval.can ? (
        <>
          <p className="mb-3 text-ink-2">
            For exactly this plan <Hash value={planHash} length={6} />. If a line or the digest changes, it no longer
            counts.
          </p>
          <VerdictForm onVerdict={onVerdict} />
        </>
      ) : approval.because && !promotion.ended ? (
        <p className="text-ink-2">{approval.because}</p>
      ) : null}
      {approval.given.length > 0 ? <Given given={approval.given} spaced={approval.can || !promotion.ended} /> : null}
    </Card>
  );
}

function VerdictForm({ onVerdict }: { onVerdict: GiveVerdict }) {
  const [because, setBecause] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<Verdict>();
  const give = async (verdict: Verdict) => {
    if (because.trim() === "") {
      setError("Say why in a few words.");
      return;
    }
    setBusy(verdict);
    setError(undefined);
    try {
      await onVerdict(verdict, because.trim());
    } catch (problem) {
      setError(problem instanceof Error ? problem.message : String(problem));
    }
    setBusy(undefined);
  };
  return (
    <div className="flex flex-col gap-2.5">
      <TextArea
        label="Why"
        hideLabel
        value={because}
        onChange={setBecause}
        error={error}
        placeholder="What you looked at, in a few words"
      />
      <div className="grid grid-cols-2 gap-2">
        <Button
          look="primary"
          className="min-h-8"
          busy={busy === "approved"}
          disabled={busy !== undefined}
          onClick={() => give("approved")}
        >
          Approve
        </Button>
        <Button
          className="min-h-8"
          busy={busy === "refused"}
          disabled={busy !== undefined}
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
