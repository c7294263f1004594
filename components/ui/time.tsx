"use client";

import { useTick } from "./ticker.ts";
import { absolute, agoWords } from "./time-words.ts";

/** How long ago something was; the full time, with day and zone, on hover. */
export function Time({ at, className, suffix }: { at: number; className?: string; suffix?: string }) {
  const text = useTick((now) => agoWords(at, now, suffix));
  return (
    <time dateTime={iso(at)} data-tip={absolute(at)} className={className} suppressHydrationWarning>
      {text}
    </time>
  );
}

function iso(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : "";
}
