import { allFolders, repositoryOf, sourceOf } from "../files.ts";
import { entriesOf, itemsOf, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository, Tree } from "../types.ts";
import type { ObjectName } from "./kinds.ts";

/**
 * Artifacts that an ArtifactGenerator puts together from sources, file by file. A
 * file of the artifact keeps the name that it has in its repository in every
 * origin, because that is where it is edited.
 */
export function artifactOf(
  generator: ManifestObject,
  name: string,
  source: (name: ObjectName) => Repository | undefined,
): Repository | undefined {
  const sources = new Map<string, Repository>();
  for (const node of itemsOf(nodeAt(generator.tree, ["spec", "sources"]))) {
    const found = source({
      kind: textAt(node, "kind") ?? "",
      name: textAt(node, "name") ?? "",
      namespace: textAt(node, "namespace") ?? generator.namespace,
    });
    if (found) sources.set(textAt(node, "alias") ?? "", found);
  }
  for (const captures of capturesOf(textAt(generator.tree, "spec", "pathPattern"), sources)) {
    for (const artifact of itemsOf(nodeAt(generator.tree, ["spec", "artifacts"]))) {
      if (filled(textAt(artifact, "name") ?? "", captures, true) !== name) continue;
      const files: Copied = new Map();
      const rules = itemsOf(entriesOf(artifact).get("copy"));
      return rules.every((rule) => copy(rule, sources, files, captures)) ? assembled(files) : undefined;
    }
  }
  return undefined;
}

type Captures = ReadonlyMap<string, string>;

/** A pattern makes an artifact of each folder that fits it, with what stands for its `{names}`; without one there is one of each. */
function capturesOf(pattern: string | undefined, sources: ReadonlyMap<string, Repository>): readonly Captures[] {
  if (pattern === undefined) return [new Map()];
  const [alias = "", ...parts] = pattern.replace(/^@/, "").replace(/\/+$/, "").split("/");
  const source = sources.get(alias);
  if (!source) return [];
  return allFolders(source).flatMap((folder) => {
    const own = folder.split("/");
    const names = new Map<string, string>();
    const fits = own.length === parts.length && parts.every((part, at) => captured(part, own[at] ?? "", names));
    return fits ? [names] : [];
  });
}

function captured(part: string, own: string, names: Map<string, string>): boolean {
  const name = /^\{([^{}]+)\}$/.exec(part)?.[1];
  if (name === undefined) return part === own;
  const known = names.get(name);
  names.set(name, own);
  return known === undefined || known === own;
}

/** Names of artifacts are in small letters, paths as the folders are. */
function filled(text: string, captures: Captures, isName = false): string {
  return text.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = captures.get(name);
    return value === undefined ? whole : isName ? value.toLowerCase() : value;
  });
}

const GLOB = /[*?[]/;

type Copied = Map<string, { text: string; origin: string; from: Repository }>;

/** False when the rule names a source that is not here. */
function copy(rule: Tree, sources: ReadonlyMap<string, Repository>, into: Copied, captures: Captures): boolean {
  const from = /^@([^/]+)\/?(.*)$/.exec(filled(textAt(rule, "from") ?? "", captures));
  const to = /^@artifact\/?(.*)$/.exec(filled(textAt(rule, "to") ?? "", captures));
  const source = sources.get(from?.[1] ?? "");
  if (!from || !to || !source) return false;
  const pattern = from[2] as string;
  const excluded = itemsOf(entriesOf(rule).get("exclude")).map(scalarOf);
  for (const [path, text] of source.files) {
    const target = targetOf(path, pattern, to[1] as string);
    if (target === undefined || isExcluded(path, pattern, excluded)) continue;
    into.set(target, { text, origin: path, from: source });
  }
  return true;
}

/**
 * What is left out is told by the path in the source or by what follows the folder that `from` begins with, and without
 * a slash by the name of a file at any depth. Where a whole folder is copied, a folder in it is left out as well.
 */
function isExcluded(path: string, from: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return false;
  const star = from.search(GLOB);
  const folder = star === -1 ? `${from.replace(/\/$/, "")}/` : from.slice(0, from.lastIndexOf("/", star) + 1);
  const inner = path.startsWith(folder) ? path.slice(folder.length) : path;
  const told = star === -1 ? [inner, ...foldersOf(inner)] : [inner];
  return patterns.some((pattern) => {
    const expression = globExpression(pattern);
    const fits = (text: string) => expression.test(text);
    if (fits(path) || told.some(fits)) return true;
    return !pattern.includes("/") && told.some((text) => fits(text.slice(text.lastIndexOf("/") + 1)));
  });
}

function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
}

function scalarOf(node: Tree): string {
  return node.is === "scalar" ? String(node.value ?? "") : "";
}

/** `dir/**` copies what is in it, `dir` the directory itself, a file goes under its own name or the one given. */
function targetOf(path: string, pattern: string, to: string): string | undefined {
  const star = pattern.search(GLOB);
  if (star === -1) {
    const directory = pattern.replace(/\/$/, "");
    if (path === directory) return to === "" || to.endsWith("/") ? join(to, path.slice(path.lastIndexOf("/") + 1)) : to;
    if (directory !== "" && !path.startsWith(`${directory}/`)) return undefined;
    const name = directory.slice(directory.lastIndexOf("/") + 1);
    const inner = path.slice(directory === "" ? 0 : directory.length + 1);
    return to === "" || to.endsWith("/") ? join(to, name === "" ? inner : `${name}/${inner}`) : join(to, inner);
  }
  if (!globExpression(pattern).test(path)) return undefined;
  const base = pattern.slice(0, pattern.lastIndexOf("/", star) + 1);
  return join(to, path.slice(base.length));
}

function join(directory: string, rest: string): string {
  const clean = directory.replace(/\/+$/, "");
  return clean === "" ? rest : `${clean}/${rest}`;
}

function globExpression(pattern: string): RegExp {
  const body = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*\*\/?|\*|\?/g, (star) =>
      star === "?" ? "[^/]" : star === "*" ? "[^/]*" : star === "**/" ? "(?:.*/)?" : ".*",
    );
  return new RegExp(`^${body}$`);
}

function assembled(copied: Copied): Repository {
  const repository = repositoryOf(new Map([...copied].map(([path, { text }]) => [path, text])));
  for (const [path, { origin, from }] of copied) {
    const source = sourceOf(from, origin);
    if (source) repository.parsed?.set(path, source);
  }
  return { ...repository, isFetching: true };
}
