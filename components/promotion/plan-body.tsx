import { Ban, Eye, Undo2 } from "lucide-react";
import type { PlanPreview } from "../../lib/contracts/promotion.ts";
import { Section } from "../ui/page.tsx";
import { Brings } from "./brings.tsx";
import { Diff } from "./diff.tsx";
import { Gates } from "./gates.tsx";
import { Legs } from "./legs.tsx";

/** What the chosen release would do there. */
export function PlanBody({ plan }: { plan: PlanPreview }) {
  return (
    <div className="flex flex-col gap-5">
      {plan.refusal ? (
        <p role="alert" className="flex gap-2.5 rounded-lg bg-bad-tint px-3.5 py-2.5 font-medium text-bad">
          <Ban className="mt-0.5 size-4 shrink-0" aria-hidden />
          {plan.refusal}
        </p>
      ) : null}
      {plan.kind === "rollback" && !plan.refusal ? (
        <p className="flex gap-2.5 rounded-lg bg-held-tint px-3.5 py-2.5 font-medium text-held">
          <Undo2 className="mt-0.5 size-4 shrink-0" aria-hidden />
          <span>
            This is a downgrade{plan.from ? ` from ${plan.from}` : ""}. It is marked as a rollback, and automation does
            not bring the newer release back.
          </span>
        </p>
      ) : null}
      {plan.watchOnly ? (
        <p className="flex gap-2.5 rounded-lg bg-accent-tint px-3.5 py-2.5 font-medium text-accent">
          <Eye className="mt-0.5 size-4 shrink-0" aria-hidden />
          There is nothing to edit: Sluice watches {plan.version} arrive and says when it is verified.
        </p>
      ) : null}
      {plan.notes.length > 0 ? (
        <ul className="flex flex-col gap-1 text-ink-2">
          {plan.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
      {plan.files.length > 0 ? (
        <Section title="What changes in Git">
          <Diff files={plan.files} />
        </Section>
      ) : null}
      {plan.legs.length > 1 ? (
        <Section title="Cluster by cluster">
          <Legs legs={plan.legs} />
        </Section>
      ) : null}
      {plan.gates.length > 0 ? (
        <Section title="Gates" beside="as they stand now">
          <Gates gates={plan.gates} />
        </Section>
      ) : null}
      {plan.brings ? <Brings brings={plan.brings} /> : null}
    </div>
  );
}
