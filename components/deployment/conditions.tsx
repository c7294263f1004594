import { Check, TriangleAlert } from "lucide-react";
import type { Deployment } from "../../lib/contracts/deployment.ts";
import { TONES } from "../status-badge.tsx";
import { Rows } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";

/** The chain from source to pods, in plain words; what Flux itself wrote is behind it. */
export function Conditions({ conditions }: { conditions: Deployment["conditions"] }) {
  if (conditions.length === 0) return <p className="text-ink-2">Nothing has been heard from Flux about this yet.</p>;
  return (
    <Rows>
      {conditions.map((condition) => {
        const { ink, icon } = TONES[condition.tone];
        const Icon = condition.tone === "quiet" ? Check : icon;
        return (
          <div
            key={`${condition.object} ${condition.sentence}`}
            className="grid grid-cols-[24px_minmax(0,1fr)_auto] px-3.5 py-2"
          >
            <span className={condition.tone === "quiet" ? "text-good" : ink}>
              {Icon ? <Icon className="mt-0.5 size-3.5" aria-hidden /> : null}
            </span>
            <div className="min-w-0">
              <p className={condition.tone === "bad" ? "font-medium text-bad" : ""}>{condition.sentence}</p>
              <p className="text-xs text-ink-2">{condition.object}</p>
              {condition.detail ? (
                <details className="mt-1 text-xs text-ink-2">
                  <summary className="min-h-6 cursor-pointer leading-6">What Flux wrote</summary>
                  <p className="rounded-sm bg-sunk p-2 font-mono [overflow-wrap:anywhere]">{condition.detail}</p>
                </details>
              ) : null}
            </div>
            {condition.at ? <Time at={condition.at} className="pl-2 text-xs text-ink-3" /> : null}
          </div>
        );
      })}
    </Rows>
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
