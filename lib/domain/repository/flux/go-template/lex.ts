/**
 * Cuts a Go text/template with the delimiters of flux-operator, `<<` and `>>`, into text and actions, and actions
 * into tokens. https://pkg.go.dev/text/template
 */

export type Fragment = { text: string; from: number } | { action: string };

/** The template cannot be run here: what it says is no template, fails, or is not known to us. */
export class TemplateFault extends Error {}

const SPACE = /^[ \t\r\n]+/;

export function fragmentsOf(template: string): Fragment[] {
  const fragments: Fragment[] = [];
  let at = 0;
  let trims = false;
  while (at < template.length) {
    const open = template.indexOf("<<", at);
    const until = open === -1 ? template.length : open;
    let start = at;
    let end = until;
    if (trims) start += SPACE.exec(template.slice(at, until))?.[0].length ?? 0;
    const trimsLeft = open !== -1 && /^-\s/.test(template.slice(open + 2, open + 4));
    if (trimsLeft) while (end > start && /[ \t\r\n]/.test(template[end - 1] as string)) end -= 1;
    if (end > start) fragments.push({ text: template.slice(start, end), from: start });
    if (open === -1) break;
    const { action, after, trimsRight } = actionAt(template, open + (trimsLeft ? 3 : 2));
    if (action !== "") fragments.push({ action });
    trims = trimsRight;
    at = after;
  }
  return fragments;
}

function actionAt(template: string, from: number): { action: string; after: number; trimsRight: boolean } {
  if (/^\s*\/\*/.test(template.slice(from, from + 200))) {
    const end = template.indexOf("*/", from);
    const close = end === -1 ? null : /^\s*-?>>/.exec(template.slice(end + 2));
    if (!close) throw new TemplateFault("a comment has no end");
    return { action: "", after: end + 2 + close[0].length, trimsRight: close[0].includes("-") };
  }
  let at = from;
  while (at < template.length && !template.startsWith(">>", at)) {
    const text = STRING.exec(template.slice(at));
    at += text ? text[0].length : 1;
  }
  if (at >= template.length) throw new TemplateFault("an action has no end");
  const trimsRight = /\s-$/.test(template.slice(from, at));
  return { action: template.slice(from, trimsRight ? at - 1 : at).trim(), after: at + 2, trimsRight };
}

const STRING = /^(?:"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])')/;

export type Token =
  | { is: "text"; text: string; start: number; end: number }
  | { is: "number"; value: number; start: number; end: number }
  | { is: "field" | "variable" | "word" | "sign"; text: string; start: number; end: number };

const TOKENS: readonly (readonly [RegExp, "field" | "variable" | "word" | "sign" | "text" | "number"])[] = [
  [STRING, "text"],
  [/^[-+]?\d[\w.]*/, "number"],
  [/^\.(?:[A-Za-z_]\w*)?/, "field"],
  [/^\$\w*/, "variable"],
  [/^[A-Za-z_]\w*/, "word"],
  [/^(?::=|[=|(),])/, "sign"],
];

export function tokensOf(action: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < action.length) {
    const rest = action.slice(at);
    const blank = SPACE.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const found = TOKENS.map(([pattern, is]) => [pattern.exec(rest)?.[0], is] as const).find(([text]) => text);
    if (!found?.[0]) throw new TemplateFault(`<< ${action} >> cannot be read`);
    const [text, is] = found;
    const place = { start: at, end: at + text.length };
    if (is === "text") tokens.push({ is, text: unquoted(text), ...place });
    else if (is === "number") tokens.push({ is, value: numberOf(text), ...place });
    else tokens.push({ is, text, ...place });
    at += text.length;
  }
  return tokens;
}

function numberOf(text: string): number {
  const value = Number(text.replaceAll("_", ""));
  if (Number.isNaN(value)) throw new TemplateFault(`${text} is no number`);
  return value;
}

function unquoted(text: string): string {
  if (text.startsWith("`")) return text.slice(1, -1);
  if (text.startsWith("'")) return String(text.codePointAt(1));
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new TemplateFault(`${text} is no text`);
  }
}
