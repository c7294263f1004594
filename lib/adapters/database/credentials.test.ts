import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createVault, newKey, readKeys } from "./credentials.ts";

const key = randomBytes(32);

describe("credentials at rest", () => {
  it("open with the key that sealed them, and are sealed differently each time", () => {
    const vault = createVault([key]);
    const sealed = vault.seal("c1", "s3cret ü");
    expect(sealed).not.toContain("s3cret");
    expect(vault.seal("c1", "s3cret ü")).not.toBe(sealed);
    expect(vault.open("c1", sealed)).toBe("s3cret ü");
  });

  it("do not open for another record, after a change, or without their key", () => {
    const vault = createVault([key]);
    const sealed = vault.seal("c1", "s3cret");
    expect(() => vault.open("c2", sealed)).toThrow("changed after they were stored");
    const at = sealed.length - 4;
    const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    expect(() => vault.open("c1", changed)).toThrow("changed after they were stored");
    expect(() => createVault([randomBytes(32)]).open("c1", sealed)).toThrow(
      "The key that these credentials were sealed with is not here.",
    );
  });

  it("sealed with an old key still open, and are known to be old", () => {
    const sealed = createVault([key]).seal("c1", "s3cret");
    const vault = createVault([randomBytes(32), key]);
    expect(vault.open("c1", sealed)).toBe("s3cret");
    expect(vault.isOld(sealed)).toBe(true);
    expect(vault.isOld(vault.seal("c1", "s3cret"))).toBe(false);
  });
});

describe("the master key", () => {
  it("is made once in the data folder, readable by its owner alone", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-key-"));
    try {
      const [first] = readKeys({ SLUICE_DATA: folder });
      expect(first).toHaveLength(32);
      expect(readKeys({ SLUICE_DATA: folder })).toEqual([first]);
      expect(statSync(path.join(folder, "key")).mode & 0o777).toBe(0o600);
      expect(Buffer.from(readFileSync(path.join(folder, "key"), "utf8"), "base64")).toEqual(first);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("comes from SLUICE_KEY as base64 or as a file, with old ones beside it", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-key-"));
    const file = path.join(folder, "mounted");
    writeFileSync(file, `${key.toString("base64")}\n`);
    chmodSync(file, 0o400);
    const old = newKey();
    expect(readKeys({ SLUICE_DATA: folder, SLUICE_KEY: file, SLUICE_OLD_KEYS: old })).toEqual([
      key,
      Buffer.from(old, "base64"),
    ]);
    expect(readKeys({ SLUICE_DATA: folder, SLUICE_KEY: key.toString("base64") })).toEqual([key]);
    rmSync(folder, { recursive: true });
  });

  it("that is too short is refused with the way to make one", () => {
    expect(() => readKeys({ SLUICE_DATA: "/nowhere", SLUICE_KEY: "c2hvcnQ=" })).toThrow("openssl rand -base64 32");
  });
});
