import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { git } from "./command.ts";
import { tidyMirrors, untidyIn } from "./tidy.ts";

it("the repository that somebody started Sluice in is not tidied in the place of a mirror that was never made", async () => {
  const checkout = mkdtempSync(path.join(tmpdir(), "sluice-checkout-"));
  await git(["init", "--quiet", checkout]);
  writeFileSync(path.join(checkout, "notes.md"), "Not ours");
  await git(["add", "notes.md"], { cwd: checkout });
  const mirrors = path.join(checkout, ".sluice/mirrors");
  mkdirSync(path.join(mirrors, "here--acme--shop"), { recursive: true });
  const failed: string[] = [];
  await tidyMirrors(mirrors, (mirror) => failed.push(mirror), { files: 0, packs: 0 });
  expect(await untidyIn(path.join(checkout, ".git"))).toEqual({ files: 1, packs: 0 });
  expect(failed).toEqual(["here--acme--shop"]);
  rmSync(checkout, { recursive: true });
});
