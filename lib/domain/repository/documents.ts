import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar as YamlScalar } from "yaml";
import { dangerIn, MOST_UNFOLDED } from "./guard.ts";
import { parseText, withoutFolds } from "./parse-text.ts";
import { plainDocuments } from "./plain-documents.ts";
import { positionIn } from "./positions.ts";
import { mayHaveSchemas, withSchemaSaid } from "./said-schemas.ts";
import { meaningOf } from "./scalars.ts";
import type { Mapping, Scalar, Source, Style, Tree, YamlDocument } from "./types.ts";

/**
 * Parses a text once into trees that know their bytes. Everything in it is read
 * as text first (`failsafe`) and then as Go reads it, because kustomize and Flux
 * do. Aliases and merge keys are unfolded, within bounds, and marked as shared.
 */
export function documentsOf(source: Source): readonly YamlDocument[] {
  if (source.documents) return source.documents;
  try {
    source.documents = source.twin ? copied(source, source.twin) : parse(source);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    source.documents = [];
    source.broken = { sentence: error.message, at: { file: source.file, ...positionIn(source, error.offset) } };
  }
  return source.documents;
}

/** The same text in another file: its trees again, with this file as their source. */
function copied(source: Source, twin: Source): readonly YamlDocument[] {
  const documents = documentsOf(twin);
  if (twin.isReprinted) source.isReprinted = true;
  if (twin.doubled) source.doubled = { ...twin.doubled, at: { ...twin.doubled.at, file: source.file } };
  if (twin.unspeakable) source.unspeakable = { ...twin.unspeakable, at: { ...twin.unspeakable.at, file: source.file } };
  if (twin.broken) source.broken = { ...twin.broken, at: { ...twin.broken.at, file: source.file } };
  return documents.map(({ index, root }) => ({ index, root: copyTree(root, source) }));
}

function copyTree(tree: Tree, source: Source): Tree {
  if (tree.is === "scalar") return { ...tree, source };
  if (tree.is === "sequence") return { ...tree, source, items: tree.items.map((item) => copyTree(item, source)) };
  const entries = new Map<string, Tree>();
  for (const [key, value] of tree.entries) entries.set(key, copyTree(value, source));
  return { ...tree, source, entries };
}

/**
 * Why a source cannot be read; asks for it to be parsed. A key that is written twice
 * in one map is an error in an object, and so is one that is no text; in a
 * kustomization.yaml and in JSON patches the last one counts, in a merge patch the first.
 */
export function brokenness(source: Source, as: "object" | "patch" | "settings" = "object"): Source["broken"] {
  documentsOf(source);
  if (source.broken || as === "settings") return source.broken;
  return (as === "object" ? source.doubled : undefined) ?? source.unspeakable;
}

class Unreadable extends Error {
  readonly offset: number;
  constructor(sentence: string, offset: number) {
    super(sentence);
    this.offset = offset;
  }
}

function parse(source: Source): YamlDocument[] {
  const danger = dangerIn(source.text);
  if (danger) throw new Unreadable(danger.sentence, danger.offset);
  return plainDocuments(source) ?? parseByLibrary(source);
}

/** The whole of YAML. */
export function parseByLibrary(source: Source): YamlDocument[] {
  const parsed = parseText(source.text, { version: "1.2", stringKeys: false });
  const documents: YamlDocument[] = [];
  const hasSchemas = mayHaveSchemas(source.text);
  for (const [index, document] of parsed.documents.entries()) {
    const error = document.errors.find(({ message }) => !ALLOWED.test(message));
    if (error) throw new Unreadable(sentenceFor(error.message), error.pos[0]);
    if (!document.contents) continue;
    const { explicit, version } = document.directives?.yaml ?? {};
    if (explicit && version !== "1.1")
      throw new Unreadable(`%YAML ${version} is not a version that kustomize reads.`, 0);
    const reader = new Reader(source, parsed.folded, hasSchemas);
    const root = reader.read(document.contents as Node);
    if (reader.doubled) source.doubled ??= doubledIn(source, reader.doubled);
    if (reader.unspeakable) source.unspeakable ??= unspeakableIn(source, reader.unspeakable);
    if (root.is === "scalar" && root.value === null) continue;
    documents.push({ index, root });
  }
  return documents;
}

/** Behind quotes and brackets a comment needs no space. */
const ALLOWED = /^Comments must be separated/;

