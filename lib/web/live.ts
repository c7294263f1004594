import { useSyncExternalStore } from "react";
import type { LiveMessage } from "../contracts/board.ts";
import { isQuiet, type LiveState, lost, wasAway } from "./liveness.ts";

/**
 * One stream for the page. It knows the last change it has seen and goes on
 * after it: after an error, after sleep, and when a hidden tab is shown again.
 * A hidden tab holds no connection, because a browser gives an origin only six.
 */
export type Heard = LiveMessage & { /** The first after a long silence. */ away?: boolean };
type Listener = (message: Heard) => void;

const KEPT = 500;
const LONGEST_WAIT_MS = 15_000;

const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let state: LiveState = { live: false };
let source: EventSource | undefined;
let cursor: number | undefined;
let kept: LiveMessage[] = [];
/** Every message after this one is in `kept`. */
let heldFrom = Number.POSITIVE_INFINITY;
/** The last signs of life of all columns: a snapshot that was kept for a while does not look silent for that. */
let signs: LiveMessage | undefined;
let tries = 0;
let openedAt = 0;
let heardAt: number | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let watchdog: ReturnType<typeof setInterval> | undefined;

/**
 * Calls `listener` with every message after `after` until the answer is called. Without `after` it
 * is all that come; the first one says "reload", since something may have changed before it.
 */
export function listen(after: number | undefined, listener: Listener): () => void {
  const stop = overhear(listener);
  if (after !== undefined && after < heldFrom) {
    // The stream began later than this reader: begin it again, for all; what they know already they ignore.
    begin(after);
  } else {
    if (after !== undefined) for (const message of kept) if (message.cursor > after) listener(message);
    if (after !== undefined && signs) listener(signs);
    ensureOpen();
  }
  return stop;
}

/** Hears what there is to hear, and leaves it to others where the stream begins. */
export function overhear(listener: Listener): () => void {
  listeners.add(listener);
  if (listeners.size === 1) wake();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) rest();
  };
}

export function ensureOpen(): void {
  if (!source) open();
}

function begin(after: number): void {
  cursor = after;
  heldFrom = after;
  kept = [];
  open();
}

export function useLive(): LiveState {
  return useSyncExternalStore(
    watch,
    () => state,
    () => state,
  );
}

/** When each column was last heard, as far as the stream has said it. */
export function signsOfLife(): Readonly<Record<string, number>> {
  return signs?.heard ?? {};
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function say(next: LiveState): void {
  if (next.live === state.live && next.since === state.since) return;
  state = next;
  for (const watcher of watchers) watcher();
}

function open(): void {
  close();
  if (document.hidden) return;
  openedAt = Date.now();
  source = new EventSource(`/api/v1/live${cursor === undefined ? "" : `?after=${cursor}`}`);
  source.onmessage = (event) => take(event);
  source.onerror = () => again();
}

function take(event: MessageEvent<string>): void {
  const said = JSON.parse(event.data) as LiveMessage;
  // A stream that goes on after nothing begins now: what changed since its readers read is not in it.
  const begun: Heard = cursor === undefined ? { ...said, reload: true } : said;
  const message = wasAway(heardAt, Date.now()) ? { ...begun, away: true } : begun;
  heardAt = Date.now();
  tries = 0;
  if (heldFrom === Number.POSITIVE_INFINITY) heldFrom = said.cursor - 1;
  cursor = said.cursor;
  if (said.cells || said.promotions || said.reload) keep(said);
  if (said.heard) signs = { cursor: said.cursor, at: said.at, heard: said.heard };
  for (const listener of listeners) listener(message);
  // Once something has come: a proxy that holds everything back opens a stream, too.
  say({ live: true });
}

function keep(message: LiveMessage): void {
  kept.push(message);
  if (kept.length > KEPT) heldFrom = kept.shift()?.cursor ?? heldFrom;
}

/** Our own retry instead of the browser's: it must go on after the last change, not after the first address. */
function again(): void {
  close();
  say(lost(state, heardAt, Date.now()));
  const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** tries) * (0.75 + Math.random() / 2);
  tries += 1;
  retry = setTimeout(open, wait);
}

function close(): void {
  clearTimeout(retry);
  source?.close();
  source = undefined;
}

function look(): void {
  if (document.hidden) {
    close();
    return;
  }
  const quiet = isQuiet(openedAt, heardAt, Date.now());
  if (!source || quiet) {
    if (quiet) say(lost(state, heardAt, Date.now()));
    tries = 0;
    open();
  }
}

function wake(): void {
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  // Timers stop while a computer sleeps: the first tick after it finds the stream long quiet.
  watchdog = setInterval(() => {
    if (source && isQuiet(openedAt, heardAt, Date.now())) look();
  }, 5000);
}

function rest(): void {
  document.removeEventListener("visibilitychange", look);
  window.removeEventListener("online", look);
  clearInterval(watchdog);
  close();
  kept = [];
  heldFrom = Number.POSITIVE_INFINITY;
  cursor = undefined;
  signs = undefined;
  heardAt = undefined;
  state = { live: false };
}
