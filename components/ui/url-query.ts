"use client";

import { useEffect, useRef, useState } from "react";
import { useUrl } from "./url-state.ts";

/** What is typed is on the screen at once, and in the address when one pauses: a browser refuses an address a keystroke. */
export function useUrlQuery(): [string, (text: string) => void] {
  const [params, set] = useUrl();
  const inAddress = params.get("q") ?? "";
  const [query, setQuery] = useState(inAddress);
  const written = useRef(inAddress);
  useEffect(() => {
    if (query === written.current) return;
    const timer = setTimeout(() => {
      written.current = query;
      set({ q: query });
    }, 250);
    return () => clearTimeout(timer);
  }, [query, set]);
  useEffect(() => {
    // Somebody went back, or followed a link. What the address said a moment ago may still be on its way.
    const now = new URLSearchParams(window.location.search).get("q") ?? "";
    if (inAddress === written.current || inAddress !== now) return;
    written.current = inAddress;
    setQuery(inAddress);
  }, [inAddress]);
  return [query, setQuery];
}
