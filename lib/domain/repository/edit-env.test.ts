import { describe, expect, it } from "vitest";
import { editScalars } from "./edit.ts";

const edit = (text: string, name: string, was: string, value: string) =>
  editScalars(text, [{ at: { document: 0, path: [name] }, was, value }], "a.env");

describe("a line of an env file", () => {
  it.each([
    ["among others", "# web\nNAME=web\n\nVERSION=§\nLAST=1\n"],
    ["that is the only one", "VERSION=§"],
    ["with Windows line endings", "NAME=web\r\nVERSION=§\r\nLAST=1\r\n"],
    ["behind a byte order mark", "\uFEFFVERSION=§\n"],
    ["that is indented", "A=b\n  VERSION=§\n"],
    ["beside one whose name begins the same", "VERSION_OF=1.2.3\nVERSION=§\n#VERSION=1.2.3\n"],
    ["beside what YAML could not read", "A={{ b }}\nVERSION=§\nC: d: e\n"],
  ])("is changed alone: one %s", (_what, text) => {
    expect(edit(text.replace("§", "1.2.3"), "VERSION", "1.2.3", "1.20")).toEqual({
      ok: true,
      value: text.replace("§", "1.20"),
    });
  });

  it.each([
    ["changed-since", "VERSION=1.2.4\n", "1.3.0"],
    ["not-found", "VERSION=1.2.3\nVERSION=1.2.3\n", "1.3.0"],
    ["not-writable", "VERSION=1.2.3\n", "1.3.0\nOTHER=x"],
    ["encrypted", "VERSION=1.2.3\nsops_version=3.9.0\n", "1.3.0"],
  ])("is refused where it is %s", (reason, text, value) => {
    expect(edit(text, "VERSION", "1.2.3", value)).toMatchObject({ ok: false, reason });
  });

  it("is none in a file that is YAML", () => {
    expect(edit("A=b: 1\nVERSION: 1.2.3\n", "VERSION", "1.2.3", "1.3.0")).toEqual({
      ok: true,
      value: "A=b: 1\nVERSION: 1.3.0\n",
    });
  });
});
