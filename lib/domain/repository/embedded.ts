import { documentsOf } from "./documents.ts";
import { childOf, madeMapping, madeSequence, scalarText } from "./tree.ts";
import type { Part, Scalar, Source, Tree } from "./types.ts";

/**
 * YAML in a scalar of YAML. Where it is read after variables were set in it, its offsets are those of a text that
 * stands nowhere: what the variables left alone is then found in the template, at the same path, and what they
 * changed is put together from the pieces of the template and the values.
 */

const EMBEDDED = new WeakMap<Scalar, Source>();
const TRIMMED = new WeakMap<Scalar, Source>();

/** The YAML in a scalar, parsed once for each scalar. */
export function embedded(scalar: Scalar): Source {
  return sourceIn(scalar, EMBEDDED, scalarText(scalar));
}

/** The same without what is empty at its end: so kustomize reads `patch:`, and a block there has no line end. */
export function trimmed(scalar: Scalar): Source {
  return sourceIn(scalar, TRIMMED, scalarText(scalar).trimEnd());
}

function sourceIn(host: Scalar, known: WeakMap<Scalar, Source>, text: string): Source {
  let source = known.get(host);
  if (!source) {
    source = { file: host.source.file, text, host };
    known.set(host, source);
  }
  return source;
}

const ROOTS = new WeakMap<Source, readonly Tree[]>();

/** The documents of a file or of a scalar, whose scalars know where they are written. */
export function rootsIn(source: Source): readonly Tree[] {
  const known = ROOTS.get(source);
  if (known) return known;
  const documents = documentsOf(source);
  const { host } = source;
  const template = host?.by?.kind === "substitution" && host.before?.is === "scalar" ? host.before : undefined;
  const written = template && new Map(documentsOf(embedded(template)).map(({ index, root }) => [index, root]));
  const roots = documents.map(({ index, root }) => (host && written ? told(root, written.get(index), host) : root));
  ROOTS.set(source, roots);
  return roots;
}

/** `written` is what stands in the template at the same path. */
function told(node: Tree, written: Tree | undefined, host: Scalar): Tree {
  if (node.is === "sequence")
    return madeSequence(
      node.items.map((item, i) => told(item, childOf(written, i), host)),
      written ?? node,
    );
  if (node.is === "mapping")
    return madeMapping(
      [...node.entries].map(([key, value]) => [key, told(value, childOf(written, key), host)]),
      written ?? node,
    );
  if (written?.is !== "scalar") return { ...node, style: "made", parts: [{ text: valueText(node) }] };
  if (written.value === node.value && written.text === node.text) return written;
  return {
    ...written,
    value: node.value,
    text: node.text,
    style: "made",
    parts: partsOf(node, written, host),
    by: host.by,
    before: written,
  } as Scalar;
}

/** The pieces between the quotes of a scalar, as far as its characters are its value. */
function partsOf(node: Scalar, written: Scalar, host: Scalar): readonly Part[] {
  const text = valueText(node);
  const found: Part[] = [];
  const [start, end] = [node.start + quotesOf(node), node.end - quotesOf(node)];
  let at = 0;
  for (const part of host.parts ?? []) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, part.text.length)];
    at += part.text.length;
    if (from >= to) continue;
    const piece = { ...part, text: part.text.slice(from, to) };
    if (part.of === host.before)
      found.push({ ...piece, of: written, from: (part.from ?? 0) + from - written.start - quotesOf(written) });
    else found.push(from > 0 ? { ...piece, from: (part.from ?? 0) + from } : piece);
  }
  return found.map((part) => part.text).join("") === text ? found : [{ text, of: written }];
}

function quotesOf({ style }: Scalar): number {
  return style === "single" || style === "double" ? 1 : 0;
}

function valueText({ value, text }: Scalar): string {
  return typeof value === "string" ? value : text;
}
