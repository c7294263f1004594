import { baseName, cacheOf, directoryOf } from "../files.ts";
import { PartOfFiles } from "../part-of-files.ts";
import type { Repository } from "../types.ts";

/**
 * What source-controller leaves out of a repository before anybody builds from it:
 * its own list, `.sourceignore` files, and `spec.ignore` of the source, in the
 * language of .gitignore, where a later line wins.
 * https://github.com/fluxcd/pkg/blob/main/sourceignore/sourceignore.go
 */
export function withoutIgnored(repository: Repository, specIgnore = ""): Repository {
  const isKept = keptBy(repository, specIgnore);
  const files = new PartOfFiles(repository.files, isKept);
  if (files.size === repository.files.size) return repository;
  return { files, parsed: cacheOf(repository) };
}

/** The same, remembered with the repository: the same view each time, and what is known of it stays known after a push. */
export function viewOf(repository: Repository, specIgnore: string): Repository {
  const { scope } = repository;
  if (!scope) return { ...withoutIgnored(repository, specIgnore), isFetching: true };
  const name = `!${specIgnore}`;
  const known = scope.memo.views.get(name);
  if (known) return known.repository;
  const isKept = keptBy(repository, specIgnore);
  const view = {
    files: new PartOfFiles(repository.files, isKept),
    parsed: cacheOf(repository),
    scope: { memo: scope.memo, view: name },
    isFetching: true as const,
  };
  scope.memo.views.set(name, { repository: view, isKept });
  return view;
}

function keptBy(repository: Repository, specIgnore: string): (file: string) => boolean {
  const rules = [
    ...DEFAULTS.map((line) => ruleOf(line, "")),
    ...fileRules(repository),
    ...linesOf(specIgnore, ""),
  ].filter((rule) => rule !== undefined);
  const folders = new Map<string, boolean>();
  const files = new Map<string, boolean>();
  return (file) => {
    const known = files.get(file) ?? !isIgnored(file, rules, folders);
    files.set(file, known);
    return known;
  };
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
  const expression = readable(`^${tied ? "" : "(?:.*/)?"}${body}$`);
  if (!expression) return undefined;
  const within = domain === "" ? "" : `${domain}/`;
  return {
    includes,
    foldersOnly,
    matches: (path) => path.startsWith(within) && path.length < 1_000 && expression.test(path.slice(within.length)),
  };
}

/** A pattern with a bracket that nobody closes fits nothing, and is no reason to stop. */
function readable(expression: string): RegExp | undefined {
  try {
    return new RegExp(expression);
  } catch {
    return undefined;
  }
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
