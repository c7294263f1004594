"use client";

import Link from "next/link";
import type { Interval } from "../../lib/contracts/deployment.ts";
import { OutLink } from "../ui/out-link.tsx";
import { useTick } from "../ui/ticker.ts";
import { absolute, clockAndZone, day, lasting } from "../ui/time-words.ts";

/** Intervals, newest first: a release ran on a cluster from one instant to another. On a phone a row is three lines. */
export function HistoryTable({ intervals, at }: { intervals: Interval[]; at: number | undefined }) {
  return (
    <div className="relative overflow-x-auto rounded-lg border bg-panel">
      <table className="w-full border-collapse text-left max-sm:block">
        <caption className="sr-only">{at ? `What ran at ${absolute(at)}` : "What ran where and when"}</caption>
        <thead className="max-sm:sr-only">
          <tr className="border-b bg-bg text-xs whitespace-nowrap text-ink-2 [&>th]:px-3.5 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">From</th>
            <th scope="col">Service</th>
            <th scope="col">Version</th>
            <th scope="col">Where</th>
            <th scope="col">For</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-sm:block">
          {intervals.map((interval) => (
            <IntervalRow key={interval.id} interval={interval} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function IntervalRow({ interval }: { interval: Interval }) {
  const { from, to } = interval;
  const length = useTick((now) => lasting((to ?? now) - from));
  return (
    <tr
      className={`whitespace-nowrap max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:px-3 max-sm:py-2
        [&>td]:px-3.5 [&>td]:py-2 max-sm:[&>td]:truncate max-sm:[&>td]:p-0.5 max-sm:[&>td]:text-sm`}
    >
      <td className="max-sm:order-1 max-sm:text-ink-2">
        <time dateTime={new Date(from).toISOString()} data-tip={absolute(from)} suppressHydrationWarning>
          {day(from)} <span className="text-ink-2">{clockAndZone(from)}</span>
        </time>
      </td>
      <td>
        <Link
          href={`/services/${encodeURIComponent(interval.service)}`}
          prefetch={false}
          className="font-semibold hover:underline"
        >
          {interval.serviceName}
        </Link>
      </td>
      <td className="version max-sm:text-right">{interval.version}</td>
      <td>
        {interval.environment}
        {interval.label ? <span className="text-ink-2"> {interval.label}</span> : null}
      </td>
      <td data-tip={to ? `until ${absolute(to)}` : undefined} className="max-sm:justify-self-end">
        {to ? (
          <span className="text-ink-2">{length}</span>
        ) : (
          <span className="flex items-center gap-1.5">
            <span className="size-[7px] rounded-full bg-good" />
            {interval.kind === "declared" ? "declared" : "runs"} for {length}
          </span>
        )}
      </td>
      <td className="text-ink-2 max-sm:order-last max-sm:col-span-2 max-sm:empty:hidden">
        <Origin interval={interval} />
      </td>
    </tr>
  );
}

function Origin({ interval }: { interval: Interval }) {
  return (
    <>
      {interval.author ? `${interval.author} ` : ""}
      {interval.promotion ? (
        <Link
          href={`/promotions/${encodeURIComponent(interval.promotion)}`}
          prefetch={false}
          className="hover:text-ink hover:underline"
        >
          by promotion
        </Link>
      ) : interval.commit ? (
        <OutLink href={interval.commitUrl} className="font-mono text-xs">
          {interval.commit.slice(0, 7)}
        </OutLink>
      ) : null}
      {interval.kind === "declared" ? <span className="text-xs"> · from the Git log</span> : null}
    </>
  );
}
