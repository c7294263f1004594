import type { Repository } from "../types.ts";

/**
 * A repository that remembers which files were asked for, so that a cluster is
 * composed anew only when one of them has changed. Whoever walks over all texts
 * depends on all of them; whoever only lists names depends on the names.
 */
export type Reads = { files: Set<string>; all: boolean };

export function recording(repository: Repository): { repository: Repository; reads: Reads } {
  const reads: Reads = { files: new Set(), all: false };
  const { files } = repository;
  const watched: ReadonlyMap<string, string> = {
    get size() {
      return files.size;
    },
    get(file) {
      reads.files.add(file);
      return files.get(file);
    },
    has(file) {
      reads.files.add(file);
      return files.has(file);
    },
    keys: () => files.keys(),
    values() {
      reads.all = true;
      return files.values();
    },
    entries() {
      reads.all = true;
      return files.entries();
    },
    forEach(visit, self) {
      reads.all = true;
      files.forEach(visit, self);
    },
    [Symbol.iterator]() {
      reads.all = true;
      return files[Symbol.iterator]();
    },
  };
  return { repository: { ...repository, files: watched }, reads };
}

/** True where what was read says the same now, and the same files exist. */
export function readsAreSame(reads: Reads, before: Repository, now: Repository): boolean {
  if (before.files === now.files) return true;
  if (before.files.size !== now.files.size) return false;
  const looked = reads.all ? before.files.keys() : reads.files;
  for (const file of looked) if (before.files.get(file) !== now.files.get(file)) return false;
  for (const file of before.files.keys()) if (!now.files.has(file)) return false;
  return true;
}
