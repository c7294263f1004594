import { parse } from "yaml";
import { type ChartEntry, chartEntry, chartIndex } from "./schema.ts";

/**
 * The entries of one chart in the index of a Helm repository. Large ones have tens of megabytes, of which one chart is
 * a small part: reading all of 20 MB took 15 seconds and a gigabyte. Entries that are none are left out, as Helm does.
 */
export function entriesOf(text: string, chart: string): ChartEntry[] {
  const { entries } = chartIndex.parse(read(text, chart));
  const all = Object.hasOwn(entries, chart) ? (entries[chart] ?? []) : [];
  return all.flatMap((one) => chartEntry.safeParse(one).data ?? []);
}

function read(text: string, chart: string): unknown {
  if (/^\s*\{/.test(text)) return JSON.parse(text);
  const part = partOf(text, chart);
  if (part === "") return { entries: {} };
  try {
    if (part !== undefined) return parse(`entries:\n${part}\n`, { maxAliasCount: 0 });
  } catch {
    // It rests on another part, or is no block after all.
  }
  return parse(text, { maxAliasCount: 100 });
}

/** The lines of one chart, where the index is written as Helm writes it; empty where it has none. */
function partOf(text: string, chart: string): string | undefined {
  const begin = /^entries:[ \t]*\r?$/m.exec(text);
  if (!begin) return undefined;
  const from = begin.index + begin[0].length;
  const indent = /^(?:\r?\n(?:[ \t]*#.*)?)*\r?\n( +)[^\s#-]/.exec(text.slice(from, from + 10_000))?.[1];
  if (indent === undefined) return undefined;
  const end = after(text, from, new RegExp(`\\n {0,${indent.length - 1}}[^\\s#-]`, "g"));
  for (const name of [chart, `"${chart}"`, `'${chart}'`]) {
    const at = text.indexOf(`\n${indent}${name}:`, from);
    if (at < 0 || at >= end || !/\s/.test(text[at + indent.length + name.length + 2] ?? "")) continue;
    // A list may stand as far left as its key.
    return text.slice(at + 1, after(text, at + 1, new RegExp(`\\n {0,${indent.length}}[^\\s#-]`, "g")));
  }
  return "";
}

function after(text: string, from: number, what: RegExp): number {
  what.lastIndex = from;
  return what.exec(text)?.index ?? text.length;
}
