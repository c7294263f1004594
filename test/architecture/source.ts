import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export type Import = {
  /** A path from the root for what is relative, else the package or `node:` module. */
  to: string;
  line: number;
  /** Gone when the code runs. `import { type A }` is not: it still loads the module. */
  typeOnly: boolean;
};

export type Source = {
  path: string;
  text: string;
  /** The text with comments and the insides of strings as blanks: places stay the same. */
  code: string;
  imports: Import[];
};

/** What Git tracks: not what happens to lie beside it. */
export function tracked(): string[] {
  const told = execFileSync("git", ["ls-files", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(told.split("\0"))].filter(Boolean).sort();
}

const binary = /\.(png|jpe?g|gif|ico|woff2?|ttf|gz|tgz|zip|pdf)$/;

export function readTree(): Source[] {
  return tracked().flatMap((file) => {
    if (binary.test(file)) return [];
    try {
      return [source(file, readFileSync(path.join(root, file), "utf8"))];
    } catch {
      return []; // Taken out, and not yet out of the index.
    }
  });
}

export function isCode(file: string): boolean {
  return /\.(ts|tsx|mts|mjs)$/.test(file);
}

export function isTest(file: string): boolean {
  return (
    /\.test\.tsx?$/.test(file) || /^(test|e2e|bench)\//.test(file) || /^(vitest|playwright)\.config\.ts$/.test(file)
  );
}

export function source(file: string, text: string): Source {
  if (!isCode(file)) return { path: file, text, code: text, imports: [] };
  const code = blanked(text);
  return { path: file, text, code, imports: importsOf(file, text, code) };
}

const statement = /^(import|export)\b(\s+type\b(?!\s*,|\s+from\b))?([^"'`;]*?\bfrom)?\s*"([^"\n]+)"/gm;
const dynamic = /\b(?:import|require)\(\s*"([^"\n]+)"/g;
// What a test mocks and what a process is started with are imports as well.
const byUrl = /new URL\(\s*"(\.[^"\n]+\.(?:ts|tsx|mjs))",\s*import\.meta\.url/g;

/** Reads import statements as the formatter leaves them: at the start of a line, in double quotes. */
function importsOf(file: string, text: string, code: string): Import[] {
  const found: Import[] = [];
  const add = (index: number, specifier: string | undefined, typeOnly: boolean) => {
    if (!specifier || code[index] === " ") return;
    const to = specifier.startsWith(".") ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
    found.push({ to, typeOnly, line: text.slice(0, index).split("\n").length });
  };
  for (const m of text.matchAll(statement)) {
    if (m[1] === "export" && !m[3]) continue;
    add(m.index, m[4], m[2] !== undefined);
  }
  for (const m of text.matchAll(dynamic)) add(m.index, m[1], false);
  for (const m of text.matchAll(byUrl)) add(m.index, m[1], false);
  return found;
}

/** `@scope/name/deep` → `@scope/name`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

const beforeRegex = /(?:^|[([{,;=:!&|?+\-*%~^<>]|\breturn|\btypeof|=>)\s*$/;

/**
 * A scanner that knows comments, strings, templates and regular expressions, and no grammar. A quote or a slash that
 * does not close on its line was text between tags, and stays.
 */
export function blanked(text: string): string {
  const out = [...text.split("")];
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (out[at] !== "\n") out[at] = " ";
  };
  /** Depths of braces at which a template goes on. */
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  const template = (from: number) => {
    let end = from;
    while (end < text.length && text[end] !== "`") {
      if (text[end] === "\\") end++;
      else if (text[end] === "$" && text[end + 1] === "{") {
        blank(from, end);
        templates.push(depth);
        return end + 2;
      }
      end++;
    }
    blank(from, end);
    return end + 1;
  };
  const closed = (from: number, quote: string) => {
    let inClass = false;
    for (let end = from; end < text.length && text[end] !== "\n"; end++) {
      if (text[end] === "\\") end++;
      else if (quote === "/" && text[end] === "[") inClass = true;
      else if (quote === "/" && text[end] === "]") inClass = false;
      else if (text[end] === quote && !inClass) return end;
    }
    return -1;
  };
  while (at < text.length) {
    const char = text[at] ?? "";
    const two = text.slice(at, at + 2);
    if (two === "//" && text[at - 1] !== ":") {
      const end = text.indexOf("\n", at);
      blank(at, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end;
    } else if (two === "/*") {
      const end = text.indexOf("*/", at + 2);
      blank(at, end < 0 ? text.length : end + 2);
      at = end < 0 ? text.length : end + 2;
    } else if (
      char === '"' ||
      char === "'" ||
      (char === "/" && beforeRegex.test(text.slice(Math.max(0, at - 12), at)))
    ) {
      const end = closed(at + 1, char);
      if (end > 0) blank(at + 1, end);
      at = end > 0 ? end + 1 : at + 1;
    } else if (char === "`") at = template(at + 1);
    else if (char === "{") {
      depth++;
      at++;
    } else if (char === "}") {
      if (templates.at(-1) === depth) {
        templates.pop();
        at = template(at + 1);
      } else {
        depth--;
        at++;
      }
    } else at++;
  }
  return out.join("");
}
