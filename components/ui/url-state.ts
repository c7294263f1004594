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

/** What an entry of the browser's history keeps that was made here: what lies before it, and how far that was scrolled. */
type Made = { before?: string; scrolled?: number };

/** The browser takes its time to go back. Whoever closes once more meanwhile is not led further. */
let isOnTheWayBack = false;

function goBack(): void {
  isOnTheWayBack = true;
  window.addEventListener("popstate", () => (isOnTheWayBack = false), { once: true });
  window.history.back();
}

/**
 * View state in the address, so that every view can be shared. Absent means the default. What leads to where one came
 * from leads back: a dialog that is closed is gone from the history, and the way back does not open it again. Not where
 * the page was scrolled meanwhile, since the browser would scroll it as it was.
 */
export function useUrl(): [URLSearchParams, (patch: Patch, how?: "push" | "replace") => void] {
  const asked = useAsked();
  const takenOver = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const change = useCallback((patch: Patch, how: "push" | "replace" = "replace") => {
    const href = patched(window.location.href, patch);
    const { before, scrolled }: Made = window.history.state ?? {};
    if (how === "push") {
      const made: Made = { before: patched(window.location.href, {}), scrolled: window.scrollY };
      window.history.pushState(made, "", href);
    } else if (href === before && scrolled === window.scrollY && !isOnTheWayBack) goBack();
    else window.history.replaceState({ before, scrolled } satisfies Made, "", href);
  }, []);
  return [takenOver ? asked : NOTHING_ASKED, change];
}

export function patched(href: string, patch: Patch): string {
  const url = new URL(href);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || value === "") url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  // Written in one way, by whomever it was written: addresses are held against each other.
  const search = url.searchParams.toString();
  return `${url.pathname}${search && `?${search}`}${url.hash}`;
}
