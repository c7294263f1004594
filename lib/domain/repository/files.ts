import { byName, foldersOf } from "./folders.ts";
import { ForkedMap } from "./forked-map.ts";
import { Memo, noteExistence, noteFile, noteListing } from "./memo.ts";
import { differenceOf, memoAfter, type Step } from "./memo-after.ts";
import type { Repository, Source } from "./types.ts";

/**
 * A repository from its files. What was parsed and composed of `before` is kept where
 * everything that it rests on is the same, so that a push costs what it changed; whoever
 * knows which files those are can say so. The files may not be changed afterwards.
 */
export function repositoryOf(
  files: ReadonlyMap<string, string> | Readonly<Record<string, string>>,
  before?: Repository,
  step?: Step,
): Repository {
  const map = files instanceof Map ? files : new Map(Object.entries(files));
  if (!before) return { files: map, parsed: new ForkedMap(), scope: { memo: new Memo(), view: "" } };
  const difference = differenceOf(before.files, map, step);
  const parsed = parsedAfter(cacheOf(before), [...difference.modified, ...difference.removed]);
  return { files: map, parsed, scope: { memo: memoAfter(map, parsed, before, difference), view: "" } };
}

const PARSED = new WeakMap<ReadonlyMap<string, string>, ForkedMap<string, Source>>();

/** The file as a source, always the same one for the same repository; undefined when there is no such file. */
export function sourceOf(repository: Repository, file: string): Source | undefined {
  noteFile(repository, file);
  return sourceIn(repository, file);
}

/** The same for whoever rests on all files, and has said so. */
export function sourceIn(repository: Repository, file: string): Source | undefined {
  const text = repository.files.get(file);
  if (text === undefined) return undefined;
  const cache = cacheOf(repository);
  const known = cache.get(file);
  if (known !== undefined && known.text === text) return known;
  const twin = text.length < SMALL ? undefined : twinOf(repository, text);
  const source: Source = twin ? { file, text, twin } : { file, text };
  cache.set(file, source);
  if (!twin && text.length >= SMALL) twinsOf(repository).set(text, source);
  return source;
}

/** Below this, parsing costs less than remembering. */
const SMALL = 10_000;

type Parsed = ForkedMap<string, Source>;

/** What is large, by its text. */
const TWINS = new WeakMap<Parsed, Parsed>();

function twinsOf(repository: Repository): Parsed {
  const parsed = cacheOf(repository);
  let twins = TWINS.get(parsed);
  if (!twins) {
    twins = new ForkedMap();
    for (const [, source] of parsed.entries())
      if (source.text.length >= SMALL && !source.twin) twins.set(source.text, source);
    TWINS.set(parsed, twins);
  }
  return twins;
}

function parsedAfter(before: Parsed, gone: readonly string[]): Parsed {
  const parsed = before.fork();
  const twins = TWINS.get(before)?.fork();
  for (const path of gone) {
    const source = parsed.get(path);
    if (source && twins?.get(source.text) === source) twins.delete(source.text);
    parsed.delete(path);
  }
  if (twins) TWINS.set(parsed, twins);
  return parsed;
}

function twinOf(repository: Repository, text: string): Source | undefined {
  return twinsOf(repository).get(text);
}

/** What was parsed of a repository so far; views of it may share that. */
export function cacheOf(repository: Repository): ForkedMap<string, Source> {
  if (repository.parsed) return repository.parsed;
  let cache = PARSED.get(repository.files);
  if (!cache) {
    cache = new ForkedMap();
    PARSED.set(repository.files, cache);
  }
  return cache;
}

/** `a/b/../c/./d` → `a/c/d`; the root is the empty string; undefined for what lies above the root. */
export function normalPath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** The same, but what would lead above the root stays at it: so Flux reads `spec.path`. */
export function clampedPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** A path that a file in `directory` speaks of, relative to the repository's root. An absolute one leads out of it. */
export function pathFrom(directory: string, path: string): string | undefined {
  return path.startsWith("/") ? undefined : normalPath(`${directory}/${path}`);
}

export function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

export function isDirectory(repository: Repository, path: string): boolean {
  noteExistence(repository, path);
  return foldersOf(repository.files).has(path);
}

/** Full paths of the files directly in a directory, sorted. */
export function filesIn(repository: Repository, directory: string): readonly string[] {
  noteListing(repository, directory);
  return foldersOf(repository.files).get(directory)?.files ?? [];
}

/** Full paths of the directories directly in a directory, sorted. */
export function foldersIn(repository: Repository, directory: string): readonly string[] {
  noteListing(repository, directory);
  return foldersOf(repository.files).get(directory)?.folders ?? [];
}

export function allFolders(repository: Repository): string[] {
  return [...foldersOf(repository.files).entries()].map(([path]) => path).sort(byName);
}

export const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** The kustomization files of a directory: kustomize wants exactly one. */
export function kustomizationFilesIn(repository: Repository, directory: string): string[] {
  return KUSTOMIZATION_FILES.map((name) => (directory === "" ? name : `${directory}/${name}`)).filter((file) => {
    noteFile(repository, file);
    return repository.files.has(file);
  });
}

export { byName, directoryOf } from "./folders.ts";
