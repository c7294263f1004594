import { directoryOf, foldersAfter, foldersOf } from "./folders.ts";
import type { ForkedMap } from "./forked-map.ts";
import { ANYTHING, type Difference, existenceOf, fileOf, listingOf, Memo } from "./memo.ts";
import { PartOfFiles } from "./part-of-files.ts";
import type { Repository, Source } from "./types.ts";

/**
 * The memory of a repository that was made from another one: what was known, less what rests on
 * something that is different now. Views (what a source leaves of the repository) go along.
 */
export function memoAfter(
  files: ReadonlyMap<string, string>,
  parsed: ForkedMap<string, Source>,
  before: Repository,
  difference: Difference,
): Memo {
  if (!before.scope) return new Memo();
  const names = [...difference.added, ...difference.removed];
  foldersAfter(before.files, files, difference);
  // What sources leave out of the repository changed, and with it what every view holds.
  if ([...names, ...difference.modified].some((path) => path.endsWith(".sourceignore"))) return new Memo();
  const former = before.scope.memo;
  const changed = new Set<string>();
  if (names.length + difference.modified.length > 0) changed.add(ANYTHING);
  addChanges(changed, "", difference, before.files, files);
  const views = [...former.views].map(([name, view]) => {
    const { isKept } = view;
    const part = new PartOfFiles(files, isKept);
    const seen = {
      modified: difference.modified.filter(isKept),
      added: difference.added.filter(isKept),
      removed: difference.removed.filter(isKept),
    };
    foldersAfter(view.repository.files, part, seen);
    addChanges(changed, name, seen, view.repository.files, part);
    return { name, view, part };
  });
  const memo = former.without(changed, difference);
  for (const { name, view, part } of views) {
    const repository = { ...view.repository, files: part, parsed, scope: { memo, view: name } };
    memo.views.set(name, { ...view, repository });
  }
  return memo;
}

type Files = ReadonlyMap<string, string>;

/** From some files to others: the paths under which there may be something else. */
export type Step = { readonly from: Files; readonly touched: readonly string[] };

export function differenceOf(before: Files, now: Files, step?: Step): Difference {
  if (step?.from === before) return differenceAt(step.touched, before, now);
  const found = { modified: [] as string[], added: [] as string[], removed: [] as string[] };
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

function differenceAt(paths: readonly string[], before: Files, now: Files): Difference {
  return {
    modified: paths.filter((path) => before.has(path) && now.has(path) && before.get(path) !== now.get(path)),
    added: paths.filter((path) => !before.has(path) && now.has(path)),
    removed: paths.filter((path) => before.has(path) && !now.has(path)),
  };
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
