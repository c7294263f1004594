import type { Promotion } from "../../lib/contracts/promotion.ts";
import { OutLink } from "../ui/out-link.tsx";
import { Rows } from "../ui/page.tsx";

/** Clusters with places of their own go one after the other. */
export function Legs({ legs }: { legs: Promotion["legs"] }) {
  return (
    <Rows>
      {legs.map((leg, i) => (
        <div
          key={leg.clusters.join()}
          className="grid min-h-[37px] grid-cols-[28px_138px_minmax(0,1fr)_auto] items-center px-3.5 py-2"
        >
          <span className="text-ink-2">{i + 1}</span>
          <span className="font-medium">{leg.clusters.join(", ")}</span>
          <span className="text-ink-2">{leg.sentence}</span>
          {leg.pullRequest ? (
            <OutLink href={leg.pullRequest.url} className="pl-3 text-xs text-ink-2">
              #{leg.pullRequest.number}
            </OutLink>
          ) : null}
        </div>
      ))}
    </Rows>
  );
}
