import { documentsOf } from "../documents.ts";
import { printsPlain } from "../plain-text.ts";
import { entriesOf, madeMapping } from "../tree.ts";
import type { Layer, Mapping, Part, Scalar, Sequence, Source, Tree } from "../types.ts";
import { TemplateFault } from "./go-template/lex.ts";
import { runTemplate } from "./go-template/run.ts";

/** A template of flux-operator, filled in: it makes a text, which is read as YAML, and every scalar of that knows who says it. */
export class Rendering {
  readonly inputs: Tree | undefined;
  readonly layer: Layer;

  constructor(inputs: Tree | undefined, layer: Layer) {
    this.inputs = inputs;
    this.layer = layer;
  }

  /** One text with any number of documents. */
  documents(template: Scalar): Tree[] {
    const parts = this.run(String(template.value), template);
    const source: Source = { file: "", text: textOf(parts) };
    const roots = documentsOf(source).map(({ root }) => root);
    if (source.broken) throw new TemplateFault(`what it makes is no YAML: ${source.broken.sentence}`);
    const inside = insideOf(template);
    return roots.map((root) => this.told(root, parts, template, inside));
  }

  /** A resource whose texts are templates. flux-operator prints it first, so what needs quotes as a template has them. */
  tree(node: Tree): Tree {
    if (node.is === "scalar") return this.scalar(node);
    if (node.is === "sequence") {
      const items = node.items.map((item) => this.tree(item));
      return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
    }
    const entries = [...node.entries].map(([key, value]): [string, Tree] => [this.key(key), this.tree(value)]);
    const isSame = entries.every(([key, value]) => node.entries.get(key) === value);
    return isSame ? node : madeMapping(entries, node);
  }

  private key(key: string): string {
    return key.includes("<<") ? textOf(runTemplate(key, this.inputs)) : key;
  }

  private scalar(template: Scalar): Tree {
    const { value } = template;
    if (typeof value !== "string" || !value.includes("<<")) return template;
    const parts = this.run(value, template);
    if (value.includes("\n") || !printsPlain(value)) return this.made(template, parts, textOf(parts), template);
    const source: Source = { file: "", text: `k: ${textOf(parts)}\n` };
    const said = entriesOf(documentsOf(source)[0]?.root).get("k");
    if (source.broken || !said) throw new TemplateFault(`${value} becomes what is no YAML`);
    return this.told(said, [{ text: "k: " }, ...parts], template);
  }

  private run(text: string, template: Scalar): Part[] {
    return runTemplate(text, this.inputs).map((part) =>
      part.from === undefined || part.of ? part : { ...part, of: template },
    );
  }

  /** The trees of a rendered text, with the pieces of it that each scalar is made of. */
  private told(node: Tree, parts: readonly Part[], template: Scalar, inside?: Source): Tree {
    if (node.is === "sequence")
      return { ...near(node, template), items: node.items.map((item) => this.told(item, parts, template, inside)) };
    if (node.is === "mapping") {
      const entries = [...node.entries].map(([key, value]): [string, Tree] => [
        key,
        this.told(value, parts, template, inside),
      ]);
      return { ...near(node, template), entries: new Map(entries) };
    }
    const [whole, ...more] = cut(parts, node.start, node.end);
    if (inside && more.length === 0 && whole?.of === template && whole.from !== undefined)
      return { ...node, source: inside, start: whole.from, end: whole.from + whole.text.length };
    const quotes = node.style === "single" || node.style === "double" ? 1 : 0;
    const own = cut(parts, node.start + quotes, node.end - quotes);
    const text = typeof node.value === "string" ? node.value : node.text;
    return this.made(template, textOf(own) === text ? own : [{ text }], node.value, node);
  }

  private made(template: Scalar, parts: readonly Part[], value: Scalar["value"], like: Scalar): Scalar {
    const { source, start, end } = template;
    const text = typeof value === "string" ? value : like.text;
    return { is: "scalar", value, text, style: "made", source, start, end, parts, by: this.layer, before: template };
  }
}

const INSIDES = new WeakMap<Scalar, Source>();

/** The text of a template as a source of its own: what a template says itself is written on a line of it. */
function insideOf(template: Scalar): Source {
  const known = INSIDES.get(template);
  if (known) return known;
  const inside = { file: template.source.file, text: String(template.value), host: template };
  INSIDES.set(template, inside);
  return inside;
}

function near<T extends Mapping | Sequence>(node: T, { source, start, end }: Scalar): T {
  return { ...node, source, start, end };
}

function textOf(parts: readonly Part[]): string {
  return parts.map((part) => part.text).join("");
}

/** The pieces between two offsets. */
function cut(parts: readonly Part[], from: number, to: number): Part[] {
  const found: Part[] = [];
  let at = 0;
  for (const part of parts) {
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, part.text.length);
    if (start < end) {
      const text = part.text.slice(start, end);
      found.push(text === part.text ? part : { ...part, text, from: (part.from ?? 0) + start });
    }
    at += part.text.length;
  }
  return found;
}
