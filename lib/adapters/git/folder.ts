import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Problem } from "../../domain/repository/adopt/types.ts";
import { isYaml, looksBinary, mostBytes, NOT_TEXT, textOf } from "./readable.ts";

export type FolderReading = { files: Map<string, string>; problems: Problem[] };

const MOST_FILES = 100_000;

/**
 * A folder as the domain reads a repository: paths with `/`, relative to it. Left out: `.git`, and links, which Flux
 * does not fetch (source-controller's archive holds files and folders alone); of what is binary or too large, the content.
 */
export async function readFolder(directory: string): Promise<FolderReading> {
  const root = await realpath(directory);
  const reading: FolderReading = { files: new Map(), problems: [] };
  await readInto(reading, root, root);
  reading.files = new Map([...reading.files].sort(([a], [b]) => (a < b ? -1 : 1)));
  return reading;
}

async function readInto(reading: FolderReading, root: string, directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === ".git" || entry.name === "node_modules") continue;
    if (reading.files.size >= MOST_FILES) return;
    const path = join(directory, entry.name);
    const name = relative(root, path).split(sep).join("/");
    if (entry.isDirectory()) await readInto(reading, root, path);
    else if (entry.isFile()) await readOne(reading, path, name);
    else if (entry.isSymbolicLink())
      reading.problems.push(
        problem(name, "link", "Flux leaves links out of what it fetches: nothing behind this one is applied."),
      );
  }
}

async function readOne(reading: FolderReading, path: string, name: string): Promise<void> {
  const { size } = await lstat(path);
  const yaml = isYaml(name);
  reading.files.set(name, NOT_TEXT);
  if (size > mostBytes(name)) {
    if (yaml)
      reading.problems.push(problem(name, "too-large", "The file is too large for a manifest; it is not read."));
    return;
  }
  const bytes = await readFile(path);
  if (!yaml && looksBinary(bytes)) return;
  const text = textOf(bytes);
  if (text === null) {
    if (yaml) reading.problems.push(problem(name, "not-utf-8", "The file is not valid UTF-8; it is not read."));
    return;
  }
  reading.files.set(name, text);
}

function problem(file: string, rule: string, message: string): Problem {
  return { file, line: 1, rule, message };
}
