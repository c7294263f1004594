import type { LogEntry } from "../../ports/git.ts";

/** \x1e opens an entry, \x1f parts its fields. */
export const entryFormat = "%x1e%H%x1f%an%x1f%ct%x1f%s%x1f";

export function entriesIn(text: string): LogEntry[] {
  return text
    .split("\x1e")
    .filter((entry) => entry.includes("\x1f"))
    .map((entry) => {
      const [commit = "", author = "", at = "0", title = "", files = ""] = entry.split("\x1f");
      return {
        commit,
        author,
        at: Number(at) * 1000,
        title,
        files: files
          .split("\0")
          .map((f) => f.trim())
          .filter(Boolean),
      };
    });
}
