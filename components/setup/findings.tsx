import { CircleCheck, TriangleAlert } from "lucide-react";
import type { Finding } from "../../lib/contracts/setup.ts";

/** What was checked: what works, what is missing, and what to do about it. */
export function Findings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1">
      {findings.map((finding) => (
        <li key={finding.sentence} className="flex gap-2">
          {finding.ok ? (
            <CircleCheck className="mt-0.5 size-3.5 shrink-0 text-good" aria-label="works" />
          ) : (
            <TriangleAlert className="mt-0.5 size-3.5 shrink-0 text-you" aria-label="missing" />
          )}
          <span className={finding.ok ? "text-ink-2" : ""}>
            {finding.sentence}
            {finding.remedy ? <span className="text-ink-2"> {finding.remedy}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
