import fc from "fast-check";
import { expect, it } from "vitest";
import { parseByLibrary } from "./documents.ts";
import { plainDocuments } from "./plain-documents.ts";
import type { Source, Tree, YamlDocument } from "./types.ts";

/** Without the source, and without the end of maps and lists: there the library counts what follows them too. */
function plain(tree: Tree): unknown {
  if (tree.is === "scalar") return { ...tree, source: undefined };
  if (tree.is === "sequence") return { start: tree.start, items: tree.items.map(plain) };
  return { start: tree.start, entries: [...tree.entries].map(([key, value]) => [key, plain(value)]) };
}

const said = (documents: readonly YamlDocument[]) => documents.map(({ index, root }) => [index, plain(root)]);

function holdsItsParts(tree: Tree): boolean {
  if (tree.is === "scalar") return tree.start <= tree.end;
  const parts = tree.is === "sequence" ? tree.items : [...tree.entries.values()];
  return parts.every((part) => part.start >= tree.start && part.end <= tree.end && holdsItsParts(part));
}

/** True where the text was read here; then the library reads the same, and finds nothing wrong. */
function isReadAlike(text: string): boolean {
  const source: Source = { file: "a.yaml", text };
  const found = plainDocuments(source);
  if (!found) return false;
  const library: Source = { file: "a.yaml", text };
  expect(said(found), text).toEqual(said(parseByLibrary(library)));
  expect([library.doubled, library.unspeakable], text).toEqual([undefined, undefined]);
  expect(found.every(({ root }) => holdsItsParts(root))).toBe(true);
  return true;
}

const values = fc.constantFrom(
  ..."1|1.10|0123|0x1F|.inf|-1|~|null|true|2026-01-01|word|two words|a#b|a #b|a: b|a:|a:b|http://a:80/b|- a|-a|--a".split(
    "|",
  ),
  ..."'a'|'it''s'|'a' b|'a': b|'open|\"open|\"a\"|\"a\\n\"|\"a\" # b|\"a\" b|[]|{}|[a, b]|[a,b,]|['a', \"b\", 1]|[a: b]|[-a]|[a b]|[[a], {b: c}]|{a: [b], c: 'd'}|{a: }|{a}|{a:b}|{a: b,}|{a: 1, a: 2}".split(
    "|",
  ),
  ..."{a: b}|>-|&a b|*a|!!str 1|@a|`a|%a|?a|? a|:a|, a|# a|!a|x  |a ' b|a\" b|é|= a|a [b]|a, b|a}".split("|"),
  ...["|", "|-", "|+", "|2", "| # a", "|  ", ""],
);
const keys = fc.constantFrom(
  "a",
  "b",
  "c-d",
  "e.f/g",
  "_h",
  "null",
  "yes",
  "1",
  "<<",
  "a b",
  "'q'",
  "---",
  "...",
  "x:y",
);
const line = fc.record({
  indent: fc.nat(5),
  dashes: fc.constantFrom("", "", "", "- ", "-  ", "- - ", "-"),
  key: fc.option(keys, { freq: 5 }),
  value: values,
});
const lines = fc.oneof(
  {
    weight: 8,
    arbitrary: line.map(
      ({ indent, dashes, key, value }) => `${" ".repeat(indent)}${dashes}${key === null ? value : `${key}: ${value}`}`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "  ",
      "# note",
      "   # note",
      "---",
      "--- # note",
      "--- a",
      "...",
      "    text",
      "  text",
      "     - text",
      "     ? text",
      "     'text",
      "     te:xt",
      "     it''s '",
      "     closed'",
      '     closed"',
      "     closed' # note",
      "     text # note",
      "     [text",
    ),
  },
);
const texts = fc
  .tuple(fc.array(lines, { maxLength: 7 }), fc.constantFrom("\n", "", "\n\n", "\n  "))
  .map(([all, end]) => all.join("\n") + end);

it("whatever is read here is read as the library reads it", () => {
  let read = 0;
  fc.assert(
    fc.property(texts, (text) => {
      if (isReadAlike(text)) read += 1;
    }),
    { numRuns: 4000 },
  );
  expect(read).toBeGreaterThan(100);
});

type Value = string | { [key: string]: Value } | Value[];
const written = fc.letrec<{ value: Value; map: { [key: string]: Value } }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("1", "word", "two words", "'it''s'", '"a"', "[]", "{}", "[a, b]", "v1.2.3", "|\n", "|-\n", "a # b"),
    tie("map"),
    fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
  ),
  map: fc.dictionary(fc.constantFrom("a", "b", "c-d", "e.f/g"), tie("value"), {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  }),
}));

/** Block YAML as people and tools write it, lists at the indentation of their key or further in. */
function write(value: Value, indent: number, further: number): string {
  const margin = " ".repeat(indent);
  const below = (inner: Value) => {
    if (typeof inner !== "string") {
      return `\n${write(inner, Array.isArray(inner) ? indent + further : indent + 2, further)}`;
    }
    return inner.startsWith("|") ? ` ${inner}${margin}   text\n\n${margin}     more: text\n` : ` ${inner}\n`;
  };
  if (typeof value === "string") return below(value);
  if (!Array.isArray(value))
    return Object.entries(value)
      .map(([key, inner]) => `${margin}${key}:${below(inner)}`)
      .join("");
  return value
    .map((inner) => {
      if (typeof inner === "string") return `${margin}-${below(inner)}`;
      return `${margin}- ${write(inner, indent + 2, further).trimStart()}`;
    })
    .join("");
}

it("what people write in blocks is read here, and as the library reads it", () => {
  fc.assert(
    fc.property(written.map, fc.constantFrom(0, 2), (map, further) => {
      expect(isReadAlike(`# note\n---\n${write(map, 0, further)}---\n${write(map, 0, further)}`)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it.each(["", "\n", "# only a note\n", "---\n", "---\n---\na: b\n", "a: b", "a:\n", "a:\nb: c\n"])(
  "%j is read alike",
  (text) => {
    expect(isReadAlike(text)).toBe(true);
  },
);

it.each([
  "a: 1\nb\n",
  "a: 1\na: 2\n",
  "a: &x 1\n",
  "a:\t1\n",
  "a: # b\n",
  "a: |\n  b",
  "? a\n: b\n",
  "a: b\r\n",
  "%YAML 1.1\n---\na: b\n",
])("%j is left to the library", (text) => {
  expect(plainDocuments({ file: "a.yaml", text })).toBeUndefined();
});
