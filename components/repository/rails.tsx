import { CircleCheck, TriangleAlert } from "lucide-react";
import type { Rail } from "../../lib/contracts/adoption.ts";
import { many } from "../ui/many.ts";
import { Rows } from "../ui/page.tsx";
import { FindingRow, keyOf } from "./located.tsx";

/** The guard rails as a checked list: each rule is fine, or says what was found, where, and what to do. */
export function Rails({ rails }: { rails: Rail[] }) {
  return (
    <Rows>
      <ul aria-label="Guard rails" className="divide-y divide-line">
        {rails.map((rail) => (
          <li key={rail.rule}>{rail.findings.length === 0 ? <Fine rail={rail} /> : <Found rail={rail} />}</li>
        ))}
      </ul>
    </Rows>
  );
}

function Fine({ rail }: { rail: Rail }) {
  return (
    <p className="flex min-h-[37px] items-center gap-2.5 px-3.5 py-1.5">
      <CircleCheck className="size-4 shrink-0 text-good" aria-label="fine" />
      <span className="text-ink-2">{rail.title}</span>
    </p>
  );
}

function Found({ rail }: { rail: Rail }) {
  const count = rail.findings.length;
  return (
    <details open={count <= 3}>
      <summary className="flex min-h-[37px] items-center gap-2.5 bg-you-tint px-3.5 py-1.5">
        <TriangleAlert className="size-4 shrink-0 text-you" aria-hidden />
        <span className="flex-1 font-medium text-you">{rail.title}</span>
        <span className="text-xs font-medium whitespace-nowrap text-you">{many(count, "finding")}</span>
      </summary>
      <div className="divide-y divide-line border-t pl-[26px]">
        <p className="px-3.5 py-2 text-ink-2">{rail.remedy}</p>
        {rail.findings.map((finding) => (
          <FindingRow key={keyOf(finding)} finding={finding} />
        ))}
      </div>
    </details>
  );
}
