/**
 * The variables of Flux's post-build substitution: `${NAME}` and the operators of
 * a shell, as github.com/fluxcd/pkg/envsubst reads them. `$$` is a dollar sign.
 */

/** A piece of what a template came to. `from` cuts it out of the template, `variable` names who said it. */
export type TemplatePiece = { text: string; from?: number; variable?: string; whole?: boolean };

export type Lookup = (name: string) => string | undefined;

export type Expansion = { ok: true; pieces: TemplatePiece[] } | { ok: false; why: string };

type Node = { is: "text"; text: string; from: number } | Call;
type Call = { is: "call"; name: string; operator: string; parameters: Node[][]; start: number; end: number };

class Malformed extends Error {}

const PARSED = new Map<string, Node[]>();

/**
 * Expands a template. `missing` says what becomes of a variable that `lookup` does
 * not know: an empty text (Flux's default), itself (`keep`: it comes from outside), or an end (`strict`).
 */
export function expand(template: string, lookup: Lookup, missing: "empty" | "keep" | "strict"): Expansion {
  try {
    let nodes = PARSED.get(template);
    if (!nodes) {
      nodes = new Parser(template).all();
      if (PARSED.size > 5_000) PARSED.clear();
      PARSED.set(template, nodes);
    }
    return { ok: true, pieces: evaluate(nodes, template, lookup, missing) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, why: error.message };
    throw error;
  }
}

/** Names of the variables that a template asks for, with whether each has a default. */
export function variablesIn(template: string): { name: string; hasDefault: boolean }[] {
  const found: { name: string; hasDefault: boolean }[] = [];
  const visit = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.is !== "call") continue;
      found.push({ name: node.name, hasDefault: isDefault(node.operator) });
      node.parameters.forEach(visit);
    }
  };
  try {
    visit(new Parser(template).all());
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return found;
}

class Parser {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  all(): Node[] {
    const nodes: Node[] = [];
    while (this.at < this.text.length)
      nodes.push(...this.plain(), ...(this.at < this.text.length ? [this.call()] : []));
    return nodes;
  }

  /** Text up to the next `${`; every `$$` in it is one dollar, and what follows it is text. */
  plain(): Node[] {
    const nodes: Node[] = [];
    let start = this.at;
    for (;;) {
      const dollar = this.text.indexOf("$", this.at);
      const next = dollar === -1 ? undefined : this.text[dollar + 1];
      if (dollar === -1 || next === "{") {
        const end = dollar === -1 ? this.text.length : dollar;
        if (end > start) nodes.push({ is: "text", text: this.text.slice(start, end), from: start });
        this.at = end;
        return nodes;
      }
      if (next === "$") {
        if (dollar > start) nodes.push({ is: "text", text: this.text.slice(start, dollar), from: start });
        // The second dollar is kept, with what follows it, whatever that is.
        start = dollar + 1;
        this.at = dollar + 2;
      } else this.at = dollar + 1;
    }
  }

  call(): Call {
    const start = this.at;
    if (!this.text.startsWith("${", start)) throw new Malformed("bad substitution");
    this.at += 2;
    if (this.text[this.at] === "#") {
      this.at += 1;
      const name = this.word();
      this.close();
      return { is: "call", name, operator: "length", parameters: [], start, end: this.at };
    }
    const name = this.word();
    const operator = this.operator();
    const parameters = this.parameters(operator);
    this.close();
    return { is: "call", name, operator, parameters, start, end: this.at };
  }

  word(): string {
    const match = /^[\p{L}\p{Nd}_]+/u.exec(this.text.slice(this.at, this.at + 256));
    if (!match) throw new Malformed("a variable has no readable name");
    this.at += match[0].length;
    return match[0];
  }

