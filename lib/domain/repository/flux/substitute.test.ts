// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { documentsOf } from "../documents.ts";
import { chainOf, objectOf, originOf, piecesOf, valueAt } from "../objects.ts";
import { madeScalar, nodeAt } from "../tree.ts";
import type { Layer, ManifestObject, Mapping } from "../types.ts";
import { substitute } from "./substitute.ts";

const layer: Layer = { kind: "substitution", file: "ks.yaml", line: 9, sentence: "postBuild sets its variables" };

function object(yaml: string): ManifestObject {
  const root = documentsOf({ file: "a.yaml", text: yaml })[0]?.root as Mapping;
  return objectOf(root, [{ kind: "resource", file: "a.yaml", line: 1, sentence: "Written in a.yaml" }]);
}

function substituted(yaml: string, vars: Record<string, string>): ManifestObject {
  const result = substitute(object(yaml), new Map(Object.entries(vars)), { missing: "empty", layer });
  if (!result.ok) throw new Error(result.sentence);
  return result.value;
}

describe("post-build substitution", () => {
  it("reads the value as YAML again: a bare variable can become a number, a truth value or nothing", () => {
    const yaml =
      "kind: X\nmetadata: {name: a}\nspec:\n  a: '${A}'\n  b: ${B}\n  c: ${C}\n  d: ${D}\n  e: v${A}\n  f: ${F}\n";
    const { tree } = substituted(yaml, { A: "1.10", B: "true", C: "", D: "1.2.3", F: "0x1F" });
    expect(valueAt(objectOf(tree, []), ["spec"])).toEqual({ a: 1.1, b: true, c: null, d: "1.2.3", e: "v1.10", f: 31 });
  });

  it("leaves texts that print in quotes texts", () => {
    const { tree } = substituted("kind: X\nspec: {a: ': ${A}', b: '${A} # not', c: \"line\\n${A}\"}\n", { A: "5" });
    expect(valueAt(objectOf(tree, []), ["spec"])).toEqual({ a: ": 5", b: "5 # not", c: "line\n5" });
  });

  it("can bring a map or a list along in a variable", () => {
    const { tree } = substituted("kind: X\nspec:\n  a: ${A}\n  b: ${B}\n", { A: "{x: 1}", B: "[a, b]" });
    expect(valueAt(objectOf(tree, []), ["spec"])).toEqual({ a: { x: 1 }, b: ["a", "b"] });
  });

  it("does not touch an object that says so, by label or annotation", () => {
    const yaml =
      "kind: X\nmetadata: {name: a, annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}\nspec:\n  a: ${A}\n";
    expect(valueAt(substituted(yaml, { A: "1" }), ["spec", "a"])).toBe("${A}");
  });

  it("substitutes in keys, and refuses a variable that cannot be one", () => {
    expect(valueAt(substituted("kind: X\nspec: {'a-${A}': 1}\n", { A: "b" }), ["spec"])).toEqual({ "a-b": 1 });
    expect(substitute(object("kind: X"), new Map([["a-b", "1"]]), { missing: "empty", layer })).toMatchObject({
      ok: false,
    });
  });

  it("tells who said which piece, and what stood there before", () => {
    const ks = { file: "ks.yaml", text: "substitute: {V: 1.2.3}\n" };
    const version = nodeAt(documentsOf(ks)[0]?.root, ["substitute", "V"]);
    if (version?.is !== "scalar") throw new Error("no scalar");
    const result = substitute(object("kind: X\nspec:\n  tag: v${V}\n  bare: ${V}\n"), new Map([["V", version]]), {
      missing: "empty",
      layer,
    });
    if (!result.ok) throw new Error(result.sentence);
    expect(originOf(result.value, ["spec", "bare"])).toMatchObject({
      file: "ks.yaml",
      line: 1,
      column: 17,
      path: ["substitute", "V"],
    });
    expect(
      piecesOf(result.value, ["spec", "tag"]).map(({ text, variable, origin }) => [text, variable, origin?.file]),
    ).toEqual([
      ["v", undefined, "a.yaml"],
      ["1.2.3", "V", "ks.yaml"],
    ]);
    expect(
      chainOf(result.value, ["spec", "tag"]).map(({ layer, effect, value }) => [layer.file, effect, value]),
    ).toEqual([
      ["a.yaml", "written", "v${V}"],
      ["ks.yaml", "changed", "v1.2.3"],
    ]);
  });

  it("has no origin for what comes from outside", () => {
    const result = substitute(object("kind: X\nspec:\n  a: ${A}\n"), new Map([["A", madeScalar("x")]]), {
      missing: "empty",
      layer,
    });
    expect(result.ok && originOf(result.value, ["spec", "a"])).toBe(undefined);
  });
});
