import { useEffect, useRef } from "react";
import { BACK_ROOMS, ROOMS } from "./navigation.ts";

const PATIENCE_MS = 1200;

export type Hotkeys = { go: (href: string) => void; palette: () => void; help: () => void };

/** The keys that work everywhere: `g` and a letter, `/`, `?`, and ⌘K or Ctrl K. */
export function useHotkeys(acts: Hotkeys): void {
  const latest = useRef(acts);
  latest.current = acts;

  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const keyed = (event: KeyboardEvent) => {
      const { key } = event;
      if ((event.metaKey || event.ctrlKey) && key.toLowerCase() === "k") {
        event.preventDefault();
        latest.current.palette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isModal()) return;
      const room = [...ROOMS, ...BACK_ROOMS].find((each) => each.key === key);
      // When it was pressed, not when a busy page came to it.
      if (event.timeStamp - wentAt < PATIENCE_MS && room) {
        event.preventDefault();
        event.stopPropagation();
        latest.current.go(room.href);
      } else if (key === "?") latest.current.help();
      else if (key === "/") {
        const search = document.querySelector<HTMLInputElement>("[data-search]");
        if (!search) return;
        event.preventDefault();
        search.focus();
        search.select();
      }
      wentAt = key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    // Before the board's own keys, so that "g p" does not promote.
    document.addEventListener("keydown", keyed, true);
    return () => document.removeEventListener("keydown", keyed, true);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function isModal(): boolean {
  return document.querySelector("[data-modal]") !== null;
}
