"use client";

import { useSearchParams } from "next/navigation";
import { createContext, type ReactNode, Suspense, useCallback, useContext } from "react";

export type Patch = Record<string, string | undefined>;

const NOTHING_ASKED = new URLSearchParams();
const Asked = createContext<URLSearchParams>(NOTHING_ASKED);

/**
 * Pages are drawn when they are built, when nobody has asked for anything yet: as if nothing stood behind the "?".
 * That is what one sees until the browser draws them by its address.
 */
export function Addressed({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={<Asked value={NOTHING_ASKED}>{children}</Asked>}>
      <ByAddress>{children}</ByAddress>
    </Suspense>
  );
}

function ByAddress({ children }: { children: ReactNode }) {
  return <Asked value={useSearchParams()}>{children}</Asked>;
}

/** View state in the address, so that every view can be shared. Absent means the default. */
export function useUrl(): [URLSearchParams, (patch: Patch, how?: "push" | "replace") => void] {
  const params = useContext(Asked);
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
