"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useSyncExternalStore } from "react";

export type Patch = Record<string, string | undefined>;

const NOTHING_ASKED = new URLSearchParams();
const never = () => () => {};

/**
 * A page is drawn when it is built, when nobody has asked for anything: as if nothing stood behind the "?". The browser
 * takes that over as it is, lest what somebody types meanwhile be lost, and draws it by its address before it shows it.
 */
const useAsked = typeof window === "undefined" ? () => NOTHING_ASKED : useSearchParams;

/** View state in the address, so that every view can be shared. Absent means the default. */
export function useUrl(): [URLSearchParams, (patch: Patch, how?: "push" | "replace") => void] {
  const asked = useAsked();
  const takenOver = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const change = useCallback((patch: Patch, how: "push" | "replace" = "replace") => {
    const href = patched(window.location.href, patch);
    if (how === "push") window.history.pushState(null, "", href);
    else window.history.replaceState(null, "", href);
  }, []);
  return [takenOver ? asked : NOTHING_ASKED, change];
}

export function patched(href: string, patch: Patch): string {
  const url = new URL(href);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || value === "") url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  return url.pathname + url.search + url.hash;
}
