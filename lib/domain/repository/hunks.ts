/** Where two lists differ: at this place of the first one stands `come` instead of `gone`. */
export type Hunk<T> = { readonly at: number; readonly gone: readonly T[]; readonly come: readonly T[] };

/** The list with other items in some places, which are told in order. */
export function withHunks<T>(list: readonly T[], hunks: readonly Hunk<T>[]): T[] {
  if (hunks.length === 0) return [...list];
  const pieces: (readonly T[])[] = [];
  let from = 0;
  for (const { at, gone, come } of hunks) {
    pieces.push(list.slice(from, at), come);
    from = at + gone.length;
  }
  pieces.push(list.slice(from));
  return ([] as T[]).concat(...pieces);
}

/** Longer ones are not looked for, but where as many came as went. */
const LONGEST = 40;

/** How one list becomes the other, told by which items are the very same. Undefined where it is not told with little effort. */
export function hunksBetween<T>(before: readonly T[], now: readonly T[]): Hunk<T>[] | undefined {
  const hunks: Hunk<T>[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < now.length) {
    if (i < before.length && j < now.length && before[i] === now[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const lengths = lengthsAt(before, i, now, j);
    if (!lengths) return undefined;
    const [gone, come] = lengths;
    hunks.push({ at: i, gone: before.slice(i, i + gone), come: now.slice(j, j + come) });
    i += gone;
    j += come;
  }
  return hunks;
}

/** How many went and came before both go on alike: as few as that may be. */
function lengthsAt<T>(before: readonly T[], i: number, now: readonly T[], j: number): [number, number] | undefined {
  const meets = (gone: number, come: number): boolean => {
    const [a, b] = [i + gone, j + come];
    if (a >= before.length || b >= now.length) return a === before.length && b === now.length;
    return before[a] === now[b];
  };
  for (let most = 1; most <= LONGEST; most++) {
    if (meets(most, most)) return [most, most];
    for (let other = 0; other < most; other++) {
      if (meets(most, other)) return [most, other];
      if (meets(other, most)) return [other, most];
    }
  }
  const rest = Math.min(before.length - i, now.length - j);
  for (let most = LONGEST + 1; most <= rest; most++) if (meets(most, most)) return [most, most];
  return undefined;
}
