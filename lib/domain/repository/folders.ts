import { ForkedMap } from "./forked-map.ts";

/** The folders of a repository, from the names of its files; worked out once for the same names. */
export type Folder = { readonly files: readonly string[]; readonly folders: readonly string[] };

type Files = ReadonlyMap<string, string>;
type Folders = ForkedMap<string, Folder>;

const FOLDERS = new WeakMap<Files, Folders>();

export function foldersOf(files: Files): Omit<Folders, "set" | "delete"> {
  let folders = FOLDERS.get(files);
  if (!folders) {
    folders = new ForkedMap(indexFolders(files.keys()));
    FOLDERS.set(files, folders);
  }
  return folders;
}

/** More names than this are put into their folders anew. */
const MOST_NAMES = 500;

/** The folders of other files, from those that these have; other texts under the same names have the same folders. */
export function foldersAfter(
  before: Files,
  now: Files,
  { added, removed }: { added: readonly string[]; removed: readonly string[] },
): void {
  const known = FOLDERS.get(before);
  if (!known || added.length + removed.length > MOST_NAMES) return;
  const folders = known.fork();
  for (const file of removed) takeOut(folders, file, "files");
  for (const file of added) putIn(folders, file, "files");
  FOLDERS.set(now, folders);
}

function putIn(folders: Folders, path: string, as: keyof Folder): void {
  const above = directoryOf(path);
  const known = folders.get(above);
  folders.set(above, { ...(known ?? { files: [], folders: [] }), [as]: [...(known?.[as] ?? []), path].sort(byName) });
  if (!known && above !== "") putIn(folders, above, "folders");
}

/** A folder with nothing in it is none. */
function takeOut(folders: Folders, path: string, as: keyof Folder): void {
  const above = directoryOf(path);
  const known = folders.get(above);
  if (!known) return;
  const left = { ...known, [as]: known[as].filter((each) => each !== path) };
  folders.set(above, left);
  if (above === "" || left.files.length + left.folders.length > 0) return;
  folders.delete(above);
  takeOut(folders, above, "folders");
}

type Filling = { files: string[]; folders: string[] };

function indexFolders(files: Iterable<string>): Map<string, Folder> {
  const index = new Map<string, Filling>([["", { files: [], folders: [] }]]);
  const folder = (path: string): Filling => {
    const known = index.get(path);
    if (known) return known;
    const made: Filling = { files: [], folders: [] };
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
