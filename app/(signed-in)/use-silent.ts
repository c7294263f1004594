"use client";

import { useMemo } from "react";
import { silentFrom, silentKey } from "../../components/board/silence.ts";
import { withSigns } from "../../components/board/state.ts";
import { useTick } from "../../components/ui/ticker.ts";
import { signsOfLife } from "../../lib/web/live.ts";

type Read = { columns: { id: string; heardAt?: number | undefined }[]; staleAfterMs: number };

/** The columns that have not been heard of lately, by the signs of life that came since they were read. */
export function useSilent(read: Read | undefined): ReadonlySet<string> {
  const key = useTick((now) => (read ? silentKey(withSigns(read.columns, signsOfLife()), now, read.staleAfterMs) : ""));
  return useMemo(() => silentFrom(key), [key]);
}
