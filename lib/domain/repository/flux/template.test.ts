// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expand, glob, variablesIn } from "./template.ts";

function said(
  template: string,
  vars: Record<string, string> = {},
  missing: "empty" | "keep" | "strict" = "empty",
): string {
  const expansion = expand(template, (name) => vars[name], missing);
  return expansion.ok ? expansion.pieces.map((piece) => piece.text).join("") : `!${expansion.why}`;
}

describe("variables in Flux's templates", () => {
  // The cases of github.com/fluxcd/pkg/envsubst, which is what Flux runs.
  it.each([
    ["abcdEFGH28ij", {}, "abcdEFGH28ij"],
    ["${#v}", { v: "abcdEFGH28ij" }, "12"],
    ["${v^}", { v: "abcd" }, "Abcd"],
    ["${v^^}", { v: "abcd" }, "ABCD"],
    ["${v,}", { v: "ABCD" }, "aBCD"],
    ["${v,,}", { v: "ABCD" }, "abcd"],
    ["${p:11}", { p: "/home/bozo/ideas/thoughts" }, "ideas/thoughts"],
    ["${p:11:5}", { p: "/home/bozo/ideas/thoughts" }, "ideas"],
    ["${p:1:-1}", { p: "abcd" }, "bc"],
    ["${v=xyz}", { v: "abc" }, "abc"],
    ["${v=xyz}", {}, "xyz"],
    ["${v:=xyz}", {}, "xyz"],
    ["${v:-xyz}", { v: "" }, "xyz"],
    ["something ${v=${d}}", { d: "foo" }, "something foo"],
    ["foo: ${v=prefix${d}-suffix}", { d: "foo1" }, "foo: prefixfoo1-suffix"],
    ["${s/%abc/XYZ}", { s: "abcABC123ABCabc" }, "abcABC123ABCXYZ"],
    ["${s/#abc/XYZ}", { s: "abcABC123ABCabc" }, "XYZABC123ABCabc"],
    ["${s/#/prefix-}", { s: "some" }, "prefix-some"],
    ["${s//abc/xyz}", { s: "abcABC123ABCabc" }, "xyzABC123ABCxyz"],
    ["${s/abc/xyz}", { s: "abcABC123ABCabc" }, "xyzABC123ABCabc"],
    ["${s/./}", { s: "foo.bar" }, "foobar"],
    ["${s/\\//-}", { s: "foo/bar" }, "foo-bar"],
    ["${f#*.}", { f: "bash.string.txt" }, "string.txt"],
    ["${f##*.}", { f: "bash.string.txt" }, "txt"],
    ["${f%.*}", { f: "bash.string.txt" }, "bash.string"],
    ["${f%%.*}", { f: "bash.string.txt" }, "bash"],
    ["$${v}", { v: "x" }, "${v}"],
    ["a ${v}$${var$${v}$v${v}", { v: "x" }, "a x${var${v}$vx"],
    ["something $${v=${d}}", { d: "foo" }, "something ${v=foo}"],
    ["costs 5$ or $v", { v: "x" }, "costs 5$ or $v"],
  ])("%s gives what Flux gives", (template, vars, wanted) => {
    expect(said(template, vars as Record<string, string>)).toBe(wanted);
  });

  it("makes a variable that nobody sets empty, keeps it, or ends, as it is told", () => {
    expect(said("v${V}.0")).toBe("v.0");
    expect(said("v${V}.0", {}, "keep")).toBe("v${V}.0");
    expect(said("v${V}.0", {}, "strict")).toBe("!the variable V is not set");
    expect(said("${V:=1.0}", {}, "strict")).toBe("1.0");
  });

  it("ends where Flux ends", () => {
    for (const template of ["${}", "${ V }", "${V", "${a.b}", "${{ inputs }}"]) expect(said(template)).toMatch(/^!/);
  });

  it("names the variables that a template asks for", () => {
    expect(variablesIn("${A}-${B:-${C}} $${D}")).toEqual([
      { name: "A", hasDefault: false },
      { name: "B", hasDefault: true },
      { name: "C", hasDefault: false },
    ]);
  });

  it("never fails on any text, and leaves text without dollars alone", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const plain = text.replaceAll("$", "");
        expect(said(plain)).toBe(plain);
        expect(typeof said(text)).toBe("string");
      }),
    );
  });

  it("matches patterns with many stars in no time", () => {
    expect(glob("*a".repeat(60), "b".repeat(5_000))).toBe(false);
    expect(glob("*/", "path/to/")).toBe(true);
  });
});
