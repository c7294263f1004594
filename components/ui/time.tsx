"use client";

import { useTick } from "./ticker.ts";
import { absolute, age, lasting } from "./time-words.ts";

/** How long ago something was; the full time, with day and zone, on hover. */
export function Time({ at, className, suffix }: { at: number; className?: string; suffix?: string }) {
  const text = useTick((now) => (at > now + 5000 ? `in ${lasting(at - now)}` : age(now - at)));
  const ago = suffix && at <= Date.now() + 5000 ? ` ${suffix}` : "";
  return (
    <time dateTime={iso(at)} data-tip={absolute(at)} className={className} suppressHydrationWarning>
      {text}
      {ago}
    </time>
  );
}

function iso(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : "";
}
