import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { blockLines, type Level, parseAsText } from "./edit-locate.ts";

/**
 * The proof that an edit did what it promised and nothing else: both texts are
 * parsed, and every node is compared: kind, key, anchor, tag, style and text.
 * Only one scalar may differ, and it must say what was promised. Where that
 * scalar stands in YAML inside a scalar, the same holds on every level.
 */
export function proves(levels: readonly Level[], edited: string, promised: string): boolean {
  const [level, ...deeper] = levels;
  if (!level) return false;
  const after = parseAsText(edited);
  if (!after || after.length !== level.documents.length) return false;
  const target = level.node;
  let replacement: Node | null = null;
  const same = level.documents.every((document, i) => {
    return sameNode(document.contents, (after[i] as Document).contents, (before, now) => {
      if (before !== target) return false;
      replacement = now;
      return true;
    });
  });
  if (!same || !isScalar<string>(replacement)) return false;
  const now: { value: unknown; anchor?: string | undefined; tag?: string | undefined } = replacement;
  if (now.anchor !== target.anchor || now.tag !== target.tag || typeof now.value !== "string") return false;
  if (deeper.length === 0) return now.value === promised;
  return blockLines(edited, replacement) !== null && proves(deeper, now.value, promised);
}

function sameNode(before: unknown, after: unknown, isTarget: (before: Node, after: Node) => boolean): boolean {
  if (before === null || after === null || before === undefined || after === undefined) return before === after;
  const a = before as Node;
  const b = after as Node;
  if (isTarget(a, b)) return true;
  if (isAlias(a)) return isAlias(b) && a.source === b.source;
  if ((a as { anchor?: string }).anchor !== (b as { anchor?: string }).anchor || a.tag !== b.tag) return false;
  if (isScalar(a)) return isScalar(b) && a.value === b.value && a.type === b.type;
  if (isMap(a)) {
    if (!isMap(b) || a.items.length !== b.items.length || a.flow !== b.flow) return false;
    return a.items.every((pair, i) => {
      const other = b.items[i];
      return sameNode(pair.key, other?.key, isTarget) && sameNode(pair.value, other?.value, isTarget);
    });
  }
  if (!isSeq(a) || !isSeq(b) || a.items.length !== b.items.length || a.flow !== b.flow) return false;
  return a.items.every((item, i) => sameNode(item, b.items[i], isTarget));
}
