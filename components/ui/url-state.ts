"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

export type Patch = Record<string, string | undefined>;

/** View state in the address, so that every view can be shared. Absent means the default. */
export function useUrl(): [URLSearchParams, (patch: Patch, how?: "push" | "replace") => void] {
  const params = useSearchParams();
  const change = useCallback((patch: Patch, how: "push" | "replace" = "replace") => {
    const href = patched(window.location.href, patch);
    if (how === "push") window.history.pushState(null, "", href);
    else window.history.replaceState(null, "", href);
  }, []);
  return [params, change];
}

export function patched(href: string, patch: Patch): string {
  const url = new URL(href);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || value === "") url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  return url.pathname + url.search + url.hash;
}
