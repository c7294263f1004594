import { documentsOf } from "./documents.ts";
import { lineAt, lineStartsOf, positionIn } from "./positions.ts";
import type { Origin, Part, Piece, Scalar, Source, Tree } from "./types.ts";

/**
 * Where values are written. Nothing here is computed while composing: nodes carry
 * a source and offsets, and only who asks pays for lines and paths.
 */

/** Where a scalar is written; undefined for what no file says. */
export function originOfScalar(scalar: Scalar): Origin | undefined {
  const { source } = scalar;
  if (source.file === "") return undefined;
  const found = locate(source, scalar);
  if (!source.host) {
    const position = positionIn(source, scalar.start);
    return {
      file: source.file,
      ...position,
      document: found.document,
      path: scalar.style === "file" && scalar.start > 0 ? [nameBefore(scalar)] : found.path,
      start: scalar.start,
      end: scalar.end,
      style: scalar.style,
      shared: scalar.shared === true,
      exact: scalar.style !== "made",
      hosts: [],
    };
  }
  const outer = originOfScalar(firstWriting(source.host));
  if (!outer) return undefined;
  const hosts = [...outer.hosts, { path: outer.path, style: outer.style }];
  const path = [...outer.path, ...(found.document > 0 ? [found.document] : []), ...found.path];
  const at = outer.exact ? carry(source, scalar) : undefined;
  const shared = outer.shared || scalar.shared === true;
  if (!at) return { ...outer, path, style: scalar.style, shared, exact: false, hosts };
  const file: Source = fileOf(source);
  return {
    ...outer,
    ...positionIn(file, at.start),
    path,
    start: at.start,
    end: at.end,
    style: scalar.style,
    shared,
    exact: true,
    hosts,
  };
}

/** Of a line of an env file, which has a name and no path. */
function nameBefore({ source, start }: Scalar): string {
  const { line, column } = positionIn(source, start);
  return lineAt(source, line)
    .slice(0, column - 1)
    .replace(/^\uFEFF?\s*|=$/g, "");
}

/** What a substitution made was first written somewhere: YAML inside it is looked for there. */
function firstWriting(scalar: Scalar): Scalar {
  let at = scalar;
  while (at.parts && at.before?.is === "scalar") at = at.before;
  return at;
}

function fileOf(source: Source): Source {
  let at = source;
  while (at.host) at = firstWriting(at.host).source;
  return at;
}

/** The bytes in the file of a scalar in embedded YAML, if the embedding keeps lines as they are. */
function carry(source: Source, scalar: Scalar): { start: number; end: number } | undefined {
  const host = firstWriting(source.host as Scalar);
  let start = scalar.start;
  let end = scalar.end;
  if (host.style === "plain" && !host.text.includes("\n")) {
    if (host.text !== source.text) return undefined;
    start += host.start;
    end += host.start;
  } else if (host.style === "file") {
    start += host.start;
    end += host.start;
  } else if (host.style === "literal") {
    const lines = carryLines(source, host, start, end);
    if (!lines) return undefined;
    ({ start, end } = lines);
  } else return undefined;
  if (!host.source.host) return { start, end };
  return carry(host.source, { ...scalar, source: host.source, start, end });
}

/** Lines of a literal block are the lines after its header, indented; they must still say the same. */
function carryLines(
  source: Source,
  host: Scalar,
  start: number,
  end: number,
): { start: number; end: number } | undefined {
  const header = positionIn(host.source, host.start).line;
  const shift = (offset: number): number | undefined => {
    const { line, column } = positionIn(source, offset);
    const said = lineAt(source, line);
    const written = lineAt(host.source, header + line);
    const indent = written.length - said.length;
    if (indent < 0 || written.slice(indent) !== said || written.slice(0, indent).trim() !== "") return undefined;
    return (lineStartsOf(host.source)[header + line - 1] as number) + indent + column - 1;
  };
  const from = shift(start);
  const last = end > start ? shift(end - 1) : from;
  if (from === undefined || last === undefined) return undefined;
  return { start: from, end: end > start ? last + 1 : last };
}

/** Finds the scalar's document and path in its source by its bytes. */
function locate(source: Source, scalar: Scalar): { document: number; path: (string | number)[] } {
  for (const document of documentsOf(source)) {
    const path = pathTo(document.root, scalar);
    if (path) return { document: document.index, path };
  }
  return { document: 0, path: [] };
}

function pathTo(node: Tree, scalar: Scalar): (string | number)[] | undefined {
  if (node.is === "scalar")
    return node.start === scalar.start && node.end === scalar.end && node.source === scalar.source ? [] : undefined;
  const elsewhere = scalar.start < node.start || scalar.end > node.end;
  if (elsewhere && node.source === scalar.source && !holdsAliases(node)) return undefined;
  const children = node.is === "mapping" ? node.entries : node.items.entries();
  for (const [key, child] of children) {
    // A child that ends before the scalar starts cannot hold it, whatever its depth.
    if (child.end < scalar.start && child.start <= scalar.start) continue;
    const rest = pathTo(child, scalar);
    if (rest) return [key, ...rest];
  }
  return undefined;
}

function holdsAliases(node: Tree): boolean {
  return node.source.text.includes("*");
}

/** The pieces that a scalar's value is put together from, down to the scalars that say them. */
export function piecesOfScalar(scalar: Scalar): Piece[] {
  return cutPieces(scalar, 0, scalar.parts ? lengthOf(scalar.parts) : valueText(scalar).length, undefined);
}

function valueText(scalar: Scalar): string {
  return scalar.parts
    ? scalar.parts.map((part) => part.text).join("")
    : typeof scalar.value === "string"
      ? scalar.value
      : scalar.text;
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((length, part) => length + part.text.length, 0);
}

function cutPieces(scalar: Scalar, from: number, to: number, variable: string | undefined): Piece[] {
  if (!scalar.parts) {
    const whole = valueText(scalar);
    const origin = originOfScalar(scalar);
    if (!origin) return [{ text: whole.slice(from, to), ...(variable ? { variable } : {}) }];
    return [
      {
        text: whole.slice(from, to),
        origin,
        scalar,
        ...(from === 0 && to === whole.length ? {} : { cut: [from, to] as const }),
        ...(variable ? { variable } : {}),
      },
    ];
  }
  const pieces: Piece[] = [];
  let at = 0;
  for (const part of scalar.parts) {
    const start = Math.max(from, at);
    const end = Math.min(to, at + part.text.length);
    if (start < end) pieces.push(...piecesOfPart(part, start - at, end - at, variable));
    at += part.text.length;
  }
  return pieces;
}

function piecesOfPart(part: Part, from: number, to: number, variable: string | undefined): Piece[] {
  const name = part.variable ?? variable;
  if (!part.of) return [{ text: part.text.slice(from, to), ...(name ? { variable: name } : {}) }];
  const base = part.from ?? 0;
  if (valueText(part.of).slice(base, base + part.text.length) !== part.text) {
    // The piece was changed on its way (upper case, a cut): its origin is known, its bytes are not.
    const origin = originOfScalar(part.of);
    return [
      {
        text: part.text.slice(from, to),
        ...(origin ? { origin: { ...origin, exact: false } } : {}),
        scalar: part.of,
        ...(name ? { variable: name } : {}),
      },
    ];
  }
  return cutPieces(part.of, base + from, base + to, name);
}
