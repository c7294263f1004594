import { CircleCheck } from "lucide-react";
import type { Promotion } from "../../lib/contracts/promotion.ts";
import { Card } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";

/** Where the service is now, place by place, and the way back. What is not heard of is not told as being so. */
export function WhereItIs({ promotion, silent }: { promotion: Promotion; silent: ReadonlySet<string> }) {
  return (
    <Card title="Where it is">
      <dl className="grid grid-cols-[minmax(92px,auto)_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        {promotion.whereItIs.map((place) => (
          <div key={place.place} className="contents">
            <dt className="text-xs leading-[18px] text-ink-2">{place.place}</dt>
            <dd className="flex flex-wrap items-center gap-x-1.5">
              <span
                className={`${place.version === promotion.version ? "font-semibold" : ""} ${silent.has(place.column) ? "text-ink-2" : ""}`}
              >
                {place.version ?? "not here"}
              </span>
              {silent.has(place.column) ? (
                <span className="text-ink-2">· when last heard</span>
              ) : place.since ? (
                <span className="text-ink-2">
                  · <Time at={place.since} />
                </span>
              ) : null}
              {place.verified && place.version === promotion.version ? (
                <span className="text-good" data-tip="verified here">
                  <CircleCheck className="size-3.5" aria-hidden />
                  <span className="sr-only">verified</span>
                </span>
              ) : null}
            </dd>
          </div>
        ))}
        {promotion.wayBack ? (
          <div className="contents">
            <dt className="text-xs leading-[18px] text-ink-2">way back</dt>
            <dd>{promotion.wayBack.sentence}</dd>
          </div>
        ) : null}
      </dl>
    </Card>
  );
}