  operator(): string {
    const rest = this.text.slice(this.at, this.at + 2);
    const match = /^(?::[=\-?+]|:|=|,,|,|\^\^|\^|\/\/|\/#|\/%|\/|##|#|%%|%)/.exec(rest);
    if (!match) return "";
    this.at += match[0].length;
    return match[0];
  }

  parameters(operator: string): Node[][] {
    if (operator === "" || /^[,^]/.test(operator)) return [];
    if (isDefault(operator)) return [this.until("}")];
    if (operator === ":") return this.positions();
    if (operator.startsWith("/")) return this.replacement();
    return [this.until("}")];
  }

  positions(): Node[][] {
    const first = this.until(":}");
    if (this.text[this.at] !== ":") return [first];
    this.at += 1;
    return [first, this.until("}")];
  }

  replacement(): Node[][] {
    const pattern = this.until("/", true);
    if (this.text[this.at] !== "/") throw new Malformed("bad substitution");
    this.at += 1;
    return this.text[this.at] === "}" ? [pattern] : [pattern, this.until("}", true)];
  }

  /** Text and nested variables up to one of `stops`. */
  until(stops: string, escapes = false): Node[] {
    const nodes: Node[] = [];
    let text = "";
    let from = this.at;
    const flush = (): void => {
      if (text !== "") nodes.push({ is: "text", text, from });
      text = "";
    };
    while (this.at < this.text.length && !stops.includes(this.text[this.at] as string)) {
      if (this.text.startsWith("${", this.at)) {
        flush();
        nodes.push(this.call());
        from = this.at;
        continue;
      }
      if (escapes && this.text[this.at] === "\\" && /^[/\\]/.test(this.text.slice(this.at + 1))) this.at += 1;
      text += this.text[this.at];
      this.at += 1;
    }
    flush();
    return nodes;
  }

  close(): void {
    if (this.text[this.at] !== "}") throw new Malformed("a variable has no closing brace");
    this.at += 1;
  }
}

function isDefault(operator: string): boolean {
  return operator === "=" || /^:[=\-?+]$/.test(operator);
}

function evaluate(
  nodes: readonly Node[],
  template: string,
  lookup: Lookup,
  missing: "empty" | "keep" | "strict",
): TemplatePiece[] {
  return nodes.flatMap((node): TemplatePiece[] => {
    if (node.is === "text") return [{ text: node.text, from: node.from }];
    const said = lookup(node.name);
    if (said === undefined && !isDefault(node.operator)) {
      if (missing === "strict") throw new Malformed(`the variable ${node.name} is not set`);
      if (missing === "keep") return [{ text: template.slice(node.start, node.end), from: node.start }];
    }
    const parameters = node.parameters.map((parameter) => evaluate(parameter, template, lookup, missing));
    if (isDefault(node.operator) || node.operator === "") {
      return said ? [{ text: said, variable: node.name, whole: true }] : (parameters[0] ?? []);
    }
    const words = parameters.map((pieces) => pieces.map((piece) => piece.text).join(""));
    return [{ text: applyOperator(node.operator, said ?? "", words), variable: node.name }];
  });
}

function applyOperator(operator: string, value: string, words: readonly string[]): string {
  const [first = "", second = ""] = words;
  switch (operator) {
    case "length":
      return String(new TextEncoder().encode(value).length);
    case ",":
      return value.charAt(0).toLowerCase() + value.slice(1);
    case ",,":
      return value.toLowerCase();
    case "^":
      return value.charAt(0).toUpperCase() + value.slice(1);
    case "^^":
      return value.toUpperCase();
    case ":":
      return words.length > 0 ? substring(value, words) : value;
    case "/":
      return value.replace(first, () => second);
    case "//":
      return first === "" ? value : value.replaceAll(first, () => second);
    case "/#":
      return value.startsWith(first) ? second + value.slice(first.length) : value;
    case "/%":
      return value.endsWith(first) ? value.slice(0, value.length - first.length) + second : value;
    default:
      return trim(operator, value, first);
  }
}

function substring(value: string, words: readonly string[]): string {
  const [offset, length] = words.map((word) => (/^[-+]?\d+$/.test(word) ? Number(word) : undefined));
  if (offset === undefined) return value;
  const start = offset < 0 ? Math.max(value.length + offset, 0) : offset;
  if (words.length === 1) return value.slice(start);
  if (length === undefined) return value;
  const end = length < 0 ? value.length + length : start + length;
  return end < start ? "" : value.slice(start, end);
}

/** `#` and `##` cut the shortest and the longest match from the front, `%` and `%%` from the end. */
function trim(operator: string, value: string, pattern: string): string {
  const fromEnd = operator.startsWith("%");
  const lengths = Array.from({ length: value.length }, (_, index) => index + 1);
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    const part = fromEnd ? value.slice(value.length - length) : value.slice(0, length);
    if (glob(pattern, part)) return fromEnd ? value.slice(0, value.length - length) : value.slice(length);
  }
  return value;
}

/** `*` and `?`, without backtracking over more than one star. */
export function glob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === "?" || (pattern[p] === text[t] && pattern[p] !== "*"))) {
      p += 1;
      t += 1;
    } else if (pattern[p] === "*") {
      star = p;
      mark = t;
      p += 1;
    } else if (star !== -1) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
