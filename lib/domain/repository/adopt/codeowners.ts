/**
 * CODEOWNERS as GitHub reads it: gitignore's patterns without `!` and `[]`, the
 * last match wins, a match without owners means that nobody owns it.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export type Owners = { pattern: RegExp; owners: string[] }[];

/** GitHub takes the first of these that exists. */
export const CODEOWNERS_FILES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;
const LARGEST = 3 * 1024 * 1024;

export function readCodeowners(text: string): Owners {
  if (text.length > LARGEST) return [];
  return text.split(/\r?\n/).flatMap((line) => {
    const words = line
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .split(/(?<!\\)\s+/);
    const [pattern, ...owners] = words;
    if (!pattern || pattern.startsWith("!") || /[[\]]/.test(pattern)) return [];
    const expression = expressionOf(pattern.replaceAll("\\ ", " "));
    return expression ? [{ pattern: expression, owners }] : [];
  });
}

export function ownersOf(owners: Owners, file: string): string[] {
  return owners.findLast(({ pattern }) => pattern.test(file))?.owners ?? [];
}

/** The owners of files, each worked out once. */
export function ownersBy(text: string): (file: string) => readonly string[] {
  const owners = readCodeowners(text);
  const known = new Map<string, readonly string[]>();
  return (file) => {
    const found = known.get(file) ?? ownersOf(owners, file);
    known.set(file, found);
    return found;
  };
}

/** The team among the owners: `@acme/cart` is `cart`; a person only where no team is named. */
export function teamOf(owners: readonly string[]): string | undefined {
  const team = owners.find((owner) => owner.startsWith("@") && owner.includes("/"));
  return team?.slice(team.indexOf("/") + 1) ?? owners[0]?.replace(/^@/, "");
}

function expressionOf(pattern: string): RegExp | null {
  // Many stars in one pattern would make matching slow, and mean nothing more.
  if (pattern.length > 300 || (pattern.match(/\*+/g)?.length ?? 0) > 12) return null;
  const anchored = pattern.slice(0, -1).includes("/");
  const body = pattern
    .replace(/^\//, "")
    .replace(/\/$/, "/**")
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
    .map((piece) => {
      if (piece === "**/") return "(?:[^/]+/)*";
      if (piece === "/**") return "/.*";
      if (piece === "**") return ".*";
      if (piece === "*") return "[^/]*";
      if (piece === "?") return "[^/]";
      return piece.replace(/[\\^$.|+(){}]/g, "\\$&");
    })
    .join("");
  // `docs/*` matches the files of that folder only; any other name also means everything below it.
  const below = /(?:^|\/)\*$/.test(pattern) && pattern !== "*" ? "" : "(?:/.*)?";
  return new RegExp(`^${anchored ? "" : "(?:.*/)?"}${body}${below}$`);
}
