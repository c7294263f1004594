import { Rejected } from "../../ports/failures.ts";
import type { LogEntry } from "../../ports/git.ts";
import { git, RunningGit } from "./command.ts";
import { entriesIn, entryFormat } from "./entries.ts";
import { tokens } from "./log.ts";

export type Place = { file: string; line: number };

/** Git walks the log once for all of these; of many more it takes longer for each than alone. */
const MOST_AT_ONCE = 100;
const WALKS_AT_ONCE = 2;
/** A repository is adopted all the same: what a long log has not told by then is left out. */
const LONGEST_MS = 60_000;

/** Which commit wrote each of these lines last, by `file:line`, as far as it is known within a minute. A line that is not there has none. */
export async function lastChanges(
  dir: string,
  commit: string,
  places: readonly Place[],
): Promise<Map<string, LogEntry>> {
  const found = new Map<string, LogEntry>();
  const walks = walksOf(places);
  const late = AbortSignal.timeout(LONGEST_MS);
  const walk = async () => {
    for (let some = walks.shift(); some && !late.aborted; some = walks.shift())
      await walkOnce(dir, commit, some, found, late);
  };
  await Promise.all(Array.from({ length: WALKS_AT_ONCE }, walk));
  return found;
}

/** As far as Git follows it back; undefined where there is no such line. */
export async function lastChange(dir: string, commit: string, { file, line }: Place): Promise<LogEntry | undefined> {
  const args = ["log", "--max-count=1", "-s", `--format=${entryFormat}`, "-z", `-L${line},${line}:${file}`, commit];
  const out = await git(args, { cwd: dir }).catch((error) => {
    if (error instanceof Rejected) return undefined;
    throw error;
  });
  return out ? entriesIn(out.toString("utf8"))[0] : undefined;
}

export function placeKey({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** A walk tells of files and not of lines, so each has a file but once. */
function walksOf(places: readonly Place[]): Place[][] {
  const walks: Map<string, Place>[] = [];
  for (const place of new Map(places.map((each) => [placeKey(each), each])).values()) {
    const free = walks.find((walk) => walk.size < MOST_AT_ONCE && !walk.has(place.file));
    if (free) free.set(place.file, place);
    else walks.push(new Map([[place.file, place]]));
  }
  return walks.map((walk) => [...walk.values()]);
}

async function walkOnce(
  dir: string,
  commit: string,
  places: readonly Place[],
  found: Map<string, LogEntry>,
  late: AbortSignal,
): Promise<void> {
  const left = new Map(places.map((place) => [place.file, place]));
  const ranges = places.map(({ file, line }) => `-L${line},${line}:${file}`);
  const args = ["-c", "core.quotepath=false", "log", "-U0", `--format=${entryFormat}`, ...ranges, commit];
  const running = new RunningGit(args, dir);
  const stop = () => running.stop();
  late.addEventListener("abort", stop);
  try {
    let entry: LogEntry | undefined;
    for await (const text of tokens(running.child.stdout, "\n")) {
      if (text.startsWith("\x1e")) entry = entriesIn(text)[0];
      const place = entry && text.startsWith("diff --git ") ? placeIn(text, left) : undefined;
      if (!entry || !place) continue;
      found.set(placeKey(place), entry);
      left.delete(place.file);
      if (left.size === 0) break;
    }
  } finally {
    stop();
    late.removeEventListener("abort", stop);
  }
  // One line that is not there, and Git says nothing of any of them; a name with a quote in it is written in another way.
  for (const place of left.values()) {
    if (late.aborted) return;
    const entry = await lastChange(dir, commit, place);
    if (entry) found.set(placeKey(place), entry);
  }
}

/** `diff --git a/OLD b/NEW`, of which either may hold anything. */
function placeIn(header: string, left: ReadonlyMap<string, Place>): Place | undefined {
  for (let at = header.indexOf(" b/"); at !== -1; at = header.indexOf(" b/", at + 1)) {
    const place = left.get(header.slice(at + 3));
    if (place) return place;
  }
  return undefined;
}
