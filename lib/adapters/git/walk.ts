import { repositoryOf } from "../../domain/repository/files.ts";
import type { Repository } from "../../domain/repository/types.ts";
import { Checkout, type Entry, isFile } from "./checkout.ts";
import { type LoggedCommit, readLog, readTree } from "./log.ts";
import { type BlobCache, Blobs } from "./objects.ts";

const AT_ONCE = 64;
/** A state that a branch has had: the commit that made it, and what it held. Where nothing that is read changed, it is the very same repository. */
export type LoggedState = { commit: string; author: string; at: number; title: string; repository: Repository };

const NOTHING: Entry = { mode: "000000", hash: "" };

/** Every state that a branch has had, oldest first, or (with `after`) those since that commit, which is told first as it was. */
export async function* walkForward(
  dir: string,
  range: { tip: string; after?: string },
  cache: BlobCache,
): AsyncGenerator<LoggedState> {
  const blobs = new Blobs(dir, cache);
  try {
    const checkout = new Checkout(blobs);
    let repository = repositoryOf(checkout.files);
    if (range.after !== undefined) {
      await checkout.move(await readTree(dir, range.after));
      repository = repositoryOf(checkout.files);
      yield { commit: range.after, author: "", at: 0, title: "", repository };
    }
    for await (const some of batches(readLog(dir, { ...range, newestFirst: false }))) {
      await blobs.read(some.flatMap(({ changes }) => changes.flatMap(({ after }) => hashOf(after))));
      for (const { changes, ...logged } of some) {
        await checkout.move(changes.map(({ path, after }) => ({ path, to: after })));
        repository = followed(repository, checkout);
        yield { ...logged, repository };
      }
    }
  } finally {
    blobs.stop();
  }
}

/** The same from the newest to the oldest; it ends with an empty repository, which is what was before the first commit. */
export async function* walkBack(dir: string, tip: string, cache: BlobCache): AsyncGenerator<LoggedState> {
  const blobs = new Blobs(dir, cache);
  try {
    const checkout = new Checkout(blobs);
    await checkout.move(await readTree(dir, tip));
    let repository = repositoryOf(checkout.files);
    for await (const some of batches(readLog(dir, { tip, newestFirst: true }))) {
      await blobs.read(some.flatMap(({ changes }) => changes.flatMap(({ before }) => hashOf(before))));
      for (const { changes, ...logged } of some) {
        yield { ...logged, repository };
        await checkout.move(changes.map(({ path, before }) => ({ path, to: before })));
        repository = followed(repository, checkout);
      }
    }
    yield { commit: "", author: "", at: 0, title: "", repository: repositoryOf(new Map()) };
  } finally {
    blobs.stop();
  }
}

function followed(before: Repository, { files, step }: Checkout): Repository {
  return before.files === files ? before : repositoryOf(files, before, step);
}

function hashOf(entry: Entry = NOTHING): string[] {
  return isFile(entry) ? [entry.hash] : [];
}

async function* batches(log: AsyncGenerator<LoggedCommit>): AsyncGenerator<LoggedCommit[]> {
  let some: LoggedCommit[] = [];
  for await (const logged of log) {
    some.push(logged);
    if (some.length < AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
