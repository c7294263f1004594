import { notPlain, refuse, scalarAt } from "./plain-scalars.ts";
import { mayHaveSchemas } from "./said-schemas.ts";
import { meaningOf } from "./scalars.ts";
import type { Mapping, Scalar, Sequence, Source, Style, Tree, YamlDocument } from "./types.ts";

/**
 * Nearly all manifests are written in the plain part of YAML: block maps and lists, a value on its key's line or in a
 * literal block, no anchors, no tags. That part is read here line by line, in an eighth of the time that the library
 * takes; undefined for whatever is not surely in it, errors included, and the library reads the whole text. What is read
 * here is what it would read: a property test holds both together. Only where a map or list ends is told otherwise:
 * with its last value.
 */
export function plainDocuments(source: Source): YamlDocument[] | undefined {
  if (/[\t\r\uFEFF]/.test(source.text) || mayHaveSchemas(source.text)) return undefined;
  try {
    return new PlainReader(source).documents();
  } catch (error) {
    if (error === notPlain) return undefined;
    throw error;
  }
}

/** Longer ones the library refuses. */
const KEY = /\w[\w./-]{0,250}:(?=[ \n]|$)/y;
const NOTHING_MORE = / *(?: #.*)?(?=\n|$)/y;
const IN_FLOW = /[\w./=][\w./=-]*|"[^"\\\n]*"|'[^'\n]*'/y;

class PlainReader {
  private readonly source: Source;
  private readonly text: string;
  /** Where reading goes on; after `advance` the first character of a line that says something. */
  private at = 0;
  /** The column of `at`; -1 at the end of a document. */
  private column = -1;

  constructor(source: Source) {
    this.source = source;
    this.text = source.text;
  }

  documents(): YamlDocument[] {
    const documents: YamlDocument[] = [];
    let index = -1;
    for (this.advance(); this.at < this.text.length; ) {
      const isMarked = this.column === -1;
      if (isMarked || index === -1) index += 1;
      else throw notPlain;
      if (isMarked) {
        this.at += 3;
        this.endLine();
        if (this.column === -1) continue;
      }
      documents.push({ index, root: this.block(-1) });
      if (this.column !== -1) throw notPlain;
    }
    return documents;
  }

  /** To the next line that says something; only whole lines may lie between. */
  private advance(): void {
    const { text } = this;
    for (let from = this.at; from < text.length; ) {
      let first = from;
      while (text.charCodeAt(first) === 32) first += 1;
      const code = text.charCodeAt(first);
      if (first < text.length && code !== 10 && code !== 35) {
        this.at = first;
        this.column = first === from && isMarker(text, first) ? -1 : first - from;
        return;
      }
      const end = text.indexOf("\n", first);
      from = end === -1 ? text.length : end + 1;
    }
    this.at = text.length;
    this.column = -1;
  }

