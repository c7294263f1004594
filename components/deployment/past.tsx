import Link from "next/link";
import type { Deployment } from "../../lib/contracts/deployment.ts";
import { TONES } from "../status-badge.tsx";
import { Rows } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";
import { lasting } from "../ui/time-words.ts";

export function Past({ intervals, wayBack }: { intervals: Deployment["intervals"]; wayBack: Deployment["wayBack"] }) {
  if (intervals.length === 0) return <p className="text-ink-2">Nothing has been seen to run here yet.</p>;
  return (
    <>
      <Rows>
        {intervals.map((interval) => (
          <div key={interval.id} className="flex items-center gap-3 px-3.5 py-1.5">
            <span className="version min-w-[92px]">{interval.version}</span>
            <span className="flex-1 text-xs text-ink-2">
              {interval.to ? `for ${lasting(interval.to - interval.from)}` : "runs now"}
              {interval.kind === "declared" ? " · from the Git log" : ""}
            </span>
            <Time at={interval.from} className="text-xs text-ink-3" />
          </div>
        ))}
      </Rows>
      {wayBack ? <p className="mt-2 text-xs text-ink-2">Way back: {wayBack.sentence}</p> : null}
    </>
  );
}

export function Promotions({ promotions }: { promotions: Deployment["promotions"] }) {
  return (
    <Rows>
      {promotions.map((promotion) => (
        <Link
          key={promotion.id}
          href={`/promotions/${encodeURIComponent(promotion.id)}`}
          prefetch={false}
          className="flex items-center gap-3 px-3.5 py-1.5 hover:bg-sunk"
        >
          <span className="version min-w-[92px]">{promotion.version}</span>
          <span
            className={`min-w-0 flex-1 truncate text-xs ${promotion.tone === "quiet" ? "text-ink-2" : TONES[promotion.tone].ink}`}
          >
            {promotion.sentence}
          </span>
          <Time at={promotion.requestedAt} className="text-xs text-ink-3" />
        </Link>
      ))}
    </Rows>
  );
}
