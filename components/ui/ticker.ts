import { useSyncExternalStore } from "react";
import { ahead, type Heard, hear } from "./server-clock.ts";

/**
 * One clock for everything that ages. Each reader derives its own text from it
 * and renders again only when that text changes, so that a board of hundreds
 * of ages costs nothing in most seconds.
 */
const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

let heard: Heard = [];
let skew = 0;

/** Learns the server's clock from what carries its time. */
export function hearServerTime(at: number): void {
  heard = hear(heard, at, Date.now());
  skew = ahead(heard);
}

export function serverNow(): number {
  return Date.now() + skew;
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  timer ??= setInterval(() => {
    for (const each of readers) each();
  }, 1000);
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Reads `from(now)` at most once a second. `from` must return a primitive. */
export function useTick<T extends string | number | boolean | undefined>(from: (now: number) => T): T {
  const read = () => from(serverNow());
  return useSyncExternalStore(subscribe, read, read);
}
