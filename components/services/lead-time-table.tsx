"use client";

import { ArrowRight } from "lucide-react";
import type { LeadTime, LeadTimes } from "../../lib/contracts/lead-times.ts";
import { many } from "../ui/many.ts";
import { Rows } from "../ui/page.tsx";
import { absolute, day, lasting } from "../ui/time-words.ts";

type Step = LeadTimes["steps"][number];

/** From each environment into the next: how long versions took, and which they were. */
export function LeadTimeTable({ steps }: { steps: Step[] }) {
  return (
    <Rows>
      {steps.map((step) => (
        <StepRow key={`${step.from} ${step.to}`} step={step} />
      ))}
    </Rows>
  );
}

const GRID =
  "grid min-h-[41px] grid-cols-[minmax(170px,1.2fr)_minmax(90px,0.6fr)_minmax(130px,0.8fr)_minmax(120px,1fr)_minmax(150px,1fr)] items-center gap-x-4 px-3.5 py-1.5 max-sm:grid-cols-[minmax(0,1fr)_auto]";

function StepRow({ step }: { step: Step }) {
  const { from, to, declared, running } = step;
  // The log reaches back to before Sluice; where it says a range or follows a branch, what ran says more.
  const isObserved = running.count > declared.count;
  const main = isObserved ? running : declared;
  const name = (
    <span className="flex min-w-0 items-center gap-1.5 font-semibold">
      <span className="truncate">{from}</span>
      <ArrowRight className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span className="sr-only">{" into "}</span>
      <span className="truncate">{to}</span>
    </span>
  );
  if (main.count === 0) {
    return (
      <div className={GRID}>
        {name}
        <span className="col-span-4 text-xs text-ink-2 max-sm:col-span-2">
          no version has come this way yet{skippedWords(main, from)}
        </span>
      </div>
    );
  }
  return (
    <details>
      <summary className={`${GRID} hover:bg-sunk`}>
        {name}
        <span className="font-medium tabular-nums max-sm:text-right" data-tip="Half of the versions took no longer">
          {lasting(main.medianMs)}
        </span>
        <span className="text-xs text-ink-2">
          {worstWords(main)} <span className="text-ink tabular-nums">{lasting(main.p90Ms)}</span>
        </span>
        <Strip leadTime={main} />
        <span className="text-xs text-ink-2 max-sm:col-span-2">
          {many(main.count, "version")} {isObserved ? "as they ran" : "by the Git log"}
          {skippedWords(main, from)}
        </span>
      </summary>
      <div className="border-t bg-bg px-3.5 py-2">
        <Observed step={step} isObserved={isObserved} />
        <Versions leadTime={main} from={from} to={to} />
      </div>
    </details>
  );
}

function skippedWords({ skipped }: LeadTime, from: string): string {
  if (skipped === 0) return "";
  return ` · ${skipped} skipped ${from}`;
}

/** Of fewer than ten, nine in ten are all. */
function worstWords({ count }: LeadTime): string {
  return count < 10 ? "at most" : "9 in 10 within";
}

/** The other way of counting, where it knows something too. */
function Observed({ step, isObserved }: { step: Step; isObserved: boolean }) {
  const other = isObserved ? step.declared : step.running;
  if (other.count === 0) return null;
  return (
    <p className="pb-1.5 text-xs text-ink-2">
      {isObserved ? "By the Git log" : "As they ran"}: {lasting(other.medianMs)} in the median, {worstWords(other)}{" "}
      {lasting(other.p90Ms)}, of {other.count}.
    </p>
  );
}

const bars = 24;

/** The newest versions, the last of them at the right; what took longest is the highest. */
function Strip({ leadTime: { versions } }: { leadTime: LeadTime }) {
  const newest = versions.slice(0, bars).toReversed();
  const longest = Math.max(...newest.map(({ ms }) => ms));
  return (
    <span className="flex h-5 items-end gap-[2px] max-sm:justify-end" aria-hidden>
      {newest.map(({ version, ms, arrived }) => (
        <span
          key={`${version} ${arrived}`}
          data-tip={`${version} took ${lasting(ms)}`}
          style={{ height: `${Math.max(10, (100 * ms) / longest)}%` }}
          className="w-[3px] rounded-[1px] bg-ink-3 opacity-60"
        />
      ))}
    </span>
  );
}

function Versions({ leadTime, from, to }: { leadTime: LeadTime; from: string; to: string }) {
  return (
    <table className="w-full max-w-[640px] text-left text-xs">
      <thead className="text-ink-2">
        <tr className="[&>th]:py-1 [&>th]:pr-4 [&>th]:font-medium">
          <th scope="col">Version</th>
          <th scope="col">Took</th>
          <th scope="col">Came to {to}</th>
        </tr>
      </thead>
      <tbody>
        {leadTime.versions.map(({ version, ms, left, arrived }) => (
          <tr key={`${version} ${arrived}`} className="[&>td]:py-0.5 [&>td]:pr-4">
            <td className="version">{version}</td>
            <td className="tabular-nums" data-tip={`In ${from} since ${absolute(left)}`}>
              {lasting(ms)}
            </td>
            <td className="text-ink-2">
              <time dateTime={new Date(arrived).toISOString()} data-tip={absolute(arrived)}>
                {day(arrived)}
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
