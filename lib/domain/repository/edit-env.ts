import { isMap } from "yaml";
import { ok, type Result, refuse } from "../result.ts";
import type { ScalarEdit } from "./edit.ts";
import { parseAsText } from "./edit-locate.ts";

/**
 * Edits of env files, which a generator makes a ConfigMap of: lines of `NAME=value`. Everything behind the sign is
 * the value, so there is nothing to quote, and what is edited is proven by reading all lines again.
 */
const LINE = /^([ \t]*)([^#=\s][^=\n]*)=([^\r\n]*)/;
const WRITABLE = /^[A-Za-z0-9._+\-:@/<>=~^|,*! ]{1,512}$/;

/** True where a path of one name is that of a line, and the file no YAML that could have such a path. */
export function isLineOf(source: string, path: readonly (string | number)[]): boolean {
  const [name, ...more] = path;
  if (more.length > 0 || !namesIn(source).includes(String(name))) return false;
  return !(parseAsText(source) ?? []).some(({ contents }) => isMap(contents));
}

export function editLines(source: string, edits: readonly ScalarEdit[], file: string): Result<string> {
  if (namesIn(source).some((name) => name.startsWith("sops_")))
    return refuse("encrypted", `${file} is encrypted with SOPS: any edit would break its signature.`, { file });
  let text = source;
  for (const edit of edits) {
    const edited = editLine(text, edit, file);
    if (!edited.ok) return edited;
    text = edited.value;
  }
  return ok(text);
}

function editLine(source: string, { at, was, cut, value }: ScalarEdit, file: string): Result<string> {
  const name = "path" in at ? String(at.path[0]) : "";
  const lines = source.split("\n");
  const found = lines.flatMap((line, i) => (lineOf(line)?.name === name ? [i] : []));
  const [index = -1] = found;
  const line = lineOf(lines[index] ?? "");
  if (!line || found.length > 1) return refuse("not-found", `${file} has no one line for ${name}.`, { file });
  const where = { file, line: index + 1, column: line.head.length + 1 };
  if (line.value !== was)
    return refuse(
      "changed-since",
      `At ${file}:${where.line} it says "${line.value}" now, and no longer "${was}".`,
      where,
    );
  const [from, to] = cut ?? [0, was.length];
  const now = was.slice(0, from) + value + was.slice(to);
  if (!WRITABLE.test(value) || now !== now.trim())
    return refuse("not-writable", `${JSON.stringify(value)} holds characters that have no place in a version.`, where);
  const edited = lines.with(index, `${line.head}${now}${line.tail}`);
  const isAlone = edited.every((each, i) => {
    const [before, after] = [lineOf(lines[i] ?? ""), lineOf(each)];
    return after?.name === before?.name && after?.value === (i === index ? now : before?.value);
  });
  if (!isAlone) return refuse("touches-more", `Writing ${value} at ${file}:${where.line} would change more.`, where);
  return ok(edited.join("\n"));
}

function namesIn(source: string): string[] {
  return source.split("\n").flatMap((line) => lineOf(line)?.name ?? []);
}

function lineOf(line: string): { head: string; name: string; value: string; tail: string } | undefined {
  const mark = line.startsWith("\uFEFF") ? "\uFEFF" : "";
  const [whole, indent = "", name = "", value = ""] = LINE.exec(line.slice(mark.length)) ?? [];
  if (whole === undefined) return undefined;
  return { head: `${mark}${indent}${name}=`, name, value, tail: line.slice(mark.length + whole.length) };
}
