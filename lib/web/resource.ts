import { useCallback, useEffect, useSyncExternalStore } from "react";
import { ApiProblem } from "./client.ts";
import { Turns } from "./turns.ts";

/**
 * What was read from the API, by key. Shows at once what it knows and reads
 * again behind it; an answer that fails keeps the old data and says so beside it.
 */
export type Resource<T> = {
  data: T | undefined;
  problem: ApiProblem | undefined;
  loading: boolean;
  reload: () => void;
};

type Entry = {
  state: { data: unknown; problem: ApiProblem | undefined; loading: boolean };
  load: (() => Promise<unknown>) | undefined;
  turns: Turns;
  readers: Set<() => void>;
};

const NOTHING = { data: undefined, problem: undefined, loading: false };
const entries = new Map<string, Entry>();

/** Reads `key` by `load`, on mount and whenever it is invalidated. No key: reads nothing. */
export function useResource<T>(key: string | undefined, load: () => Promise<T>): Resource<T> {
  const subscribe = useCallback(
    (reader: () => void) => {
      if (key === undefined) return () => {};
      const entry = entryOf(key);
      entry.readers.add(reader);
      return () => {
        entry.readers.delete(reader);
      };
    },
    [key],
  );
  const read = () => (key === undefined ? NOTHING : entryOf(key).state);
  const state = useSyncExternalStore(subscribe, read, () => NOTHING);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names what is read; a new function for the same key reads the same
  useEffect(() => {
    if (key === undefined) return;
    let isLeft = false;
    // A page is first drawn as if nothing stood in its address, and at once again by it: nobody wants what it would read before.
    queueMicrotask(() => {
      if (isLeft) return;
      entryOf(key).load = load;
      void refresh(key);
    });
    return () => {
      isLeft = true;
    };
  }, [key]);

  const reload = useCallback(() => {
    if (key !== undefined) void refresh(key);
  }, [key]);
  return { ...(state as { data: T | undefined; problem: ApiProblem | undefined; loading: boolean }), reload };
}

/** Reads again what is on the screen under these keys, and forgets what is not. A prefix ends with "*". Settles when it was read. */
export function invalidate(...patterns: string[]): Promise<void> {
  return readAgain((key) => patterns.some((p) => (p.endsWith("*") ? key.startsWith(p.slice(0, -1)) : key === p)));
}

/** All but the one that is kept current by other means. */
export function invalidateBut(current: string): Promise<void> {
  return readAgain((key) => key !== current);
}

async function readAgain(isMeant: (key: string) => boolean): Promise<void> {
  const reads: Promise<void>[] = [];
  for (const [key, entry] of entries) {
    if (!isMeant(key)) continue;
    if (entry.readers.size > 0) reads.push(refresh(key));
    else entries.delete(key);
  }
  await Promise.all(reads);
}

/** Reads again what is on the screen and could not be read, unless it was refused. */
export function readFailedAgain(): void {
  for (const [key, { state, readers }] of entries) {
    const status = state.problem?.status;
    if (readers.size > 0 && status !== undefined && (status === 0 || status >= 500)) void refresh(key);
  }
}

function entryOf(key: string): Entry {
  let entry = entries.get(key);
  if (!entry) {
    entry = {
      state: { data: undefined, problem: undefined, loading: true },
      load: undefined,
      turns: new Turns(),
      readers: new Set(),
    };
    entries.set(key, entry);
  }
  return entry;
}

async function refresh(key: string): Promise<void> {
  const entry = entryOf(key);
  if (!entry.load) return;
  const turn = entry.turns.ask();
  if (!entry.state.loading) show(entry, { ...entry.state, loading: true });
  try {
    const data = await entry.load();
    if (turn.counts()) show(entry, { data, problem: undefined, loading: !turn.isLast() });
  } catch (error) {
    // Whoever has asked again will hear how it stands.
    if (!turn.isLast()) return;
    const problem = error instanceof ApiProblem ? error : new ApiProblem(0, "unexpected", String(error));
    if (problem.status === 401) return signIn();
    // What one may no longer see must not stay on the screen; what merely failed may.
    const data = problem.status === 403 || problem.status === 404 ? undefined : entry.state.data;
    show(entry, { data, problem, loading: false });
  }
}

function show(entry: Entry, state: Entry["state"]): void {
  entry.state = state;
  for (const reader of entry.readers) reader();
}

function signIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(here)}`);
}
