"use client";

import { useEffect } from "react";
import { hearServerTime } from "../../components/ui/ticker.ts";
import { ensureOpen, overhear, useLive } from "../../lib/web/live.ts";
import { invalidate, invalidateBut, readFailedAgain } from "../../lib/web/resource.ts";
import { staleKeys } from "../../lib/web/stale-keys.ts";

/** Time for the page to begin the stream at its own snapshot before the shell begins one at now. */
const AFTER_THE_PAGE_MS = 2500;

/** What the stream says, and that it speaks again, makes what is on the screen read itself again. */
export function useFreshness(): void {
  useEffect(() => {
    const stop = overhear((message) => {
      hearServerTime(message.at);
      invalidate(...staleKeys(message));
      // The stream repeats what the board shows, and promotions; of lists and readings it does not speak.
      if (message.away && !message.reload) invalidateBut("board");
    });
    const timer = setTimeout(ensureOpen, AFTER_THE_PAGE_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);

  const { live, since } = useLive();
  const isLost = !live && since !== undefined;
  useEffect(() => {
    if (live) readFailedAgain();
    // A stream cannot say that the session has ended; this leads to the sign-in.
    if (isLost) invalidate("me");
  }, [live, isLost]);
}
