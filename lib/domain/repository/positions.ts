import type { Source } from "./types.ts";

/** Offsets at which the lines of a source begin; made once per source. */
export function lineStartsOf(source: Source): readonly number[] {
  if (source.lineStarts) return source.lineStarts;
  const starts = [0];
  for (let at = source.text.indexOf("\n"); at !== -1; at = source.text.indexOf("\n", at + 1)) starts.push(at + 1);
  source.lineStarts = starts;
  return starts;
}

/** Line and column of an offset, both counted from 1. */
export function positionIn(source: Source, offset: number): { line: number; column: number } {
  const starts = lineStartsOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] as number) + 1 };
}

/** A line's text without its ending, counted from 1. */
export function lineAt(source: Source, line: number): string {
  const starts = lineStartsOf(source);
  const from = starts[line - 1] ?? source.text.length;
  const to = starts[line] ?? source.text.length;
  return source.text.slice(from, to).replace(/\r?\n$/, "");
}
