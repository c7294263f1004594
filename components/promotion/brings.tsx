import type { Brings as Contract } from "../../lib/contracts/promotion.ts";
import { many } from "../ui/many.ts";
import { OutLink } from "../ui/out-link.tsx";
import { Rows, Section } from "../ui/page.tsx";

/** The changes between what runs and what would run. */
export function Brings({ brings }: { brings: Contract }) {
  const title = brings.takesBack ? "What it takes back" : "What it brings";
  const more = brings.changes.length < Math.max(brings.commits, brings.pullRequests);
  return (
    <Section title={title} beside={brings.since ? `since ${brings.since}` : undefined}>
      {brings.changes.length === 0 ? (
        <p className="rounded-lg border bg-panel px-3.5 py-2.5 text-ink-2">
          {brings.unknown ?? "No commits lie between the two."}
        </p>
      ) : (
        <Rows>
          {brings.changes.map((change) => (
            <div
              key={change.label}
              className="grid min-h-[34px] grid-cols-[62px_minmax(0,1fr)_auto] items-center px-3.5 py-1.5"
            >
              <OutLink href={change.url} className="font-mono text-xs text-ink-2">
                {change.label}
              </OutLink>
              <span className="truncate" data-tip={change.title.length > 70 ? change.title : undefined}>
                {change.title}
              </span>
              <span className="pl-3 text-xs text-ink-2">{change.author}</span>
            </div>
          ))}
          {more || brings.url ? (
            <div className="flex justify-between px-3.5 py-2 text-xs text-ink-2">
              <span>{amount(brings)}</span>
              <OutLink href={brings.url}>{brings.url ? "Compare" : ""}</OutLink>
            </div>
          ) : null}
        </Rows>
      )}
    </Section>
  );
}

export function amount({ commits, pullRequests }: Contract): string {
  const c = many(commits, "commit");
  return pullRequests > 0 ? `${c} in ${many(pullRequests, "pull request")}` : c;
}
