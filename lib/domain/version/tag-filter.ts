import { RE2JS } from "re2js";

const longest = 1_000;

/**
 * A `semverFilter` of Flux, by Go's rules and in time linear to the tag: it is written by whoever can push, and read on
 * the worker's own thread. A long one, or one that is no expression, filters nothing.
 */
export function tagFilter(pattern: string | undefined): (tag: string) => boolean {
  if (!pattern || pattern.length > longest) return () => true;
  try {
    const expression = RE2JS.compile(pattern);
    return (tag) => expression.matcher(tag).find();
  } catch {
    return () => true;
  }
}
