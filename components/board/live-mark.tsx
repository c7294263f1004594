"use client";

import { CloudOff } from "lucide-react";
import { clock } from "../ui/time-words.ts";

/** Whether what one sees is the present. */
export function LiveMark({ live, since }: { live: boolean; since: number | undefined }) {
  return (
    <span role="status" className="flex items-center gap-2 text-xs text-ink-2">
      {live ? (
        <>
          <span className="size-[7px] rounded-full bg-good" />
          live
        </>
      ) : since === undefined ? (
        <>
          <span className="size-[7px] rounded-full bg-strong" />
          connecting
        </>
      ) : (
        <span className="flex items-center gap-1.5 rounded-full bg-you-tint px-2 py-0.5 font-medium text-you">
          <CloudOff className="size-3.5" aria-hidden />
          not live since {clock(since)}
        </span>
      )}
    </span>
  );
}
