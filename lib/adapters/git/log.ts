import type { Change } from "./checkout.ts";
import { git, RunningGit } from "./command.ts";

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

async function* tokens(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, from)) {
      yield bytes.toString("utf8", from, end);
      from = end + 1;
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

/** Everything that a commit holds, as changes from nothing. */
export async function readTree(dir: string, commit: string): Promise<Change[]> {
  const listing = await git(["ls-tree", "-r", "-z", "--full-tree", commit], { cwd: dir });
  return listing
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const match = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line);
      if (!match) return [];
      const [, mode = "", hash = "", path = ""] = match;
      return [{ path, before: { mode: "000000", hash: hash.replace(/./g, "0") }, after: { mode, hash } }];
    });
}

/** How many commits `readLog` will tell. */
export async function countLog(dir: string, { tip, after }: Omit<LogRange, "newestFirst">): Promise<number> {
  const upTo = after === undefined ? [] : [`^${after}`];
  return Number(await git(["rev-list", "--count", "--first-parent", tip, ...upTo, "--"], { cwd: dir }));
}
