/** The folders of a repository, from the names of its files; worked out once for the same names. */
export type Folder = { files: string[]; folders: string[] };

type Files = ReadonlyMap<string, string>;

const FOLDERS = new WeakMap<Files, ReadonlyMap<string, Folder>>();

export function foldersOf(files: Files): ReadonlyMap<string, Folder> {
  let folders = FOLDERS.get(files);
  if (!folders) {
    folders = indexFolders(files.keys());
    FOLDERS.set(files, folders);
  }
  return folders;
}

/** Other texts under the same names have the same folders. */
export function shareFolders(from: Files, to: Files): void {
  const known = FOLDERS.get(from);
  if (known) FOLDERS.set(to, known);
}

function indexFolders(files: Iterable<string>): Map<string, Folder> {
  const index = new Map<string, Folder>([["", { files: [], folders: [] }]]);
  const folder = (path: string): Folder => {
    const known = index.get(path);
    if (known) return known;
    const made: Folder = { files: [], folders: [] };
    index.set(path, made);
    folder(directoryOf(path)).folders.push(path);
    return made;
  };
  for (const file of files) folder(directoryOf(file)).files.push(file);
  for (const entry of index.values()) {
    entry.files.sort(byName);
    entry.folders.sort(byName);
  }
  return index;
}

export function directoryOf(file: string): string {
  const slash = file.lastIndexOf("/");
  return slash === -1 ? "" : file.slice(0, slash);
}

/** Byte order, as Go sorts. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
