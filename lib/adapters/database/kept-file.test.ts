import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keptFile } from "./kept-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sluice-kept-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("a kept file is made once, is its owner's alone, and nothing is left beside it", () => {
  const file = path.join(folder, "key");
  expect(keptFile(file, () => "first\n")).toBe("first");
  expect(keptFile(file, () => "second\n")).toBe("first");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["key"]);
});

it("two processes that make it at the same moment keep the same one", () => {
  const file = path.join(folder, "key");
  let theirs = "";
  const ours = keptFile(file, () => {
    theirs = keptFile(file, () => "theirs");
    return "ours";
  });
  expect([ours, theirs]).toEqual(["theirs", "theirs"]);
});

it("what cannot be made leaves nothing that looks like it", () => {
  const file = path.join(folder, "key");
  const full = () => {
    throw new Error("ENOSPC");
  };
  expect(() => keptFile(file, full)).toThrow("ENOSPC");
  expect(keptFile(file, () => "made later")).toBe("made later");
});