  /** Nothing but a comment follows on this line. */
  private endLine(): void {
    this.at += this.match(NOTHING_MORE)?.[0].length ?? refuse();
    this.advance();
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text);
  }

  private block(outer: number): Tree {
    const { column } = this;
    if (column <= outer) throw notPlain;
    const tree = this.isItem() ? this.sequence(column) : this.mapping(column);
    // Whatever is indented more than those before it goes on with something, or is wrong.
    if (this.column > column) throw notPlain;
    return tree;
  }

  private isItem(): boolean {
    const next = this.text.charCodeAt(this.at + 1);
    return this.text.charCodeAt(this.at) === 45 && (next === 32 || next === 10);
  }

  private mapping(column: number): Mapping {
    const start = this.at;
    const entries = new Map<string, Tree>();
    let end = start;
    while (this.column === column && !this.isItem()) {
      const colon = (this.match(KEY)?.[0].length ?? refuse()) + this.at;
      const key = this.text.slice(this.at, colon - 1);
      if (entries.has(key) || meaningOf(key) !== key) throw notPlain;
      this.at = colon;
      const value = this.value(column);
      entries.set(key, value);
      end = value.end;
    }
    if (entries.size === 0 || this.column > column) throw notPlain;
    return { is: "mapping", entries, source: this.source, start, end };
  }

  /** What belongs to the key that ends here. */
  private value(column: number): Tree {
    const empty = this.at;
    if (this.match(NOTHING_MORE)) {
      this.endLine();
      if (this.column > column) return this.block(column);
      if (this.column === column && this.isItem()) return this.sequence(column);
      // Behind a comment the library puts it elsewhere.
      if (/[^\n]/.test(this.text[empty] ?? "\n")) throw notPlain;
      return this.scalar(null, "", "plain", empty, empty);
    }
    return this.inline(column);
  }

  private sequence(column: number): Sequence {
    const start = this.at;
    const items: Tree[] = [];
    let end = start;
    while (this.column === column && this.isItem()) {
      const dash = this.at;
      this.at += 1;
      const item = this.match(NOTHING_MORE) ? this.below(column) : this.beside(column, dash);
      items.push(item);
      end = item.end;
    }
    if (this.column > column) throw notPlain;
    return { is: "sequence", items, source: this.source, start, end };
  }

  private below(column: number): Tree {
    this.endLine();
    return this.block(column);
  }

  private beside(column: number, dash: number): Tree {
    this.skipSpaces();
    if (!this.isItem() && !this.match(KEY)) return this.inline(column);
    this.column = column + this.at - dash;
    return this.block(column);
  }

  private skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === 32) this.at += 1;
  }

  /** A value that begins on this line; `column` is where the map or list that holds it stands. */
  private inline(column: number): Tree {
    this.skipSpaces();
    const first = this.text[this.at];
    const tree = first === "[" || first === "{" ? this.flow() : this.written(column);
    if (tree.is === "scalar" && tree.style === "literal") this.advance();
    else this.endLine();
    if (this.column > column) throw notPlain;
    return tree;
  }

  private written(column: number): Scalar {
    const start = this.at;
    const { text, style, end } = scalarAt(this.text, start, column);
    this.at = end;
    return style === "plain" ? this.plainScalar(text, start, end) : this.scalar(text, text, style, start, end);
  }

  private plainScalar(text: string, start: number, end: number): Scalar {
    const value = meaningOf(text);
    if (typeof value === "number" && !Number.isFinite(value)) throw notPlain;
    return this.scalar(value, text, "plain", start, end);
  }

  /** `[a, "b"]`, `{a: b}`, and both in each other. */
  private flow(): Tree {
    const start = this.at;
    const isList = this.text[start] === "[";
    if (!isList && this.text[start] !== "{") return this.inFlow();
    const last = isList ? "]" : "}";
    const items: Tree[] = [];
    const entries = new Map<string, Tree>();
    this.at += 1;
    for (this.skipSpaces(); this.text[this.at] !== last; this.skipSpaces()) {
      const key = isList ? "" : (this.match(KEY)?.[0].slice(0, -1) ?? refuse());
      if (!isList) {
        if (entries.has(key) || meaningOf(key) !== key) throw notPlain;
        this.at += key.length + 1;
        this.skipSpaces();
      }
      const value = this.flow();
      if (isList) items.push(value);
      else entries.set(key, value);
      this.skipSpaces();
      if (this.text[this.at] === ",") this.at += 1;
      else if (this.text[this.at] !== last) throw notPlain;
    }
    this.at += 1;
    const where = { source: this.source, start, end: this.at };
    return isList ? { is: "sequence", items, ...where } : { is: "mapping", entries, ...where };
  }

  private inFlow(): Scalar {
    const start = this.at;
    const [written] = this.match(IN_FLOW) ?? refuse();
    this.at += written.length;
    const inner = written.slice(1, -1);
    if (written.startsWith('"')) return this.scalar(inner, inner, "double", start, this.at);
    if (written.startsWith("'")) return this.scalar(inner, inner, "single", start, this.at);
    return this.plainScalar(written, start, this.at);
  }

  private scalar(value: Scalar["value"], text: string, style: Style, start: number, end: number): Scalar {
    return { is: "scalar", value, text, style, source: this.source, start, end };
  }
}

function isMarker(text: string, at: number): boolean {
  if (text.startsWith("...", at)) throw notPlain;
  if (!text.startsWith("---", at)) return false;
  const after = text.charCodeAt(at + 3);
  if (at + 3 < text.length && after !== 10 && after !== 32) throw notPlain;
  return true;
}
