import { type Document, isCollection, isMap, isScalar, type Node, type YAMLMap } from "yaml";
import { ok, type Result, refuse } from "../result.ts";
import { blockLines, parseAsText } from "./edit-locate.ts";
import { readsAsText } from "./edit-style.ts";

/**
 * Adds one key with one value to a mapping, as lines of its own behind the last
 * entry, in the file's indentation and line endings. Mappings on the way that are
 * missing are added too. Everything that stood there stays, byte for byte.
 */
export type Insertion = {
  document: number;
  /** The mapping to add to, which must exist; the path goes on inside a literal block. */
  into: readonly (string | number)[];
  /** Keys below it: all but the last are mappings. None of the first may exist. */
  keys: readonly [string, ...string[]];
  value: string;
};

type Lines = { at: number; lines: string[] };

export function insertKey(source: string, insertion: Insertion, file = "the file"): Result<string> {
  const documents = parseAsText(source);
  if (!documents) return refuse("unreadable", `${file} is not valid YAML, so nothing is added to it.`, { file });
  if (documents.some(({ contents }) => isMap(contents) && contents.has("sops"))) {
    return refuse("encrypted", `${file} is encrypted with SOPS: any edit would break its signature.`, { file });
  }
  const contents = documents[insertion.document]?.contents;
  const found = contents ? linesIn(source, contents as Node, insertion.into, insertion) : null;
  if (!found)
    return refuse("no-own-place", `${file} has no map of its own lines to add ${insertion.keys.join(".")} to.`, {
      file,
    });
  const ending = source.includes("\r\n") ? "\r\n" : "\n";
  const edited = spliceLines(source, found, ending);
  if (!provesInsertion(documents, edited, insertion)) {
    return refuse("touches-more", `Adding ${insertion.keys.join(".")} to ${file} would change something else too.`, {
      file,
    });
  }
  return ok(edited);
}

function linesIn(text: string, node: Node, path: readonly (string | number)[], insertion: Insertion): Lines | null {
  let at: unknown = node;
  for (const [i, key] of path.entries()) {
    if (isCollection(at)) at = at.get(isMap(at) ? String(key) : key, true);
    else if (isScalar<string>(at)) return insideBlock(text, at, path.slice(i), insertion);
    else return null;
  }
  if (isScalar<string>(at) && at.type === "BLOCK_LITERAL") return insideBlock(text, at, [], insertion);
  return isMap(at) ? behindLast(text, at, insertion) : null;
}

function behindLast(text: string, map: YAMLMap, { keys, value }: Insertion): Lines | null {
  const [first] = map.items;
  const last = map.items.at(-1);
  if (map.flow || map.anchor || !first || !last || map.has(keys[0])) return null;
  const start = (first.key as Node).range?.[0];
  const end = ((last.value ?? last.key) as Node).range?.[1];
  if (start === undefined || end === undefined) return null;
  const indent = start - (text.lastIndexOf("\n", start - 1) + 1);
  // Block scalars end behind their last line break, everything else before it.
  const lineEnd = text[end - 1] === "\n" ? end - 1 : text.indexOf("\n", end);
  const lines = keys.map((key, depth) => {
    const spaces = " ".repeat(indent + 2 * depth);
    return depth < keys.length - 1
      ? `${spaces}${key}:`
      : `${spaces}${key}: ${standsAlone(value) ? value : JSON.stringify(value)}`;
  });
  return { at: lineEnd === -1 ? text.length : lineEnd, lines };
}

/** A range begins with what begins something else in YAML (`>=1.0.0`), or has a sign in it that ends a text. */
function standsAlone(value: string): boolean {
  return readsAsText(value) && /^[A-Za-z0-9][\w.+@:/-]*$/.test(value);
}

function insideBlock(
  text: string,
  node: { value: string; type?: string; range?: unknown },
  path: readonly (string | number)[],
  insertion: Insertion,
): Lines | null {
  const table = blockLines(text, node as Parameters<typeof blockLines>[1]);
  const contents = table && parseAsText(node.value)?.[0]?.contents;
  const inner = contents ? linesIn(node.value, contents as Node, path, insertion) : null;
  if (!table || !inner) return null;
  const line = table.findLast(({ inner: from }) => from <= inner.at);
  const indented = table.find(({ length }) => length > 0);
  if (!line || !indented) return null;
  const indent = indented.outer - (text.lastIndexOf("\n", indented.outer - 1) + 1);
  return { at: line.outer + line.length, lines: inner.lines.map((added) => " ".repeat(indent) + added) };
}

function spliceLines(text: string, { at, lines }: Lines, ending: string): string {
  const offset = text[at - 1] === "\r" ? at - 1 : at;
  return text.slice(0, offset) + lines.map((line) => ending + line).join("") + text.slice(offset);
}

function provesInsertion(
  before: readonly Document[],
  edited: string,
  { document, into, keys, value }: Insertion,
): boolean {
  const after = parseAsText(edited);
  if (!after || after.length !== before.length) return false;
  const was = before.map((each) => plain(each.toJS({ maxAliasCount: 1000 })));
  const is = after.map((each) => plain(each.toJS({ maxAliasCount: 1000 })));
  const promised = withValue(was[document], [...into, ...keys], value);
  const wanted = was.map((data, i) => (i === document ? promised : data));
  return JSON.stringify(wanted) === JSON.stringify(is);
}

function plain(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data ?? null));
}

/** A text on the way is YAML itself: it must be the same text with the same lines added, which the data shows. */
function withValue(data: unknown, path: readonly (string | number)[], value: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof data === "string") {
    const added = insertKey(data, {
      document: 0,
      into: path.slice(0, -1).filter(() => true),
      keys: [String(path.at(-1))],
      value,
    });
    return added.ok ? added.value : withMissing(data, path, value);
  }
  if (Array.isArray(data)) return data.map((item, i) => (i === key ? withValue(item, rest, value) : item));
  const map = (data ?? {}) as Record<string, unknown>;
  return { ...map, [key]: withValue(map[key] ?? (rest.length > 0 ? {} : undefined), rest, value) };
}

/** The longest part of the path that exists is where the rest is added. */
function withMissing(text: string, path: readonly (string | number)[], value: string): string {
  for (let cut = path.length - 1; cut >= 0; cut--) {
    const keys = path.slice(cut).map(String) as [string, ...string[]];
    const added = insertKey(text, { document: 0, into: path.slice(0, cut), keys, value });
    if (added.ok) return added.value;
  }
  return text;
}
