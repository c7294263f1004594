import { describe, expect, it } from "vitest";
import { insertKey } from "./edit-insert.ts";

const patch = "kind: HelmRelease\nspec:\n  # why\n  values:\n    a: 1 # one\n\n# end\n";

describe("adding one line of its own", () => {
  it("adds a key behind the last one of a map", () => {
    expect(insertKey(patch, { document: 0, into: ["spec", "values"], keys: ["tag"], value: "1.2.3" })).toEqual({
      ok: true,
      value: patch.replace("# one\n", "# one\n    tag: 1.2.3\n"),
    });
  });

  it("adds the maps on the way, quotes what would be a number, keeps Windows line endings", () => {
    const windows = patch.replaceAll("\n", "\r\n");
    expect(
      insertKey(windows, { document: 0, into: ["spec"], keys: ["chart", "spec", "version"], value: "1.20" }),
    ).toEqual({
      ok: true,
      value: windows.replace("# one\r\n", '# one\r\n  chart:\r\n    spec:\r\n      version: "1.20"\r\n'),
    });
  });

  it("works without a final newline, behind a block of text, and inside one", () => {
    const text =
      "patches:\n  - patch: |-\n      kind: HelmRelease\n      spec:\n        values:\n          script: |\n            a\n            b";
    expect(
      insertKey(text, { document: 0, into: ["patches", 0, "patch", "spec"], keys: ["version"], value: "1.2.3" }),
    ).toEqual({
      ok: true,
      value: `${text}\n        version: 1.2.3`,
    });
  });

  it.each([
    ["a flow map", "spec: {a: 1}\n", ["spec"]],
    ["a key that exists", "spec:\n  version: 1\n", ["spec"]],
    ["a map that is anchored", "spec: &x\n  a: 1\n", ["spec"]],
    ["a map that is not there", "a: 1\n", ["spec"]],
    ["an encrypted file", "spec:\n  a: 1\nsops: {}\n", ["spec"]],
  ])("refuses %s", (_what, text, into) => {
    expect(insertKey(text, { document: 0, into, keys: ["version"], value: "1.2.3" }).ok).toBe(false);
  });
});
