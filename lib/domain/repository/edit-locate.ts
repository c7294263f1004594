import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import { dangerIn } from "./guard.ts";
import { parseText } from "./parse-text.ts";

/**
 * Finding a scalar's bytes, also inside YAML that is itself the text of a
 * literal block (an inline patch, a values file in a ConfigMap), any number of
 * levels down. A level is one text; between two levels stands a table of lines.
 */
export type Level = {
  text: string;
  documents: Document[];
  document: number;
  node: Scalar<string>;
  /** Names of anchors on the scalar or on what it stands in, in this document. */
  anchors: string[];
  inFlow: boolean;
};

export type Located = { levels: Level[]; start: number; end: number };

export type BlockLine = { inner: number; outer: number; length: number };

const DEEPEST = 4;

/** Everything as text, as it is written: what a plain scalar means is another question. */
export function parseAsText(text: string): Document[] | null {
  if (dangerIn(text)) return null;
  const documents = [...parseText(text).documents];
  return documents.some((document) => document.errors.length > 0) ? null : documents;
}

/** The scalar that starts at `offset`, or the one inside the literal block that `offset` lies in. Null where there is none. */
export function locate(text: string, offset: number, depth = 0): Located | null {
  const documents = depth < DEEPEST ? parseAsText(text) : null;
  if (!documents) return null;
  for (const [index, document] of documents.entries()) {
    const found = scalarAround(document, offset);
    if (!found) continue;
    const [start, end] = found.node.range ?? [0, 0];
    const level: Level = { text, documents, document: index, ...found };
    if (start === offset) return { levels: [level], start, end };
    const lines = blockLines(text, found.node);
    const inner = lines && toInner(lines, offset);
    const deeper = inner === undefined || inner === null ? null : locate(found.node.value, inner, depth + 1);
    const from = deeper && lines && toOuter(lines, deeper.start, deeper.end);
    return deeper && from ? { levels: [level, ...deeper.levels], ...from } : null;
  }
  return null;
}

type Found = Pick<Level, "node" | "anchors" | "inFlow">;

function scalarAround(document: Document, offset: number): Found | undefined {
  let found: Found | undefined;
  visit(document, {
    Scalar(key, node, path) {
      const [start, end] = node.range ?? [0, -1];
      if (key === "key" || offset < start || offset >= end || typeof node.value !== "string") return undefined;
      const around = [...path.filter((step) => isCollection(step)), node] as { anchor?: string; flow?: boolean }[];
      const anchors = around.flatMap((step) => step.anchor ?? []);
      found = { node: node as Scalar<string>, anchors, inFlow: around.some((step) => step.flow === true) };
      return visit.BREAK;
    },
  });
  return found;
}

/** Which characters of a literal block's value stand where in the text. Null for other scalars, and where they do not agree. */
export function blockLines(text: string, node: Scalar<string>): BlockLine[] | null {
  if (node.type !== "BLOCK_LITERAL" || !node.range) return null;
  const [start, end] = node.range;
  const headerEnd = text.indexOf("\n", start);
  if (headerEnd === -1 || headerEnd >= end) return null;
  const indent = indentOf(text, start, headerEnd, end);
  const lines: BlockLine[] = [];
  let inner = 0;
  let at = headerEnd + 1;
  while (at < end) {
    const stop = text.indexOf("\n", at);
    const lineEnd = stop === -1 || stop > end ? end : stop;
    const written = text.slice(at, lineEnd).replace(/\r$/, "");
    const said = written.slice(indent);
    if (said !== "" && node.value.slice(inner, inner + said.length) !== said) return null;
    lines.push({ inner, outer: at + Math.min(indent, written.length), length: said.length });
    inner += said.length + 1;
    at = lineEnd + 1;
  }
  return lines;
}

function indentOf(text: string, start: number, headerEnd: number, end: number): number {
  for (const line of text.slice(headerEnd + 1, end).split("\n")) {
    if (line.trim() !== "") {
      const explicit = /^[|][+-]?([1-9])/.exec(text.slice(start, headerEnd))?.[1];
      const spaces = line.length - line.trimStart().length;
      if (!explicit) return spaces;
      // An explicit number counts from the parent's indentation; first lines may be indented further.
      const parent = text.slice(text.lastIndexOf("\n", start) + 1, start);
      return parentIndent(parent) + Number(explicit);
    }
  }
  return 0;
}

function parentIndent(before: string): number {
  const [lead = ""] = /^(?: *- )*( *)/.exec(before) ?? [];
  return lead.length;
}

function toInner(lines: readonly BlockLine[], offset: number): number | null {
  const line = lines.find(({ outer, length }) => offset >= outer && offset < outer + length);
  return line ? line.inner + offset - line.outer : null;
}

function toOuter(lines: readonly BlockLine[], start: number, end: number): { start: number; end: number } | null {
  const line = lines.find(({ inner, length }) => start >= inner && end <= inner + length);
  return line ? { start: line.outer + start - line.inner, end: line.outer + end - line.inner } : null;
}

/** The offset of a line and column, both from 1; undefined outside the text. */
export function offsetOf(text: string, line: number, column: number): number | undefined {
  let at = 0;
  for (let i = 1; i < line; i++) {
    at = text.indexOf("\n", at) + 1;
    if (at === 0) return undefined;
  }
  const offset = at + column - 1;
  return offset <= text.length ? offset : undefined;
}

/** The offset of the scalar at a path; a path that goes on inside a literal block goes on in its YAML. */
export function offsetOfPath(text: string, document: number, path: readonly (string | number)[]): number | undefined {
  const parsed = parseAsText(text)?.[document];
  let node: unknown = parsed?.contents;
  for (const [i, key] of path.entries()) {
    if (isCollection(node)) {
      node = isMap(node) ? entryIn(node, String(key), parsed) : node.get(key, true);
    } else if (isScalar<string>(node)) {
      const inner = offsetOfPath(node.value, 0, path.slice(i));
      const lines = blockLines(text, node);
      return inner === undefined || !lines ? undefined : toOuter(lines, inner, inner)?.start;
    } else return undefined;
  }
  return isScalar(node) || isAlias(node) ? (node as Node).range?.[0] : undefined;
}

/** A key may be the alias of a name that stands further up: `*app :`. */
function entryIn(map: YAMLMap, name: string, document: Document | undefined): unknown {
  const found = map.get(name, true);
  if (found !== undefined || !document) return found;
  const isCalled = (key: unknown) => isAlias(key) && String(key.resolve(document)?.toJSON()) === name;
  return map.items.find(({ key }) => isCalled(key))?.value;
}
