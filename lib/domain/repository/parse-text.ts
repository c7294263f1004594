import { type Document, type DocumentOptions, type ParseOptions, parseAllDocuments } from "yaml";

/** Beside the ones that everybody has: everything is text, and a key that comes twice is no error yet. */
type Options = ParseOptions & DocumentOptions;

export type ParsedText = {
  readonly documents: readonly Document[];
  /** Line ends inside of quotes stand as FOLD, and must be read by `withoutFolds`. */
  readonly folded: boolean;
};

/**
 * YAML as Go reads it, where the library is stricter: a quoted text may go on at any indentation, which the CRDs of
 * older generators do, and so may what stands between brackets. The library is asked first; only what it refuses for that is put on one line and read again,
 * character for character, so that every offset stays what it is.
 */
export function parseText(text: string, options: Options = {}): ParsedText {
  const first = parse(text, options);
  if (!first.some(isUnclosed) || text.includes(FOLD)) return { documents: first, folded: false };
  let joined = text;
  let documents = first;
  for (let tries = 0; tries < MOST_TRIES && documents.some(isUnclosed); tries++) {
    joined = withJoinedLines(joined, documents);
    documents = parse(joined, options);
  }
  return documents.some(({ errors }) => errors.length > 0)
    ? { documents: first, folded: false }
    : { documents, folded: true };
}

/** A private character of Unicode, which no file of a repository has a use for. */
const FOLD = "\uE0F0";
const MOST_TRIES = 8;
const UNCLOSED = /^Missing closing (['"])quote/;
const OUTDENTED = /^Flow (?:map|sequence) in block collection must be sufficiently indented/;

function parse(text: string, options: Options): readonly Document[] {
  const parsed = parseAllDocuments(text, {
    schema: "failsafe",
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: false,
    logLevel: "silent",
    ...options,
  });
  return Array.isArray(parsed) ? parsed : [];
}

function isUnclosed({ errors }: Document): boolean {
  return errors.some(({ message }) => UNCLOSED.test(message) || OUTDENTED.test(message));
}

function withJoinedLines(text: string, documents: readonly Document[]): string {
  let joined = "";
  let from = 0;
  for (const { message, pos } of documents.flatMap(({ errors }) => errors)) {
    const quote = UNCLOSED.exec(message)?.[1];
    const isInBrackets = OUTDENTED.test(message);
    // What is reported within what is being joined only follows from it.
    if ((quote === undefined && !isInBrackets) || pos[0] < from) continue;
    const start = isInBrackets ? Math.max(text.lastIndexOf("\n", pos[0] - 1), from) : pos[0];
    const end = isInBrackets ? closingBracket(text, pos[0]) : closing(text, quote as string, pos[0]);
    joined += text.slice(from, start) + text.slice(start, end).replaceAll("\n", isInBrackets ? " " : FOLD);
    from = end;
  }
  return joined + text.slice(from);
}

/** Where the innermost brackets that are open at `from` end, or a comment begins, which ends with its line. */
function closingBracket(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const c = text[at] as string;
    if (c === '"' || c === "'") at = closing(text, c, at + 1);
    else if (c === "[" || c === "{") depth += 1;
    else if (c === "]" || c === "}") depth -= 1;
    if (depth === 0 || (c === "#" && /\s/.test(text[at - 1] ?? ""))) return at;
  }
  return from;
}

/** Where the quoted text that goes on at `from` ends. */
function closing(text: string, quote: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (quote === '"' && text[at] === "\\") at += 1;
    else if (text[at] === quote && quote === "'" && text[at + 1] === "'") at += 1;
    else if (text[at] === quote) return at;
  }
  return from;
}

const FOLDED = new RegExp(`[ \\t]*${FOLD}(?:[ \\t\\r]*${FOLD})*[ \\t]*`, "g");

/** A line end inside of quotes is a space, each further one a line end. */
export function withoutFolds(text: string): string {
  if (!text.includes(FOLD)) return text;
  return text.replace(/\r(?=\uE0F0)/g, "").replace(FOLDED, (fold) => {
    const ends = fold.split(FOLD).length - 1;
    return ends === 1 ? " " : "\n".repeat(ends - 1);
  });
}
