import { isAlias, isMap, visit } from "yaml";
import { ok, type Refusal, type Result, refuse, type Where } from "../result.ts";
import type { ScalarAddress } from "./adopt/types.ts";
import { editLines, isLineOf } from "./edit-env.ts";
import { type Located, locate, offsetOf, offsetOfPath, parseAsText } from "./edit-locate.ts";
import { proves } from "./edit-proof.ts";
import { spellings } from "./edit-style.ts";
import { dangerIn } from "./guard.ts";

/**
 * Replaces the text of scalars and nothing else. Comments, spacing, quoting and
 * line endings survive because characters are spliced instead of a document
 * printed. Then it is proven: parsed again, exactly those scalars differ.
 */
export type ScalarEdit = {
  /** Where the scalar starts (lines and columns from 1, quotes included), or its path, which goes on inside embedded YAML. */
  at: { line: number; column: number } | ScalarAddress;
  /** The whole scalar as it was when the edit was planned, without quotes. */
  was: string;
  /** Which characters of `was` are replaced: [from, to). All of them where absent. */
  cut?: readonly [number, number];
  value: string;
};

/** Versions, ranges, image names and references; nothing that YAML, a shell or a template gives a meaning across the scalar's end. */
const WRITABLE = /^[A-Za-z0-9._+\-:@/<>=~^|,*! ]{1,512}$/;
const TEMPLATE = /\{\{|\}\}|<<|>>(?!=)|\$\{/;

export function editScalars(source: string, edits: readonly ScalarEdit[], file = "the file"): Result<string> {
  if (edits.every(({ at }) => "path" in at && isLineOf(source, at.path))) return editLines(source, edits, file);
  const unfit = refusalOfFile(source, file);
  if (unfit) return unfit;
  const placed: { edit: ScalarEdit; offset: number }[] = [];
  for (const edit of edits) {
    const offset =
      "path" in edit.at
        ? offsetOfPath(source, edit.at.document, edit.at.path)
        : offsetOf(source, edit.at.line, edit.at.column);
    if (offset === undefined) return refuse("not-found", `${file} has no value at ${whereOf(edit)}.`, { file });
    placed.push({ edit, offset });
  }
  // From the end, so that the offsets before stay right.
  placed.sort((a, b) => b.offset - a.offset);
  let text = source;
  for (const { edit, offset } of placed) {
    const edited = editOne(text, edit, offset, file);
    if (!edited.ok) return edited;
    text = edited.value;
  }
  return ok(text);
}

function refusalOfFile(source: string, file: string): Refusal | undefined {
  const danger = dangerIn(source);
  if (danger) return refuse("unreadable", danger.sentence, { file });
  const documents = parseAsText(source);
  if (!documents) {
    const templated = TEMPLATE.test(source) ? " It holds template expressions, which are not YAML." : "";
    return refuse("unreadable", `${file} is not valid YAML, so nothing in it is edited.${templated}`, { file });
  }
  for (const { contents } of documents) {
    if (isMap(contents) && contents.has("sops")) {
      return refuse(
        "encrypted",
        `${file} is encrypted with SOPS: any edit would break its signature. Change it with sops.`,
        { file },
      );
    }
  }
  return undefined;
}

function editOne(text: string, edit: ScalarEdit, offset: number, file: string): Result<string> {
  const where = positionOf(text, offset, file);
  const located = locate(text, offset);
  if (!located) {
    return refuse(
      "not-a-scalar",
      `At ${place(where)} stands no single value: an alias, a map, or text that cannot be edited in place.`,
      where,
    );
  }
  const node = located.levels.at(-1)?.node;
  if (!node) return refuse("not-a-scalar", `At ${place(where)} stands no single value.`, where);
  if (node.value !== edit.was) {
    return refuse(
      "changed-since",
      `At ${place(where)} it says "${shorten(node.value)}" now, and no longer "${shorten(edit.was)}".`,
      where,
    );
  }
  const [from, to] = edit.cut ?? [0, edit.was.length];
  const value = edit.was.slice(0, from) + edit.value + edit.was.slice(to);
  const unfit = refusalOfValue(edit, value, located, where) ?? refusalOfSharing(located, where);
  if (unfit) return unfit;

  for (const spelling of spellings(node, value)) {
    const edited = text.slice(0, located.start) + spelling + text.slice(located.end);
    if (proves(located.levels, edited, value)) return ok(edited);
  }
  return refuse(
    "touches-more",
    `Writing ${edit.value} at ${place(where)} would change something else too, or be read as something else.`,
    where,
  );
}

function refusalOfValue(edit: ScalarEdit, value: string, located: Located, where: Where): Refusal | undefined {
  const node = located.levels.at(-1)?.node;
  if (!WRITABLE.test(edit.value) || value !== value.trim()) {
    return refuse(
      "not-writable",
      `${JSON.stringify(shorten(edit.value))} holds characters that have no place in a version.`,
      where,
    );
  }
  const replaced = edit.cut ? edit.was.slice(...edit.cut) : edit.was;
  if (TEMPLATE.test(replaced)) {
    return refuse(
      "template",
      `At ${place(where)} stands the template ${shorten(replaced)}: what it is filled with must be changed instead.`,
      where,
    );
  }
  if (node?.type === "BLOCK_LITERAL" || node?.type === "BLOCK_FOLDED") {
    return refuse(
      "block-of-text",
      `At ${place(where)} the value is written as a block of text, which Sluice does not edit.`,
      where,
    );
  }
  const level = located.levels.at(-1);
  if (level && /[\r\n]/.test(level.text.slice(...(level.node.range ?? [0, 0]).slice(0, 2)))) {
    return refuse(
      "many-lines",
      `At ${place(where)} the value runs over several lines, which Sluice does not edit.`,
      where,
    );
  }
  return undefined;
}

/** An anchor is no harm by itself, only where an alias repeats what stands there. */
function refusalOfSharing(located: Located, where: Where): Refusal | undefined {
  for (const { anchors, documents, document } of located.levels) {
    const used = new Set<string>();
    visit(documents[document] ?? null, (_key, node) => void (isAlias(node) && used.add(node.source)));
    const anchor = anchors.find((name) => used.has(name));
    if (anchor === undefined) continue;
    return refuse(
      "shared-by-anchor",
      `At ${place(where)} the value is repeated elsewhere in the file by *${anchor}, so it cannot change here alone.`,
      where,
    );
  }
  return undefined;
}

function positionOf(text: string, offset: number, file: string): Where {
  const before = text.slice(0, offset);
  return { file, line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function place(where: Where): string {
  return `${where.file}:${where.line}`;
}

function whereOf({ at }: ScalarEdit): string {
  return "path" in at ? at.path.join(".") : `line ${at.line}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
