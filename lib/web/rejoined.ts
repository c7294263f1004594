export type Page<T> = { items: T[]; next?: string };

/**
 * A list of which more pages were turned to, once its first page was read anew. As far as the new page reaches, the list
 * is as that one says; what comes after it stays. A page that does not reach what was there begins the list anew: it is
 * better short than with a gap in it.
 */
export function rejoined<T>(fresh: Page<T>, kept: Page<T>, idOf: (item: T) => string): Page<T> {
  const last = fresh.items.at(-1);
  if (fresh.next === undefined || last === undefined) return fresh;
  const at = kept.items.findIndex((item) => idOf(item) === idOf(last));
  if (at < 0) return fresh;
  const items = [...fresh.items, ...kept.items.slice(at + 1)];
  return kept.next === undefined ? { items } : { items, next: kept.next };
}
