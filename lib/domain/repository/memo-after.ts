import { directoryOf, foldersOf, shareFolders } from "./folders.ts";
import { ANYTHING, existenceOf, fileOf, listingOf, Memo } from "./memo.ts";
import { PartOfFiles } from "./part-of-files.ts";
import type { Repository, Source } from "./types.ts";

/**
 * The memory of a repository that was made from another one: what was known, less what rests on
 * something that is different now. Views (what a source leaves of the repository) go along.
 */
export function memoAfter(
  files: ReadonlyMap<string, string>,
  parsed: Map<string, Source>,
  before: Repository | undefined,
): Memo {
  if (!before?.scope) return new Memo();
  const difference = differenceOf(before.files, files);
  const names = [...difference.added, ...difference.removed];
  if (names.length === 0) shareFolders(before.files, files);
  // What sources leave out of the repository changed, and with it what every view holds.
  if ([...names, ...difference.modified].some((path) => path.endsWith(".sourceignore"))) return new Memo();
  const former = before.scope.memo;
  const changed = new Set<string>();
  if (names.length + difference.modified.length > 0) changed.add(ANYTHING);
  addChanges(changed, "", difference, before.files, files);
  const views = [...former.views].map(([name, view]) => {
    const kept = names.length === 0 ? view.kept : new Set([...files.keys()].filter(view.isKept));
    const part = new PartOfFiles(files, kept);
    if (names.length === 0) shareFolders(view.repository.files, part);
    const seen = {
      modified: difference.modified.filter(view.isKept),
      added: difference.added.filter(view.isKept),
      removed: difference.removed.filter(view.isKept),
    };
    addChanges(changed, name, seen, view.repository.files, part);
    return { name, kept, part, isKept: view.isKept };
  });
  const memo = former.without(changed);
  for (const { name, kept, part, isKept } of views) {
    const repository = { files: part, parsed, scope: { memo, view: name } };
    memo.views.set(name, { repository, kept, isKept });
  }
  return memo;
}

type Difference = { modified: string[]; added: string[]; removed: string[] };

function differenceOf(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Difference {
  const found: Difference = { modified: [], added: [], removed: [] };
  let known = 0;
  for (const [path, text] of now) {
    const old = before.get(path);
    if (old === undefined) found.added.push(path);
    else {
      known += 1;
      if (old !== text) found.modified.push(path);
    }
  }
  if (known < before.size) for (const path of before.keys()) if (!now.has(path)) found.removed.push(path);
  return found;
}

function addChanges(
  changed: Set<string>,
  view: string,
  { modified, added, removed }: Difference,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): void {
  for (const path of modified) changed.add(fileOf(view, path));
  for (const path of [...added, ...removed]) {
    changed.add(fileOf(view, path));
    let folder = directoryOf(path);
    changed.add(listingOf(view, folder));
    while (folder !== "" && foldersOf(before).has(folder) !== foldersOf(now).has(folder)) {
      changed.add(existenceOf(view, folder));
      folder = directoryOf(folder);
      changed.add(listingOf(view, folder));
    }
  }
}
