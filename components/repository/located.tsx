import type { Adoption } from "../../lib/contracts/adoption.ts";
import { OutLink } from "../ui/out-link.tsx";
import { Rows } from "../ui/page.tsx";

/** Findings with their lines; many of one rule are folded behind the first. */
export function Located({ findings }: { findings: Adoption["problems"] }) {
  const byRule = [...Map.groupBy(findings, (finding) => finding.rule)];
  return (
    <Rows>
      {byRule.map(([rule, all]) =>
        all.length <= 3 ? (
          all.map((finding) => <FindingRow key={keyOf(finding)} finding={finding} />)
        ) : (
          <details key={rule}>
            <summary className="min-h-9 px-3.5 py-2 hover:bg-sunk">
              {all.length} × {rule.replaceAll("-", " ")}
            </summary>
            <div className="divide-y divide-line border-t bg-bg">
              {all.map((finding) => (
                <FindingRow key={keyOf(finding)} finding={finding} />
              ))}
            </div>
          </details>
        ),
      )}
    </Rows>
  );
}

export function FindingRow({ finding }: { finding: Adoption["problems"][number] }) {
  return (
    <div className="px-3.5 py-2">
      <p className="[overflow-wrap:anywhere]">{finding.message}</p>
      <p className="flex flex-wrap gap-x-2.5 text-xs text-ink-2">
        <OutLink href={finding.url} className="inline-flex min-h-6 items-center font-mono [overflow-wrap:anywhere]">
          {finding.file}:{finding.line}
        </OutLink>
        <span className="self-center">{finding.rule.replaceAll("-", " ")}</span>
      </p>
    </div>
  );
}

export function keyOf({ file, line, rule, message }: Adoption["problems"][number]): string {
  return `${file}:${line} ${rule} ${message}`;
}
