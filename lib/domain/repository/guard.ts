/**
 * Looks at a text before it is parsed: what would be expensive to build up is
 * refused by its shape alone. One pass, no recursion, no copies.
 */

/** A bundle of CRDs is about 3 MB; nobody writes more than that by hand. */
export const LONGEST_TEXT = 12 * 1024 * 1024;
export const DEEPEST_NESTING = 120;
export const MOST_ALIASES = 1_000;
/** Nodes that aliases and merge keys may unfold to, in one text. */
export const MOST_UNFOLDED = 200_000;

export type Danger = { sentence: string; offset: number };

export function dangerIn(text: string): Danger | undefined {
  if (text.length > LONGEST_TEXT) {
    return {
      sentence: `The file is larger than ${LONGEST_TEXT / 1024 / 1024} MB, too large for a manifest.`,
      offset: 0,
    };
  }
  const nul = text.indexOf("\0");
  if (nul !== -1) return { sentence: "The file holds a NUL character, so it is not text.", offset: nul };
  const bad = text.indexOf("\uFFFD");
  if (bad !== -1) return { sentence: "The file is not valid UTF-8.", offset: bad };
  return tooManyAliases(text) ?? tooDeep(text);
}

const ALIAS = /(?:^|[\s,[{])\*[^\s,[\]{}*]/gm;

function tooManyAliases(text: string): Danger | undefined {
  if (!text.includes("&") || !text.includes("*")) return undefined;
  let count = 0;
  for (const match of text.matchAll(ALIAS)) {
    count += 1;
    if (count > MOST_ALIASES) {
      return {
        sentence: `The file uses more than ${MOST_ALIASES} aliases, which can unfold without end.`,
        offset: match.index,
      };
    }
  }
  return undefined;
}

/**
 * Block nesting shows in indentation, and in `- - -` on one line; flow nesting in
 * brackets. Both are counted generously (a bracket in a long text counts until its
 * line ends), so that only what no person writes is refused.
 */
function tooDeep(text: string): Danger | undefined {
  const indents: number[] = [];
  let flow = 0;
  let offset = 0;
  while (offset < text.length) {
    let end = text.indexOf("\n", offset);
    if (end === -1) end = text.length;
    let at = offset;
    let dashes = 0;
    for (; at < end; at++) {
      const c = text.charCodeAt(at);
      if (c === 32) continue;
      if ((c === 45 || c === 63 || c === 58) && (at + 1 === end || text.charCodeAt(at + 1) === 32)) dashes += 1;
      else break;
    }
    if (at < end) {
      const indent = at - offset;
      while (indents.length > 0 && (indents[indents.length - 1] as number) >= indent) indents.pop();
      indents.push(indent);
      const brackets = bracketsIn(text, at, end, flow);
      flow = brackets.after;
      if (indents.length + dashes + brackets.deepest > DEEPEST_NESTING) {
        return { sentence: `The file nests deeper than ${DEEPEST_NESTING} levels.`, offset: at };
      }
    }
    offset = end + 1;
  }
  return undefined;
}

function bracketsIn(text: string, from: number, to: number, open: number): { deepest: number; after: number } {
  let depth = open;
  let deepest = open;
  let quote = 0;
  for (let at = from; at < to; at++) {
    const c = text.charCodeAt(at);
    if (quote !== 0) {
      if (c === 92 && quote === 34) at += 1;
      else if (c === quote) quote = 0;
    } else if (c === 34 || c === 39) {
      // A quote in the middle of a word is an apostrophe.
      const before = at > from ? text.charCodeAt(at - 1) : 32;
      if (before === 32 || before === 91 || before === 123 || before === 44 || before === 58) quote = c;
    } else if (c === 91 || c === 123) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if ((c === 93 || c === 125) && depth > 0) depth -= 1;
  }
  // Lines of a flow collection end in a bracket or a comma; any other line is prose and starts afresh.
  const last = text.charCodeAt(text.charCodeAt(to - 1) === 13 ? to - 2 : to - 1);
  const goesOn = last === 91 || last === 123 || last === 44 || last === 93 || last === 125;
  return { deepest, after: goesOn ? depth : 0 };
}
