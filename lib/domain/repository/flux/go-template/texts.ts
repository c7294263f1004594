import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { isNothing, madeMapping, madeScalar, type Plain, toData, treeOf } from "../../tree.ts";
import type { Part, Scalar, Tree } from "../../types.ts";
import { TemplateFault } from "./lex.ts";
import { slugOf } from "./slug.ts";
import { type Call, list, onTexts, textOf, textsOf, type Value, wholeOf, wrong } from "./typed.ts";
import { printed, said } from "./values.ts";

/** Quotes, spaces and the like around a value, which keeps knowing where it is written. */
function framed(parts: readonly Part[]): Scalar {
  return madeScalar(parts.map((part) => part.text).join(""), { parts });
}

function around(value: Tree, mark: string): Scalar {
  if (mark === '"' && /["\\\n]/.test(printed(value))) return madeScalar(JSON.stringify(printed(value)));
  const inner = value.is === "scalar" ? said(value) : [{ text: printed(value) }];
  return framed([{ text: mark }, ...inner, { text: mark }]);
}

function allAround(mark: string): Call {
  return (given) => {
    const marked = given.flatMap((each) => (each === undefined || isNothing(each) ? [] : [around(each, mark)]));
    return marked.length === 1 ? marked[0] : madeScalar(marked.map(printed).join(" "));
  };
}

function indented(before: string): Call {
  return ([width, value]) => {
    const spaces = " ".repeat(Math.min(wholeOf(width), 200));
    const text = textOf(value);
    if (text.includes("\n")) return madeScalar(before + spaces + text.replaceAll("\n", `\n${spaces}`));
    return framed([{ text: before + spaces }, ...said(value as Scalar)]);
  };
}

/** `%s`, `%v`, `%d` and `%q` of what fits them; a width, a precision or another verb is not guessed. */
function formatted([format, ...given]: Value[]): Value {
  const rest = [...given];
  const pieces = textOf(format).split(/(%[%svdq]|%)/);
  const parts = pieces.flatMap((piece): readonly Part[] => {
    if (piece === "%%" || !piece.startsWith("%")) return [{ text: piece === "%%" ? "%" : piece }];
    const value = rest.shift();
    if (piece === "%" || value?.is !== "scalar" || value.value === null)
      throw new TemplateFault("a format is not read here");
    if (piece === "%q") return [{ text: JSON.stringify(textOf(value)) }];
    if (piece === "%s") textOf(value);
    if (piece === "%d") wholeOf(value);
    return said(value);
  });
  if (rest.length > 0) throw new TemplateFault("a format is given more than it wants");
  return framed(parts);
}

const WORD = /^[A-Za-z][\w./-]*$/;
const YAML_WORDS = /^(?:true|false|null|yes|no|on|off|[yn])$/i;

/** A word keeps knowing where it is written. */
function yamlOf([value]: Value[]): Value {
  if (value?.is === "scalar" && typeof value.value === "string") {
    if (value.value.includes("\n")) throw wrong("one line", value);
    if (WORD.test(value.value) && !YAML_WORDS.test(value.value)) return framed([...said(value), { text: "\n" }]);
  }
  const options = { version: "1.1", lineWidth: 0, sortMapEntries: true, indentSeq: false } as const;
  return madeScalar(stringify(value ? toData(value) : null, options));
}

/** As Go writes it: keys in order, and nothing in it that HTML could take for its own. */
function jsonOf(data: Plain): string {
  const sorted = (_key: string, value: Plain): Plain =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(data, sorted).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

function readJson(value: string): Value {
  try {
    return treeOf(JSON.parse(value));
  } catch {
    return undefined;
  }
}

/** Where Go's expressions and JavaScript's could differ, it is not guessed. */
function pattern(source: string, flags = "u"): RegExp {
  try {
    return new RegExp(source.replaceAll("(?P<", "(?<"), flags);
  } catch {
    throw new TemplateFault(`the pattern ${source} is not read here`);
  }
}

/** Go cuts bytes, which are characters only where all of them are plain. */
function plainly(value: Value): string {
  const text = textOf(value);
  if (Buffer.byteLength(text) !== text.length) throw wrong("a plain text", value);
  return text;
}

function decoded(value: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0)
    throw new TemplateFault("what it decodes is not base64");
  return Buffer.from(value, "base64").toString("utf8");
}

function trimmed(value: string, signs: ReadonlySet<string>): string {
  const all = [...value];
  const from = all.findIndex((sign) => !signs.has(sign));
  return from === -1 ? "" : all.slice(from, all.findLastIndex((sign) => !signs.has(sign)) + 1).join("");
}

export const TEXTS: Readonly<Record<string, Call>> = {
  print: (given) => (given.length === 1 ? given[0] : madeScalar(given.map(printed).join(""))),
  println: (given) => madeScalar(`${given.map(printed).join(" ")}\n`),
  printf: formatted,
  quote: allAround('"'),
  squote: allAround("'"),
  toString: ([value]: Value[]) => madeScalar(printed(value), value?.is === "scalar" ? { parts: said(value) } : {}),
  indent: indented(""),
  nindent: indented("\n"),
  trim: ([value]) => (textOf(value).trim() === textOf(value) ? value : madeScalar(textOf(value).trim())),
  trimPrefix: onTexts((prefix, value) => (value.startsWith(prefix) ? value.slice(prefix.length) : value)),
  trimSuffix: onTexts((suffix, value) =>
    suffix !== "" && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  ),
  trimAll: onTexts((signs, value) => trimmed(value, new Set(signs))),
  upper: onTexts((value) => value.toUpperCase()),
  lower: onTexts((value) => value.toLowerCase()),
  title: onTexts((value) => value.replace(/(^|[^\p{L}\p{N}_])(\p{L})/gu, (start) => start.toUpperCase())),
  repeat: ([times, value]) => madeScalar(textOf(value).repeat(Math.min(Math.max(wholeOf(times), 0), 1000))),
  substr: ([start, end, value]) =>
    madeScalar(plainly(value).slice(wholeOf(start), wholeOf(end) < 0 ? undefined : wholeOf(end))),
  trunc: ([length, value]) =>
    madeScalar(wholeOf(length) < 0 ? plainly(value).slice(wholeOf(length)) : plainly(value).slice(0, wholeOf(length))),
  contains: onTexts((part, value) => value.includes(part)),
  hasPrefix: onTexts((prefix, value) => value.startsWith(prefix)),
  hasSuffix: onTexts((suffix, value) => value.endsWith(suffix)),
  replace: onTexts((from, to, value) => value.replaceAll(from, () => to)),
  cat: (given) =>
    madeScalar(
      given
        .filter((each) => !isNothing(each))
        .map(printed)
        .join(" "),
    ),
  join: ([separator, value]) => madeScalar(textsOf(value).join(textOf(separator))),
  splitList: ([separator, value]) =>
    list(
      textOf(value)
        .split(textOf(separator))
        .map((each) => madeScalar(each)),
    ),
  split: ([separator, value]) =>
    madeMapping(
      textOf(value)
        .split(textOf(separator))
        .map((each, index) => [`_${index}`, madeScalar(each)]),
    ),
  slugify: onTexts((value) => slugOf(value)),
  b64enc: onTexts((value) => Buffer.from(value, "utf8").toString("base64")),
  b64dec: onTexts((value) => decoded(value)),
  sha256sum: onTexts((value) => createHash("sha256").update(value).digest("hex")),
  regexMatch: onTexts((source, value) => pattern(source).test(value)),
  regexReplaceAll: onTexts((source, value, to) =>
    value.replace(pattern(source, "gu"), to.replace(/\$\{(\w+)\}/g, "$$$1")),
  ),
  regexReplaceAllLiteral: onTexts((source, value, to) => value.replace(pattern(source, "gu"), () => to)),
  regexFind: onTexts((source, value) => pattern(source).exec(value)?.[0] ?? ""),
  regexQuoteMeta: onTexts((value) => value.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
  base: onTexts((value) => value.replace(/\/+$/, "").split("/").at(-1) || (value === "" ? "." : "/")),
  toYaml: yamlOf,
  mustToYaml: yamlOf,
  toJson: ([value]) => madeScalar(jsonOf(value ? toData(value) : null)),
  fromJson: ([value]) => readJson(textOf(value)),
};