function doubledIn(source: Source, { name, at }: { name: string; at: number }): Source["doubled"] {
  const sentence = `The key "${name}" is written twice in the same map.`;
  return { sentence, at: { file: source.file, ...positionIn(source, at) } };
}

function unspeakableIn(source: Source, { text, at }: { text: string; at: number }): Source["unspeakable"] {
  const sentence = `${text} is neither a text nor a number that JSON knows; it needs quotes.`;
  return { sentence, at: { file: source.file, ...positionIn(source, at) } };
}

function sentenceFor(message: string): string {
  const first = message.split("\n")[0] ?? message;
  return `The YAML cannot be read: ${first.replace(/\.$/, "")}.`;
}

const STYLES: Record<string, Style> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

/** To Go, a block that does not say how far it is indented may not begin with a tab, which is a text like any other to YAML. */
const INDENTED_BY_TAB = /[|>][-+]?[ \t]*(?:#.*)?\r?\n(?: *\r?\n)* *\t/y;

/** Turns one document's nodes into ours. Anchors are known from where they stand on, as YAML has it. */
class Reader {
  readonly source: Source;
  readonly folded: boolean;
  /** The last line holds something, and no line end. */
  readonly endsInText: boolean;
  readonly hasSchemas: boolean;
  readonly anchors = new Map<string, Tree>();
  unfolded = 0;
  doubled: { name: string; at: number } | undefined;
  unspeakable: { text: string; at: number } | undefined;

  constructor(source: Source, folded: boolean, hasSchemas: boolean) {
    this.source = source;
    this.folded = folded;
    this.hasSchemas = hasSchemas;
    this.endsInText = source.text.slice(source.text.lastIndexOf("\n") + 1).trim() !== "";
  }

  read(node: Node | null): Tree {
    if (node === null) return this.nothing(0);
    if (isAlias(node)) return this.alias(node.source, node.range?.[0] ?? 0);
    let tree: Tree;
    if (isMap(node)) tree = this.mapping(node);
    else if (isSeq(node)) {
      const items = node.items.map((item) => {
        const tree = this.read(item as Node | null);
        return node.flow ? this.inFlow(tree) : tree;
      });
      tree = { is: "sequence", items, source: this.source, start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
    } else tree = this.scalar(node as YamlScalar);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined) {
      tree = this.share(tree);
      this.anchors.set(anchor, tree);
    }
    return tree;
  }

  /** Between brackets Go prints nothing as an empty text in quotes, and puts quotes around what holds a colon. */
  inFlow(node: Tree): Tree {
    if (node.is !== "scalar" || node.style !== "plain") return node;
    if (typeof node.value === "string" && node.value !== node.text && node.text.includes(":"))
      return { ...node, value: node.text };
    if (node.value !== null || node.text !== "") return node;
    this.source.isReprinted = true;
    return { ...node, style: "single" };
  }

  withSchema(node: Tree, key: number): Tree {
    return this.hasSchemas ? withSchemaSaid(node, this.source.text, key) : node;
  }

  nothing(at: number): Scalar {
    return { is: "scalar", value: null, text: "", style: "plain", source: this.source, start: at, end: at };
  }

  scalar(node: YamlScalar): Scalar {
    const style = STYLES[node.type ?? "PLAIN"] ?? "plain";
    const start = node.range?.[0] ?? 0;
    const end = node.range?.[1] ?? start;
    const text = this.textOf(node, style, end);
    if (style === "literal" || style === "folded") this.block(style, start);
    const tag = node.tag?.startsWith("tag:yaml.org,2002:") ? `!!${node.tag.slice(18)}` : node.tag;
    const value = tag === undefined ? (style === "plain" ? meaningOf(text) : text) : this.tagged(tag, text);
    if (typeof value === "number" && !Number.isFinite(value)) this.unspeakable ??= { text, at: start };
    const scalar: Scalar = { is: "scalar", value, text, style, source: this.source, start, end };
    return tag === undefined ? scalar : { ...scalar, tag };
  }

  block(style: Style, start: number): void {
    if (style === "folded") this.source.isReprinted = true;
    INDENTED_BY_TAB.lastIndex = start;
    if (INDENTED_BY_TAB.test(this.source.text))
      throw new Unreadable("A block begins with a tab where its indentation should end.", start);
  }

  textOf(node: YamlScalar, style: Style, end: number): string {
    const text = typeof node.value === "string" ? node.value : String(node.value ?? "");
    if (this.folded && (style === "single" || style === "double")) return withoutFolds(text);
    // To Go, a block that ends with the file ends as the file does: without a line end, if that has none.
    const isLast = this.endsInText && (style === "literal" || style === "folded") && end === this.source.text.length;
    return isLast && text.endsWith("\n") ? text.slice(0, -1) : text;
  }

  tagged(tag: string, text: string): Scalar["value"] {
    if (tag === "!!int" || tag === "!!float" || tag === "!!bool" || tag === "!!null") return meaningOf(text);
    return text;
  }

  mapping(node: Node & { items: { key: unknown; value: unknown }[]; flow?: boolean }): Mapping {
    const entries = new Map<string, Tree>();
    let doubled: Map<string, Tree> | undefined;
    const merges: { value: Tree; at: number }[] = [];
    for (const { key, value } of node.items) {
      const at = (key as Node | null)?.range?.[0] ?? node.range?.[0] ?? 0;
      const name = this.key(key, at);
      const tree = this.read(value as Node | null);
      if (name === "<<" && isScalar(key) && key.type === "PLAIN") merges.push({ value: tree, at });
      else {
        const first = entries.get(name);
        if (first) {
          this.doubled ??= { name, at };
          doubled ??= new Map();
          if (!doubled.has(name)) doubled.set(name, first);
        }
        const unplaced = tree.is === "scalar" && tree.value === null && tree.start === 0;
        const said = unplaced ? this.nothing(at + name.length + 1) : tree;
        entries.set(name, node.flow ? this.inFlow(said) : this.withSchema(said, at));
      }
    }
    for (const { value, at } of merges) this.merge(entries, value, at);
    const [start, end] = [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
    return { is: "mapping", entries, ...(doubled ? { doubled } : {}), source: this.source, start, end };
  }

  key(key: unknown, at: number): string {
    if (isAlias(key)) {
      const known = this.alias(key.source, at);
      if (known.is === "scalar") return known.text;
    }
    if (isScalar(key)) {
      const text = String(key.value ?? "");
      if (key.anchor) this.anchors.set(key.anchor, this.share(this.scalar(key)));
      if (key.type !== "PLAIN") return text;
      const value = meaningOf(text);
      if (value !== text) this.unspeakable ??= { text: `The key ${text}`, at };
      return typeof value === "string" ? text : value === null ? "null" : String(value);
    }
    if (key === null) {
      this.unspeakable ??= { text: "The empty key", at };
      return "null";
    }
    throw new Unreadable("A key of a map must be a plain text.", at);
  }

  /** Values of the map itself win over merged ones, the first of several merged maps over the later ones. */
  merge(entries: Map<string, Tree>, value: Tree, at: number): void {
    const maps = value.is === "sequence" ? value.items : [value];
    for (const map of maps) {
      if (map.is !== "mapping") throw new Unreadable("A merge key (<<) must name a map, or a list of maps.", at);
      this.spend(map.entries.size, at);
      for (const [key, entry] of map.entries) if (!entries.has(key)) entries.set(key, this.share(entry));
    }
  }

  alias(name: string, at: number): Tree {
    const known = this.anchors.get(name);
    if (!known) throw new Unreadable(`The alias *${name} names an anchor that does not exist before it.`, at);
    this.spend(sizeOf(known, MOST_UNFOLDED), at);
    return known;
  }

  spend(nodes: number, at: number): void {
    this.unfolded += nodes;
    if (this.unfolded > MOST_UNFOLDED) {
      throw new Unreadable("The aliases of the file unfold to more than it could mean to say.", at);
    }
  }

  /** Shared bytes: an edit here would show elsewhere as well. */
  share(tree: Tree): Tree {
    if (tree.is === "scalar") return tree.shared ? tree : { ...tree, shared: true };
    if (tree.is === "sequence") return { ...tree, items: tree.items.map((item) => this.share(item)) };
    return { ...tree, entries: new Map([...tree.entries].map(([key, value]) => [key, this.share(value)])) };
  }
}

/** Number of nodes as if unfolded, counted no further than `most`. */
function sizeOf(tree: Tree, most: number): number {
  if (tree.is === "scalar") return 1;
  let size = 1;
  for (const child of tree.is === "sequence" ? tree.items : tree.entries.values()) {
    size += sizeOf(child, most - size);
    if (size > most) return size;
  }
  return size;
}
