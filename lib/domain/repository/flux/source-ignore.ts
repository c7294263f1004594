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
  const files = new Map<string, string>();
  const folders = new Map<string, boolean>();
  for (const [file, text] of repository.files) if (!isIgnored(file, rules, folders)) files.set(file, text);
  if (files.size === repository.files.size) return repository;
  return { files, parsed: cacheOf(repository) };
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
  const found = [...repository.files]
    .filter(([file]) => baseName(file) === ".sourceignore")
    .sort(([a], [b]) => a.length - b.length);
  return found.flatMap(([file, text]) => linesOf(text, directoryOf(file)));
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
