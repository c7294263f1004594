import { Check, CircleDot, Clock, X } from "lucide-react";
import type { Promotion } from "../../lib/contracts/promotion.ts";

type Step = Promotion["steps"][number];

/** The whole life of a promotion in six steps. */
export function Steps({ steps, tone }: { steps: Step[]; tone: Promotion["tone"] }) {
  return (
    <ol className="grid grid-cols-6 overflow-hidden rounded-lg border bg-panel max-lg:grid-cols-3 max-sm:grid-cols-2">
      {steps.map((step) => (
        <StepBox key={step.key} step={step} tone={tone} />
      ))}
    </ol>
  );
}

function StepBox({ step, tone }: { step: Step; tone: Promotion["tone"] }) {
  const { ground, ink, icon: Icon } = lookOf(step, tone);
  return (
    <li
      aria-current={step.state === "now" ? "step" : undefined}
      className={`-mb-px -ml-px min-w-0 border-b border-l px-3.5 py-2 ${ground}`}
    >
      <span className={`flex items-center gap-1.5 font-medium ${ink}`}>
        {Icon ? <Icon className={`size-3.5 shrink-0 ${step.state === "done" ? "text-good" : ""}`} aria-hidden /> : null}
        {step.label}
        <span className="sr-only">: {spokenOf(step, tone)}</span>
      </span>
      <span
        className={`block truncate text-xs ${step.state === "done" ? "text-ink-2" : step.state === "todo" ? "text-ink-2" : ink}`}
        data-tip={step.sentence}
      >
        {step.sentence}
      </span>
    </li>
  );
}

function spokenOf(step: Step, tone: Promotion["tone"]): string {
  if (step.state === "todo") return "to come";
  return step.state === "failed" && tone === "muted" ? "ended here" : step.state;
}

function lookOf(step: Step, tone: Promotion["tone"]) {
  if (step.state === "done") return { ground: "", ink: "text-ink", icon: Check };
  // What somebody took back, or replaced, has not failed: nobody has to look.
  if (step.state === "failed" && tone === "muted") return { ground: "bg-sunk", ink: "text-ink-2", icon: X };
  if (step.state === "failed") return { ground: "bg-bad-tint", ink: "text-bad", icon: X };
  if (step.state === "todo") return { ground: "", ink: "text-ink-2", icon: undefined };
  if (tone === "you") return { ground: "bg-you-tint", ink: "text-you", icon: Clock };
  if (tone === "bad") return { ground: "bg-bad-tint", ink: "text-bad", icon: X };
  if (tone === "motion") return { ground: "bg-accent-tint", ink: "text-accent", icon: CircleDot };
  // Waiting for a machine, or for somebody else, is normal.
  return { ground: "bg-sunk", ink: "text-ink", icon: Clock };
}
