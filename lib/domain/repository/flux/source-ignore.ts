import { baseName, cacheOf, directoryOf } from "../files.ts";
import type { Repository } from "../types.ts";

/**
 * What source-controller leaves out of a repository before anybody builds from it:
 * its own list, `.sourceignore` files, and `spec.ignore` of the source, in the
 * language of .gitignore, where a later line wins.
 * https://github.com/fluxcd/pkg/blob/main/sourceignore/sourceignore.go
 */
export function withoutIgnored(repository: Repository, specIgnore = ""): Repository {
  const rules = [
    ...DEFAULTS.map((line) => ruleOf(line, "")),
    ...fileRules(repository),
    ...linesOf(specIgnore, ""),
  ].filter((rule) => rule !== undefined);
  const kept = new Set<string>();
  const folders = new Map<string, boolean>();
  for (const file of repository.files.keys()) if (!isIgnored(file, rules, folders)) kept.add(file);
  if (kept.size === repository.files.size) return repository;
  return { files: new Part(repository.files, kept), parsed: cacheOf(repository) };
}

/** Some of a repository's files. Their texts are only asked for when someone asks here. */
class Part implements ReadonlyMap<string, string> {
  readonly whole: ReadonlyMap<string, string>;
  readonly kept: ReadonlySet<string>;

  constructor(whole: ReadonlyMap<string, string>, kept: ReadonlySet<string>) {
    this.whole = whole;
    this.kept = kept;
  }

  get size(): number {
    return this.kept.size;
  }

  get(file: string): string | undefined {
    return this.kept.has(file) ? this.whole.get(file) : undefined;
  }

  has(file: string): boolean {
    return this.kept.has(file);
  }

  keys(): MapIterator<string> {
    return this.kept.values() as MapIterator<string>;
  }

  values(): MapIterator<string> {
    return new Map(this.entries()).values();
  }

  entries(): MapIterator<[string, string]> {
    return new Map([...this.kept].map((file): [string, string] => [file, this.whole.get(file) ?? ""])).entries();
  }

  forEach(visit: (text: string, file: string, files: ReadonlyMap<string, string>) => void): void {
    for (const file of this.kept) visit(this.whole.get(file) ?? "", file, this);
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }
}

const DEFAULTS = [
  ".git/",
  ".gitignore",
  ".gitmodules",
  ".gitattributes",
  ...["jpg", "jpeg", "gif", "png", "wmv", "flv", "tar.gz", "zip"].map((extension) => `*.${extension}`),
  ".github/",
  ".circleci/",
  ".travis.yml",
  ".gitlab-ci.yml",
  "appveyor.yml",
  ".drone.yml",
  "cloudbuild.yaml",
  "codeship-services.yml",
  "codeship-steps.yml",
  "**/.goreleaser.yml",
  "**/.sops.yaml",
  "**/.flux.yaml",
];

type Rule = { matches: (path: string) => boolean; includes: boolean; foldersOnly: boolean };

function fileRules(repository: Repository): (Rule | undefined)[] {
  const found = [...repository.files.keys()].filter((file) => baseName(file) === ".sourceignore");
  found.sort((a, b) => a.length - b.length);
  return found.flatMap((file) => linesOf(repository.files.get(file) ?? "", directoryOf(file)));
}

function linesOf(text: string, domain: string): (Rule | undefined)[] {
  return text.split("\n").map((line) => ruleOf(line.trim(), domain));
}

function ruleOf(line: string, domain: string): Rule | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const includes = line.startsWith("!");
  const said = includes ? line.slice(1) : line;
  const foldersOnly = said.endsWith("/");
  const pattern = said.replace(/\/$/, "");
  // A slash inside ties a pattern to its folder; without one it fits at any depth.
  const tied = pattern.includes("/");
  const body = expressionOf(pattern.replace(/^\//, ""));
  const expression = new RegExp(`^${tied ? "" : "(?:.*/)?"}${body}$`);
  const within = domain === "" ? "" : `${domain}/`;
  return {
    includes,
    foldersOnly,
    matches: (path) => path.startsWith(within) && path.length < 1_000 && expression.test(path.slice(within.length)),
  };
}

function expressionOf(pattern: string): string {
  return pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*\*\/|\/\*\*$|\*+|\?/g, (star) =>
      star === "?" ? "[^/]" : star === "**/" ? "(?:[^/]+/)*" : star === "/**" ? "/.+" : "[^/]*",
    );
}

/** A folder that is left out takes everything below it along. */
function isIgnored(file: string, rules: readonly Rule[], folders: Map<string, boolean>): boolean {
  const folder = directoryOf(file);
  return (folder !== "" && isFolderIgnored(folder, rules, folders)) || verdict(file, rules, false);
}

function isFolderIgnored(folder: string, rules: readonly Rule[], folders: Map<string, boolean>): boolean {
  const known = folders.get(folder);
  if (known !== undefined) return known;
  const parent = directoryOf(folder);
  const ignored = (parent !== "" && isFolderIgnored(parent, rules, folders)) || verdict(folder, rules, true);
  folders.set(folder, ignored);
  return ignored;
}

function verdict(path: string, rules: readonly Rule[], isFolder: boolean): boolean {
  const last = rules.findLast((rule) => (isFolder || !rule.foldersOnly) && rule.matches(path));
  return last !== undefined && !last.includes;
}
