import { Check, TriangleAlert } from "lucide-react";
import type { Deployment } from "../../lib/contracts/deployment.ts";
import { TONES } from "../status-badge.tsx";
import { Rows } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";

type Condition = Deployment["conditions"][number];
/** So many that are well are shown; the rest is there when asked for. */
const SHOWN_WELL = 2;

/** The chain from source to pods, in plain words; what Flux itself wrote is behind it. */
export function Conditions({ conditions }: { conditions: Condition[] }) {
  if (conditions.length === 0) return <p className="text-ink-2">Nothing has been heard from Flux about this yet.</p>;
  const loud = conditions.filter((condition) => condition.tone !== "quiet");
  const well = conditions.filter((condition) => condition.tone === "quiet");
  const rest = well.slice(SHOWN_WELL);
  return (
    <Rows>
      {[...loud, ...well.slice(0, SHOWN_WELL)].map((condition) => (
        <ConditionRow key={keyOf(condition)} condition={condition} />
      ))}
      {rest.length > 0 ? (
        <details>
          <summary className="min-h-8 px-3.5 py-1.5 text-xs text-ink-2 hover:bg-sunk">
            {rest.length} more, all well
          </summary>
          <div className="divide-y divide-line border-t">
            {rest.map((condition) => (
              <ConditionRow key={keyOf(condition)} condition={condition} />
            ))}
          </div>
        </details>
      ) : null}
    </Rows>
  );
}

function keyOf(condition: Condition): string {
  return `${condition.object} ${condition.sentence}`;
}

function ConditionRow({ condition }: { condition: Condition }) {
  const { ink, icon } = TONES[condition.tone];
  const Icon = condition.tone === "quiet" ? Check : icon;
  return (
    <div className="grid grid-cols-[24px_minmax(0,1fr)_auto] px-3.5 py-2">
      <span className={condition.tone === "quiet" ? "text-good" : ink}>
        {Icon ? <Icon className="mt-0.5 size-3.5" aria-hidden /> : null}
      </span>
      <div className="min-w-0">
        <p className={condition.tone === "bad" ? "font-medium text-bad" : ""}>{condition.sentence}</p>
        <p className="text-xs text-ink-2">{condition.object}</p>
        {condition.detail ? (
          <details className="mt-1 text-xs text-ink-2">
            <summary className="min-h-6 leading-6">What Flux wrote</summary>
            <p className="rounded-sm bg-sunk p-2 font-mono [overflow-wrap:anywhere]">{condition.detail}</p>
          </details>
        ) : null}
      </div>
      {condition.at ? <Time at={condition.at} className="pl-2 text-xs text-ink-3" /> : null}
    </div>
  );
}

export function Events({ events }: { events: Deployment["events"] }) {
  return (
    <Rows>
      {events.map((event) => (
        <div
          key={`${event.at} ${event.object} ${event.reason}`}
          className="grid grid-cols-[24px_minmax(0,1fr)_auto] px-3.5 py-1.5"
        >
          <span className="text-you">
            {event.warning ? <TriangleAlert className="mt-0.5 size-3.5" aria-label="warning" /> : null}
          </span>
          <div className="min-w-0">
            <p className="[overflow-wrap:anywhere]">{event.message}</p>
            <p className="text-xs text-ink-2">
              {event.object} · {event.reason}
            </p>
          </div>
          <Time at={event.at} className="pl-2 text-xs text-ink-3" />
        </div>
      ))}
    </Rows>
  );
}
