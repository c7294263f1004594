import { Rejected } from "../../ports/failures.ts";
import type { Change, Entry } from "./checkout.ts";
import { git, RunningGit } from "./command.ts";
import { mostBytes } from "./readable.ts";
import { Damaged } from "./said.ts";

export type LoggedCommit = { commit: string; author: string; at: number; title: string; changes: Change[] };

/** \x1e opens an entry, \x1f parts its fields; with -z a zero byte ends it, each path and each change. */
const FORMAT = "%x1e%H%x1f%an%x1f%ct%x1f%s";

export type LogRange = { tip: string; newestFirst: boolean; after?: string };

/**
 * The states that a branch has had, by its first parents: a merge is one step, from what the
 * branch was to what the merge made of it. Each commit comes with what it changed, as one
 * stream, so that a long log is never held as a whole.
 */
export async function* readLog(dir: string, { tip, newestFirst, after }: LogRange): AsyncGenerator<LoggedCommit> {
  const order = newestFirst ? [] : ["--reverse"];
  const upTo = after === undefined ? [] : [`^${after}`];
  const options = ["-z", "--first-parent", "-m", "--raw", "--no-renames", "--no-abbrev", "--no-show-signature"];
  const args = ["-c", "log.showRoot=true", "log", ...options, ...order, `--format=${FORMAT}`, tip, ...upTo, "--"];
  const running = new RunningGit(args, dir);
  try {
    let open: LoggedCommit | undefined;
    let change: Omit<Change, "path"> | undefined;
    for await (const token of tokens(running.child.stdout)) {
      if (change) {
        open?.changes.push({ path: token, ...change });
        change = undefined;
      } else if (token.startsWith("\x1e")) {
        if (open) yield open;
        open = commitOf(token);
      } else change = changeOf(token.trimStart());
    }
    await running.end();
    if (open) yield open;
  } finally {
    running.stop();
  }
}

/** What stands before each `end`, and after the last one. */
export async function* tokens(stream: AsyncIterable<Buffer>, end: "\0" | "\n" = "\0"): AsyncGenerator<string> {
  const byte = end.charCodeAt(0);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, from)) {
      yield bytes.toString("utf8", from, at);
      from = at + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) yield rest.toString("utf8");
}

function commitOf(token: string): LoggedCommit {
  const [commit = "", author = "", at = "0", ...title] = token.slice(1).split("\x1f");
  return { commit, author, at: Number(at) * 1000, title: title.join(" "), changes: [] };
}

/** `:100644 100644 <hash> <hash> M` */
function changeOf(token: string): Omit<Change, "path"> | undefined {
  const match = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) /.exec(token);
  if (!match) return undefined;
  const [, oldMode = "", mode = "", oldHash = "", hash = ""] = match;
  return { before: { mode: oldMode, hash: oldHash }, after: { mode, hash } };
}

/** What is different at `to` from what it was at `from`; undefined where they are too different to tell them apart by it. */
export async function readDifference(dir: string, from: string, to: string): Promise<Change[] | undefined> {
  const listing = await git(["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", from, to, "--"], {
    cwd: dir,
  }).catch((error) => {
    if (error instanceof Rejected) return undefined;
    throw error;
  });
  const tokens = listing?.toString("utf8").split("\0") ?? [];
  if (!listing || tokens.length > 2 * MOST_CHANGES) return undefined;
  const found: Change[] = [];
  for (let i = 0; i + 1 < tokens.length; i += 2) {
    const change = changeOf(tokens[i] ?? "");
    if (change) found.push({ path: tokens[i + 1] ?? "", ...change });
  }
  return found;
}

/** More than these, and the whole is listed anew: its size is looked at then. */
const MOST_CHANGES = 500;

/** More than this is no repository of manifests. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Everything that a commit holds. */
export async function readTree(dir: string, commit: string): Promise<{ path: string; to: Entry }[]> {
  const listing = await git(["ls-tree", "-r", "-z", "-l", "--full-tree", commit], { cwd: dir });
  let total = 0;
  const found = listing
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      if (line === "") return [];
      const match = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line);
      // A file that cannot be read has the size BAD. Left out, it would look as if somebody had deleted it.
      if (!match) throw new Damaged("The mirror is damaged, and is fetched anew.");
      const [, mode = "", hash = "", size = "-", path = ""] = match;
      if (Number(size) <= mostBytes(path)) total += Number(size);
      return [{ path, to: { mode, hash } }];
    });
  if (total > MOST_BYTES) throw new Rejected("The repository is larger than Sluice reads.");
  return found;
}

/** How many commits `readLog` will tell; undefined where the branch has never stood at `after`. */
export async function countLog(dir: string, tip: string, after?: string): Promise<number | undefined> {
  const upTo = after === undefined ? [] : [`^${after}`];
  const listed = await git(["rev-list", "--first-parent", "--parents", tip, ...upTo, "--"], { cwd: dir });
  const lines = listed.toString("utf8").split("\n").filter(Boolean);
  const [, parent] = lines.at(-1)?.split(" ") ?? [];
  const isOn = after === undefined || (lines.length === 0 ? tip === after : parent === after);
  return isOn ? lines.length : undefined;
}
