/** As much of a list as stands in the one that was sent before, or what is new. */
type Part = { kept: { from: number; count: number } } | { items: unknown[] };
type List = { path: string[]; parts: Part[] };
/** A value as it crosses from thread to thread: its long lists stand apart. */
export type Packed = { value: unknown; lists: List[] };

/** Shorter ones are copied sooner than compared. */
const worthwhile = 64;

/**
 * What one side has sent, or the other has received, list by list. A reading after a push is nearly the one before it, by
 * the very same objects: of a list only what is new has to be copied. Both sides take every value in the same order.
 */
export class KeptParts {
  private readonly lists = new Map<string, readonly unknown[]>();

  /** For the other side. The value itself is not touched. */
  pack(value: unknown): Packed {
    const lists: List[] = [];
    return { value: this.without(value, [], lists), lists };
  }

  /** What the other side packed. */
  unpack({ value, lists }: Packed): unknown {
    const whole = { value };
    for (const { path, parts } of lists) {
      const key = JSON.stringify(path);
      const before = this.lists.get(key) ?? [];
      const list = parts.flatMap((part) =>
        "items" in part ? part.items : before.slice(part.kept.from, part.kept.from + part.kept.count),
      );
      this.lists.set(key, list);
      put(whole, ["value", ...path], list);
    }
    return whole.value;
  }

  private without(value: unknown, path: string[], lists: List[]): unknown {
    if (Array.isArray(value)) {
      if (value.length < worthwhile) return value;
      const key = JSON.stringify(path);
      lists.push({ path, parts: partsOf(value, this.lists.get(key) ?? []) });
      this.lists.set(key, value);
      return [];
    }
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, this.without(one, [...path, key], lists)]),
    );
  }
}

/** Most lists begin and end as they did: only what is between has to be looked up. */
function partsOf(list: readonly unknown[], before: readonly unknown[]): Part[] {
  const most = Math.min(list.length, before.length);
  let begin = 0;
  while (begin < most && list[begin] === before[begin]) begin += 1;
  let end = 0;
  while (end < most - begin && list.at(-end - 1) === before.at(-end - 1)) end += 1;
  const parts: Part[] = [];
  keep(parts, 0, begin);
  const places = new Map(before.slice(begin, before.length - end).map((item, i) => [item, begin + i]));
  for (const item of list.slice(begin, list.length - end)) {
    const last = parts.at(-1);
    // Texts and numbers are nobody's in particular, and as short as the word of where they are.
    const at = typeof item === "object" && item !== null ? places.get(item) : undefined;
    if (at !== undefined) keep(parts, at, 1);
    else if (last && "items" in last) last.items.push(item);
    else parts.push({ items: [item] });
  }
  keep(parts, before.length - end, end);
  return parts;
}

function keep(parts: Part[], from: number, count: number): void {
  const last = parts.at(-1);
  if (count === 0) return;
  if (last && "kept" in last && last.kept.from + last.kept.count === from) last.kept.count += count;
  else parts.push({ kept: { from, count } });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function put(into: Record<string, unknown>, path: readonly string[], list: unknown[]): void {
  const [key = "", ...rest] = path;
  const next = into[key];
  if (rest.length === 0) into[key] = list;
  else if (isPlain(next)) put(next, rest, list);
}
