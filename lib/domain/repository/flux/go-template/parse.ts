import { fragmentsOf, TemplateFault, type Token, tokensOf } from "./lex.ts";

export type Operand =
  | { is: "literal"; value: string | number | boolean | null; fields: string[] }
  | { is: "dot" | "call"; name: string; fields: string[] }
  | { is: "variable"; name: string; fields: string[] }
  | { is: "pipe"; pipe: Pipe; fields: string[] };

/** Each command after the first gets what the one before it gave, as its last argument. */
export type Pipe = { declares: string[]; assigns: boolean; commands: Operand[][]; said: string };

export type Part =
  | { is: "text"; text: string; from: number }
  | { is: "pipe"; pipe: Pipe }
  | { is: "if" | "with" | "range"; pipe: Pipe; body: Part[]; otherwise: Part[] }
  | { is: "break" | "continue" };

/** The tree of a template. */
export function parseTemplate(template: string): Part[] {
  const known = PARSED.get(template);
  if (known) return known;
  const parts = new Parser(template).all();
  if (PARSED.size > 500) PARSED.clear();
  PARSED.set(template, parts);
  return parts;
}

const PARSED = new Map<string, Part[]>();

class Parser {
  readonly fragments: ReturnType<typeof fragmentsOf>;
  at = 0;

  constructor(template: string) {
    this.fragments = fragmentsOf(template);
  }

  all(): Part[] {
    const { parts, end } = this.body();
    if (end) throw new TemplateFault(`<< ${end} >> ends nothing`);
    return parts;
  }

  /** Up to an `end` or an `else` of what is open. */
  body(): { parts: Part[]; end?: string } {
    const parts: Part[] = [];
    while (this.at < this.fragments.length) {
      const fragment = this.fragments[this.at++] as (typeof this.fragments)[number];
      if ("text" in fragment) {
        parts.push({ is: "text", ...fragment });
        continue;
      }
      const { action } = fragment;
      if (/^(?:end|else)\b/.test(action)) return { parts, end: action };
      parts.push(this.action(action));
    }
    return { parts };
  }

  action(action: string): Part {
    const word = /^(?:if|with|range|break|continue|define|template|block)\b/.exec(action)?.[0];
    if (word === "if" || word === "with" || word === "range") return this.branch(word, action.slice(word.length));
    if (word === "break" || word === "continue") return { is: word };
    if (word) throw new TemplateFault(`${word} is not read here`);
    return { is: "pipe", pipe: pipeOf(action) };
  }

  branch(is: "if" | "with" | "range", said: string): Part {
    const pipe = pipeOf(said);
    const { parts: body, end } = this.body();
    if (end === undefined) throw new TemplateFault(`<< ${is} >> has no end`);
    if (end === "end") return { is, pipe, body, otherwise: [] };
    const chained = /^else\s+(if|with)\b(.*)$/s.exec(end);
    if (chained) return { is, pipe, body, otherwise: [this.branch(chained[1] as "if" | "with", chained[2] as string)] };
    const rest = this.body();
    if (rest.end !== "end") throw new TemplateFault(`<< ${is} >> has no end`);
    return { is, pipe, body, otherwise: rest.parts };
  }
}

function pipeOf(said: string): Pipe {
  const tokens = tokensOf(said);
  const reader = new Reader(tokens, said.trim());
  const pipe = reader.pipe();
  if (reader.at < tokens.length) throw new TemplateFault(`<< ${said.trim()} >> cannot be read`);
  return pipe;
}

class Reader {
  readonly tokens: readonly Token[];
  readonly said: string;
  at = 0;

  constructor(tokens: readonly Token[], said: string) {
    this.tokens = tokens;
    this.said = said;
  }

  pipe(): Pipe {
    const { declares, assigns } = this.declared();
    const commands: Operand[][] = [];
    do {
      const command: Operand[] = [];
      while (this.at < this.tokens.length && !this.isSign("|") && !this.isSign(")")) command.push(this.operand());
      if (command.length === 0) throw new TemplateFault(`<< ${this.said} >> says nothing`);
      commands.push(command);
    } while (this.take("|"));
    return { declares, assigns, commands, said: this.said };
  }

  /** `$x :=`, `$i, $x :=` or `$x =`. */
  declared(): { declares: string[]; assigns: boolean } {
    const start = this.at;
    const names: string[] = [];
    do {
      const token = this.tokens[this.at];
      if (token?.is !== "variable") break;
      names.push(token.text);
      this.at += 1;
    } while (this.take(","));
    if (names.length > 0 && this.take(":=")) return { declares: names, assigns: false };
    if (names.length > 0 && this.take("=")) return { declares: names, assigns: true };
    this.at = start;
    return { declares: [], assigns: false };
  }

  operand(): Operand {
    const token = this.tokens[this.at++] as Token;
    const fields = token.is === "field" && token.text !== "." ? [token.text.slice(1)] : [];
    let operand: Operand;
    if (token.is === "text") operand = { is: "literal", value: token.text, fields };
    else if (token.is === "number") operand = { is: "literal", value: token.value, fields };
    else if (token.is === "field") operand = { is: "dot", name: ".", fields };
    else if (token.is === "variable") operand = { is: "variable", name: token.text, fields };
    else if (token.is === "word") operand = wordOf(token.text, fields);
    else if (token.text === "(") {
      operand = { is: "pipe", pipe: this.pipe(), fields };
      if (!this.take(")")) throw new TemplateFault(`<< ${this.said} >> has a bracket without an end`);
    } else throw new TemplateFault(`<< ${this.said} >> cannot be read`);
    return this.withFields(operand);
  }

  /** `.a` right behind something is a field of it, and an argument of its own behind a space. */
  withFields(operand: Operand): Operand {
    for (;;) {
      const next = this.tokens[this.at];
      if (next?.is !== "field" || next.text === "." || next.start !== this.tokens[this.at - 1]?.end) return operand;
      operand.fields.push(next.text.slice(1));
      this.at += 1;
    }
  }

  isSign(text: string): boolean {
    const token = this.tokens[this.at];
    return token?.is === "sign" && token.text === text;
  }

  take(text: string): boolean {
    const is = this.isSign(text);
    if (is) this.at += 1;
    return is;
  }
}

const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, nil: null };

function wordOf(name: string, fields: string[]): Operand {
  return Object.hasOwn(WORDS, name)
    ? { is: "literal", value: WORDS[name] as boolean | null, fields }
    : { is: "call", name, fields };
}
