import { type Hunk, hunksBetween } from "../hunks.ts";
import type { ManifestObject } from "../types.ts";
import { type AppliedObject, appliedBy } from "./applied-object.ts";
import type { BuiltKustomization, Entry } from "./entries.ts";
import { type Suspensions, suspensionOf } from "./suspended.ts";

export type BuiltEntry = Entry & { built: BuiltKustomization };

/** One that stood at a place already, or one that is new. */
export type Child = number | BuiltEntry;

type Changes = {
  readonly changed: ReadonlyMap<number, BuiltEntry>;
  readonly gone: ReadonlySet<number>;
  readonly children: ReadonlyMap<Entry, readonly Child[]>;
  readonly groups: readonly number[];
};

/** `was` says at which place each stood before, and -1 of one that is new. */
type InOrder = { entries: readonly Entry[]; was: readonly number[] };

/** As they are met: in the first round whom each was the first to meet stand together, in the order of those who met them. */
export function entriesAgain(before: readonly Entry[], { changed, gone, children, groups }: Changes): InOrder {
  const entries: Entry[] = [];
  const was: number[] = [];
  const push = (child: Child): void => {
    entries.push(typeof child === "number" ? (changed.get(child) ?? (before[child] as Entry)) : child);
    was.push(typeof child === "number" ? child : -1);
  };
  if (children.size + gone.size === 0) {
    for (const place of before.keys()) push(place);
    return { entries, was };
  }
  push(0);
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] as Entry;
    const place = was[at] as number;
    const others = children.get(entry);
    for (const child of others ?? []) push(child);
    if (others && place >= 0) entries[at] = { ...entry, first: others.length };
    if (!others) for (let child = groups[place] as number; child < (groups[place + 1] as number); child++) push(child);
  }
  for (let place = groups.at(-1) as number; place < before.length; place++) push(place);
  return { entries, was };
}

/** Where the objects that they apply are others. Undefined where those that stay do not stand in the order in which they stood. */
export function objectsAgain(
  before: readonly Entry[],
  objects: readonly AppliedObject[],
  { entries, was }: InOrder,
  suspensions: Suspensions,
): Hunk<AppliedObject>[] | undefined {
  const hunks: Hunk<AppliedObject>[] = [];
  let [place, at] = [0, 0];
  const pass = (isGone: boolean): void => {
    const count = before[place]?.built?.objects.length ?? 0;
    if (isGone && count > 0) hunks.push({ at, gone: objects.slice(at, at + count), come: [] });
    at += count;
    place += 1;
  };
  for (let i = 0; i < entries.length; i++) {
    const [entry, stood] = [entries[i] as Entry, was[i] as number];
    if (stood === -1) hunks.push({ at, gone: [], come: appliedIn(entry.built?.objects ?? [], entry, suspensions) });
    else {
      if (stood < place) return undefined;
      while (place < stood) pass(true);
      const former = before[stood] as Entry;
      if (entry.built !== former.built) hunks.push(...hunksIn(former, entry, objects, at, suspensions));
      pass(false);
    }
  }
  while (place < before.length) pass(true);
  return hunks;
}

/** In what one applies. */
function hunksIn(
  former: Entry,
  entry: Entry,
  objects: readonly AppliedObject[],
  begins: number,
  suspensions: Suspensions,
): Hunk<AppliedObject>[] {
  return hunksOf(former.built?.objects ?? [], entry.built?.objects ?? []).map(({ at, gone, come }) => {
    const from = begins + at;
    return { at: from, gone: objects.slice(from, from + gone.length), come: appliedIn(come, entry, suspensions) };
  });
}

/** All of it, where it is not told with little effort. */
export function hunksOf<T>(before: readonly T[], now: readonly T[]): readonly Hunk<T>[] {
  return hunksBetween(before, now) ?? [{ at: 0, gone: before, come: now }];
}

function appliedIn(objects: readonly ManifestObject[], entry: Entry, suspensions: Suspensions): AppliedObject[] {
  const { built } = entry;
  if (!built) return [];
  const by = { namespace: built.namespace, name: built.name };
  return objects.map((object) => appliedBy(object, by, built.on, suspensionOf(object, entry, suspensions)));
}
