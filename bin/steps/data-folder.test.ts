import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keptSecret, openDataFolder, removeDataFolder, takeDataFolder } from "./data-folder.ts";

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), "sluice-folder-"));
  folder = path.join(parent, "data");
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe("--fresh", () => {
  it("removes the folder that Sluice made", () => {
    openDataFolder(folder);
    mkdirSync(path.join(folder, "postgres"));
    removeDataFolder(folder);
    expect(existsSync(folder)).toBe(false);
  });

  it("leaves a folder alone that somebody else filled", () => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, "thesis.txt"), "years of work");
    expect(() => removeDataFolder(folder)).toThrow("does not look like Sluice's own data folder");
    expect(readFileSync(path.join(folder, "thesis.txt"), "utf8")).toBe("years of work");
  });
});

it("a folder from which Sluice runs is not taken by a second one, and is free after its end", () => {
  openDataFolder(folder);
  // The parent of this test lives, and is no Sluice: its number in the file is one that was given again.
  writeFileSync(path.join(folder, "start.pid"), String(process.ppid));
  const release = takeDataFolder(folder);
  expect(readFileSync(path.join(folder, "start.pid"), "utf8")).toBe(String(process.pid));
  release();
  expect(existsSync(path.join(folder, "start.pid"))).toBe(false);
});

it("a kept secret stays the same and is its owner's alone", () => {
  openDataFolder(folder);
  const secret = keptSecret(folder, "secret");
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(keptSecret(folder, "secret")).toBe(secret);
  expect(statSync(path.join(folder, "secret")).mode & 0o777).toBe(0o600);
});
