import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brokenness, documentsOf } from "./documents.ts";
import { repositoryOf, sourceOf } from "./files.ts";
import { originOfScalar } from "./origins.ts";
import { eachScalar, nodeAt, toData } from "./tree.ts";

function read(text: string): unknown[] {
  return documentsOf({ file: "a.yaml", text }).map(({ root }) => toData(root));
}

function why(text: string): string | undefined {
  return brokenness({ file: "a.yaml", text })?.sentence;
}

describe("reading YAML as kustomize and Flux do", () => {
  it("leaves a block without a line end where the file ends without one", () => {
    expect(read("k: |\n  one\n  two")).toEqual([{ k: "one\ntwo" }]);
    expect(read("k: |\n  one\n  two\n")).toEqual([{ k: "one\ntwo\n" }]);
  });

  it("lets quotes go on at any indentation, and says where they begin and end", () => {
    const text = "a:\n  k: 'it''s one\n  thing: that\n\n  goes on'\n  l: \"x\n y\"\n  m: 1\n";
    expect(read(text)).toEqual([{ a: { k: "it's one thing: that\ngoes on", l: "x y", m: 1 } }]);
    const [document] = documentsOf({ file: "a.yaml", text });
    const scalar = nodeAt(document?.root, ["a", "l"]);
    expect(scalar && text.slice(scalar.start, scalar.end)).toBe('"x\n y"');
    expect(why("k: 'one\nl: x\n")).toMatch(/closing/);
  });

  it("reads plain values as Go reads them", () => {
    expect(
      read("[1.10, 0123, 1e3, 0x1F, 1_000, 0o17, yes, on, true, ~, null, 2026-01-01, v1.0.0+b.5, 4.0.19.3001, .5, -0]"),
    ).toEqual([
      [
        1.1,
        83,
        1000,
        31,
        1000,
        15,
        "yes",
        "on",
        true,
        null,
        null,
        "2026-01-01T00:00:00Z",
        "v1.0.0+b.5",
        "4.0.19.3001",
        0.5,
        0,
      ],
    ]);
  });

  it("keeps what is quoted or tagged a text", () => {
    expect(read("['1.10', \"true\", !!str 5, |-\n  12\n]".replace("|-\n  12\n", "'12'"))).toEqual([
      ["1.10", "true", "5", "12"],
    ]);
  });

  it("leaves out empty documents and counts them", () => {
    const documents = documentsOf({
      file: "a.yaml",
      text: "# only a comment\n---\n---\na: 1\n---\n# nothing\n---\nb: 2",
    });
    expect(documents.map(({ index }) => index)).toEqual(
      [2, 4].map((index) => index - (documents[0]?.index === 1 ? 1 : 0)),
    );
    expect(documents.map(({ root }) => toData(root))).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it("unfolds aliases and merge keys, and marks what they share", () => {
    const [document] = documentsOf({
      file: "a.yaml",
      text: "d: &d {tag: &v 1.2.3, x: 1}\none: {<<: *d, x: 2}\ntwo: *v\nthree: own\n",
    });
    expect(document && toData(document.root)).toEqual({
      d: { tag: "1.2.3", x: 1 },
      one: { x: 2, tag: "1.2.3" },
      two: "1.2.3",
      three: "own",
    });
    const shared: string[] = [];
    if (document) eachScalar(document.root, (scalar, path) => scalar.shared && shared.push(path.join(".")));
    expect(shared).toEqual(["d.tag", "d.x", "one.tag", "two"]);
    const two = document && nodeAt(document.root, ["two"]);
    expect(two?.is === "scalar" && originOfScalar(two)).toMatchObject({
      line: 1,
      column: 16,
      path: ["d", "tag"],
      shared: true,
    });
  });

  it("says where a file is broken, or says a key twice", () => {
    expect(brokenness({ file: "a.yaml", text: "a: 1\nb: [\n" })).toMatchObject({ at: { file: "a.yaml" } });
    expect(brokenness({ file: "a.yaml", text: "a: 1\nb: 2\na: 3\n" })).toEqual({
      sentence: 'The key "a" is written twice in the same map.',
      at: { file: "a.yaml", line: 3, column: 1 },
    });
    expect(why("a: *nowhere\n")).toBe("The alias *nowhere names an anchor that does not exist before it.");
  });

  it("parses a file once, and a copy of it not at all", () => {
    const text = `a: ${"x".repeat(12_000)}\nb: [1, {c: two}]\n`;
    const before = repositoryOf({ "one.yaml": text, "two.yaml": text });
    const [one, two] = ["one.yaml", "two.yaml"].map((file) => sourceOf(before, file));
    if (!one || !two) throw new Error("no source");
    expect(documentsOf(two)).toEqual(documentsOf(two));
    expect(two.twin).toBe(one);
    const c = nodeAt(documentsOf(two)[0]?.root, ["b", 1, "c"]);
    expect(c?.is === "scalar" && originOfScalar(c)).toMatchObject({ file: "two.yaml", line: 2, path: ["b", 1, "c"] });
    const after = repositoryOf({ "one.yaml": text, "two.yaml": "a: 1\n" }, before);
    expect(sourceOf(after, "one.yaml")).toBe(one);
    expect(sourceOf(after, "two.yaml")).not.toBe(two);
  });
});

describe("hostile YAML is refused before it is built up", () => {
  it("refuses bombs, depth, size and what is no text, with a sentence", () => {
    const laughs = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(", ")}]`,
    ).join("\n");
    expect(why(`l0: &l0 lol\n${laughs}\n`)).toMatch(/unfold/);
    expect(why("[".repeat(5_000))).toMatch(/deeper than/);
    expect(why(`${"- ".repeat(5_000)}x`)).toMatch(/deeper than/);
    expect(why(Array.from({ length: 500 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"))).toMatch(/deeper than/);
    expect(why(`a: &a 1\nb: [${Array(2_000).fill("*a").join(", ")}]`)).toMatch(/aliases/);
    expect(why(`a: ${"x".repeat(13 * 1024 * 1024)}`)).toMatch(/larger than/);
    expect(why("a: \0")).toMatch(/not text/);
    expect(why("a: \uFFFD")).toMatch(/UTF-8/);
    const merges = Array.from(
      { length: 40 },
      (_, i) => `m${i}: &m${i} {${Array.from({ length: 60 }, (_, k) => `k${i}x${k}: 1`).join(", ")}}`,
    );
    const all = Array.from({ length: 40 }, (_, i) => `*m${i}`).join(", ");
    expect(
      why(`${merges.join("\n")}\n${Array.from({ length: 20 }, (_, i) => `z${i}: {<<: [${all}]}`).join("\n")}`),
    ).toBe(undefined);
  });

  it("reads what people write: long texts with brackets, apostrophes and deep values", () => {
    expect(why("a: |\n  if [[ $x ]]; then {\n  it's [ not ( closed {{\n  - [ again\nb: don't [ stop\n")).toBe(
      undefined,
    );
    expect(why(`script: |\n${Array.from({ length: 400 }, (_, i) => `  case [${i} { in`).join("\n")}\n`)).toBe(
      undefined,
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            "a",
            ":",
            " ",
            "\n",
            "-",
            "[",
            "]",
            "{",
            "}",
            "&a",
            "*a",
            "<<",
            "'",
            '"',
            "|",
            ">",
            "#",
            "!",
            "\t",
            "---",
            "?",
          ),
        }),
        (text) => {
          expect(Array.isArray(documentsOf({ file: "a.yaml", text }))).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
