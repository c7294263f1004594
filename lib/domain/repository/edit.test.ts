// Long, because it is a table: each way that YAML writes a value, before and after the edit.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { editScalars, type ScalarEdit } from "./edit.ts";

const PATH = ["spec", "chart", "spec", "version"] as const;
type Row = [what: string, before: string, was: string, value: string, after: string];

/** `§` stands for the one place that may change. */
function row(what: string, text: string, was: string, value: string, written = value, before = was): Row {
  return [what, text.replace("§", before), was, value, text.replace("§", written)];
}

function at(text: string, needle: string): ScalarEdit["at"] {
  const offset = text.indexOf(needle);
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

const release = (version: string) =>
  `---\n# a release\napiVersion: helm.toolkit.fluxcd.io/v2\nkind:   HelmRelease\nspec:\n  chart:\n    spec:\n      version: ${version}\n      sourceRef: {kind: HelmRepository, name: x}\n`;

const rows: Row[] = [
  row("a plain version", release("§"), "1.2.3", "1.2.4"),
  row("double quotes", release("§"), "1.2.3", "1.2.4", '"1.2.4"', '"1.2.3"'),
  row("single quotes", release("§"), "1.2.3", "1.2.4", "'1.2.4'", "'1.2.3'"),
  row("a trailing marker", release('§ # {"$imagepolicy": "flux-system:x:tag"}'), "1.2.3", "1.2.4"),
  row("a version that YAML would take for a number", release("§"), "1.2.3", "1.20", '"1.20"'),
  row("a float that would lose its zero", release("§"), "0.3", "0.10", '"0.10"'),
  row("a number that stays one", release("§"), "41", "42"),
  row("a number too long for Helm", release("§"), "41", "20260807", '"20260807"'),
  row("a legacy octal", release("§"), "1.2.3", "0123", '"0123"'),
  row("a word that old YAML takes for true", release("§"), "main", "on", '"on"'),
  row("a range that begins like a block", release("§"), "1.x", ">=1.0.0, <2.0.0", '">=1.0.0, <2.0.0"'),
  row("a tilde range", release("§"), "1.x", "~1.2"),
  row("an asterisk, which would be an alias", release("§"), "1.x", "*", '"*"'),
  row("an explicit tag", release("!!str §"), "1.20", "1.30"),
  row("Windows line endings", release("§").replaceAll("\n", "\r\n"), "1.2.3", "1.2.4"),
  row("a byte order mark", `\uFEFF${release("§")}`, "1.2.3", "1.2.4"),
  row("no final newline", release("§").trimEnd(), "1.2.3", "1.2.4"),
  row("an anchor that nobody uses", release("&v §"), "1.2.3", "1.2.4"),
  row("a flow map", "spec: {chart: {spec: {name: a, version: §, other: [1, 2]}}}\n", "1.2.3", "1.2.4"),
  row("a space before the colon", release("§").replace("apiVersion:", "apiVersion :"), "1.2.3", "1.2.4"),
  row("Go templates elsewhere", release("§").replace("# a release", "x: '{{ .Values.x }}'"), "1.2.3", "1.2.4"),
  row("quotes elsewhere that go on at their key's indentation", `${release("§")}note: 'a\nb'\n`, "1.2.3", "1.2.4"),
  row("a quoted key", release("§").replace("version:", '"version":'), "1.2.3", "1.2.4"),
  row(
    "a key that is an alias",
    release("§").replace("chart:", "*it :").replace("kind:", "x: &it chart\nkind:"),
    "1.2.3",
    "1.2.4",
  ),
];

describe("editing one scalar", () => {
  it.each(rows)("keeps everything else: %s", (_what, before, was, value, after) => {
    const offset = { document: 0, path: PATH };
    expect(editScalars(before, [{ at: offset, was, value }])).toEqual({ ok: true, value: after });
  });

  it("changes only the tag of an image, and leaves its name and digest", () => {
    const text = "image: ghcr.io/org/app:1.2.3@sha256:abc # x\n";
    const edit = {
      at: at(text, "ghcr"),
      was: "ghcr.io/org/app:1.2.3@sha256:abc",
      cut: [16, 21] as const,
      value: "1.2.4",
    };
    expect(editScalars(text, [edit])).toEqual({ ok: true, value: text.replace("1.2.3", "1.2.4") });
  });

  it("changes several in several documents at once", () => {
    const text = `${release("1.2.3")}---\n- a: [x, 'v1']\n- tag: v1\n`;
    const edits: ScalarEdit[] = [
      { at: { document: 0, path: PATH }, was: "1.2.3", value: "1.2.4" },
      { at: { document: 1, path: [0, "a", 1] }, was: "v1", value: "v2" },
      { at: { document: 1, path: [1, "tag"] }, was: "v1", value: "v10" },
    ];
    expect(editScalars(text, edits)).toEqual({
      ok: true,
      value: `${release("1.2.4")}---\n- a: [x, 'v2']\n- tag: v10\n`,
    });
  });

  it("goes three levels down through YAML inside YAML, by line and by path", () => {
    const text = [
      "patches:",
      "  - patch: |-",
      "      # outer",
      "      spec:",
      "        patches:",
      "          - patch: |",
      "              spec:",
      "                postBuild:",
      "                  values: |2-",
      "                      tag: '1.2.3' # kept",
      "    target: {kind: Kustomization}",
      "",
    ].join("\n");
    const path = ["patches", 0, "patch", "spec", "patches", 0, "patch", "spec", "postBuild", "values", "tag"];
    const after = { ok: true, value: text.replace("1.2.3", "1.2.4") };
    expect(editScalars(text, [{ at: { document: 0, path }, was: "1.2.3", value: "1.2.4" }])).toEqual(after);
    expect(editScalars(text, [{ at: at(text, "'1.2.3'"), was: "1.2.3", value: "1.2.4" }])).toEqual(after);
    const windows = text.replaceAll("\n", "\r\n");
    expect(editScalars(windows, [{ at: at(windows, "'1.2.3'"), was: "1.2.3", value: "1.2.4" }])).toEqual({
      ok: true,
      value: windows.replace("1.2.3", "1.2.4"),
    });
  });

  it("changes the value of a JSON 6902 operation", () => {
    const text = "patch: |\n  - op: replace\n    path: /spec/chart/spec/version\n    value: 1.2.3\n";
    const edit = { at: { document: 0, path: ["patch", 0, "value"] }, was: "1.2.3", value: "1.2.4" };
    expect(editScalars(text, [edit])).toEqual({ ok: true, value: text.replace("1.2.3", "1.2.4") });
  });
});

const refused: [string, string, ScalarEdit, string][] = [
  [
    "an encrypted file",
    `${release("1.2.3")}sops:\n  mac: x\n`,
    { at: { document: 0, path: PATH }, was: "1.2.3", value: "1.2.4" },
    "encrypted",
  ],
  ["broken YAML", "a: [1\nb: 1.2.3\n", { at: { line: 2, column: 4 }, was: "1.2.3", value: "1.2.4" }, "unreadable"],
  [
    "a Helm template",
    "{{- if .x }}\na: 1.2.3\n{{ end }}\n",
    { at: { line: 2, column: 4 }, was: "1.2.3", value: "1.2.4" },
    "unreadable",
  ],
  [
    "a template as the value",
    "a: '<< inputs.tag >>'\n",
    { at: { line: 1, column: 4 }, was: "<< inputs.tag >>", value: "1.2.4" },
    "template",
  ],
  [
    "a variable as the value",
    "a: v$".concat("{TAG}\n"),
    { at: { line: 1, column: 4 }, was: "v$".concat("{TAG}"), value: "1.2.4" },
    "template",
  ],
  [
    "an alias",
    "a: &v 1.2.3\nb: *v\n",
    { at: { document: 0, path: ["b"] }, was: "1.2.3", value: "1.2.4" },
    "not-a-scalar",
  ],
  [
    "an anchor in use",
    "a: &v 1.2.3\nb: *v\n",
    { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "1.2.4" },
    "shared-by-anchor",
  ],
  [
    "inside an anchored map in use",
    "a: &v\n  b: 1.2.3\nc:\n  <<: *v\n",
    { at: { document: 0, path: ["a", "b"] }, was: "1.2.3", value: "1.2.4" },
    "shared-by-anchor",
  ],
  [
    "a folded block",
    "a: >-\n  1.2.3\n",
    { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "1.2.4" },
    "block-of-text",
  ],
  [
    "a literal block",
    "a: |-\n  1.2.3\n",
    { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "1.2.4" },
    "block-of-text",
  ],
  [
    "several lines",
    "a: 1.2.3\n  b\nc: 1\n",
    { at: { document: 0, path: ["a"] }, was: "1.2.3 b", value: "1.2.4" },
    "many-lines",
  ],
  ["a map", "a: {b: 1.2.3}\n", { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "1.2.4" }, "not-found"],
  [
    "a path that is not there",
    "a: 1\n",
    { at: { document: 0, path: ["x", "y"] }, was: "1.2.3", value: "1.2.4" },
    "not-found",
  ],
  ["a document that is not there", "a: 1\n", { at: { document: 3, path: ["a"] }, was: "1", value: "2" }, "not-found"],
  ["a line that is not there", "a: 1\n", { at: { line: 30, column: 1 }, was: "1", value: "2" }, "not-found"],
  [
    "a value changed since",
    "a: 1.2.5\n",
    { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "1.2.4" },
    "changed-since",
  ],
  [
    "a line break in the value",
    "a: 1.2.3\n",
    { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "1.2.4\nevil: true" },
    "not-writable",
  ],
  [
    "a comment in the value",
    "a: 1.2.3\n",
    { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "1.2.4 # x" },
    "not-writable",
  ],
  [
    "a variable in the value",
    "a: 1.2.3\n",
    { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "$".concat("{X}") },
    "not-writable",
  ],
  ["an empty value", "a: 1.2.3\n", { at: { document: 0, path: ["a"] }, was: "1.2.3", value: "" }, "not-writable"],
  ["a bomb of nesting", `a: ${"[".repeat(5000)}`, { at: { line: 1, column: 4 }, was: "1", value: "2" }, "unreadable"],
  [
    "YAML in a quoted text",
    'patch: "a: 1.2.3\\nb: 2"\n',
    { at: { document: 0, path: ["patch", "a"] }, was: "1.2.3", value: "1.2.4" },
    "not-found",
  ],
];

describe("an edit is refused with a sentence", () => {
  it.each(refused)("%s", (_what, text, edit, reason) => {
    const result = editScalars(text, [edit], "apps/x.yaml");
    expect(result).toMatchObject({ ok: false, reason });
    if (!result.ok) expect(result.sentence).toMatch(/\.$/);
  });
});

/** Files of every habit that real repositories show, with one place marked. */
const comment = fc.constantFrom(
  "",
  "",
  ' # {"$imagepolicy": "a:b:tag"}',
  ' #{"$imagepolicy": "a:b"}',
  "  # why: 'x' {{ y }}",
);
const quote = fc.constantFrom("", '"', "'");
const versions = fc.constantFrom(
  "1.2.3",
  "v1.2.3",
  "0.3",
  "41",
  "1.2.3-rc.1",
  "latest",
  "4.0.19.3001",
  "018",
  "1.2.3+b.1",
  "2026.08.07",
  "1e3",
  "off",
  "0x1f",
  "sha-abcdef1",
);
const filler = fc.constantFrom(
  "mode: 0400",
  "text: |\n  # not a comment\n  tag: 1.2.3\n\n  end",
  "folded: >-\n  a b\n  c",
  `long: ${"x".repeat(140)}`,
  'flow: {a: [1,2 , 3], b: "c"}',
  "# a whole line",
  "seq:\n- a\n- b: 1",
  "seq2:\n  - a\n  -   b: 1",
  "tpl: '{{ .x }}'",
  "var: $".concat("{VAR:=1.2.3}"),
  "anchor: &a {k: v}\nuse: *a",
  "merge: &m\n  k: v\nmerged:\n  <<: *m",
  '"quoted key": on',
  "tagged: !!str 12",
  "plain: two\n  lines",
  "apiVersion : x",
);

const file = fc
  .record({
    start: fc.constantFrom("", "---\n", "# head\n---\n", "\uFEFF"),
    before: fc.array(filler, { maxLength: 3 }),
    after: fc.array(filler, { maxLength: 3 }),
    documents: fc.nat(2),
    quote,
    old: versions,
    comment,
    shape: fc.constantFrom("map", "flow", "seq", "block", "deep"),
    crlf: fc.boolean(),
    noNewline: fc.boolean(),
  })
  .map((f) => {
    const scalar = `${f.quote}§${f.quote}`;
    const shapes = {
      map: `target:\n  version: ${scalar}${f.comment}`,
      flow: `target: { version: ${scalar} , x: [ a,b ]}`,
      seq: `target:\n- x\n-  version: ${scalar}${f.comment}`,
      block: `target: |\n  # in\n\n  version: ${scalar}${f.comment}\n  more: 1`,
      deep: `target:\n  - patch: |-\n      a:\n        - b: |\n            version: ${scalar}${f.comment}\n      z: 1`,
    };
    const unique = (lines: string[], mark: string) =>
      lines.map((text, i) => `${mark}${i}:\n  ${text.replaceAll("\n", "\n  ")}`).join("\n");
    const parts = [unique(f.before, "b"), shapes[f.shape], unique(f.after, "c")].filter((part) => part !== "");
    let text = f.start + parts.join("\n") + "\n---\nother: document\n".repeat(f.documents);
    if (!text.endsWith("\n")) text += "\n";
    if (f.noNewline) text = text.replace(/\n$/, "");
    if (f.crlf) text = text.replaceAll("\n", "\r\n");
    return { ...f, text };
  });

describe("over generated files", () => {
  it("an edit changes the promised bytes only, and reads back as promised, or is refused", () => {
    let edited = 0;
    fc.assert(
      fc.property(file, versions, (f, value) => {
        const source = f.text.replace("§", f.old);
        const start = f.text.indexOf(`${f.quote}§`);
        const before = f.text.slice(0, start);
        const position = { line: before.split("\n").length, column: start - before.lastIndexOf("\n") };
        const result = editScalars(source, [{ at: position, was: f.old, value }]);
        if (!result.ok) throw new Error(`${result.sentence}\n${source}`);
        edited++;
        const tail = f.text.slice(start + f.quote.length * 2 + 1);
        expect(result.value.startsWith(before)).toBe(true);
        expect(result.value.endsWith(tail)).toBe(true);
        const middle = result.value.slice(before.length, result.value.length - tail.length);
        expect(middle.replace(/^(["'])(.*)\1$/, "$2")).toBe(value);
        const now = parseAllDocuments(result.value, { version: "1.1" });
        expect(now.every((document) => document.errors.length === 0)).toBe(true);
        // And back again, byte for byte, where the style had no reason to change.
        const back = editScalars(result.value, [{ at: position, was: value, value: f.old }]);
        if (back.ok && middle === `${f.quote}${value}${f.quote}` && f.quote !== "") expect(back.value).toBe(source);
      }),
      { numRuns: 1500 },
    );
    expect(edited).toBeGreaterThan(1000);
  });

  it("never throws, whatever stands in the file and wherever it is asked to edit", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          file.map((f) => f.text),
        ),
        fc.nat(30),
        fc.nat(30),
        fc.string(),
        (text, line, column, was) => {
          const result = editScalars(text, [{ at: { line, column }, was, value: "1.2.3" }]);
          expect(typeof result.ok).toBe("boolean");
        },
      ),
    );
  });
});
