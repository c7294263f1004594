import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import { composeKustomization } from "../../lib/domain/repository/kustomize/build.ts";
import { toPlain } from "../../lib/domain/repository/objects.ts";
import { type Files, generatedRepository } from "./generated-repository.ts";

const tool = ["kustomize", "kubectl"].find((name) => {
  try {
    execFileSync(name, name === "kubectl" ? ["version", "--client"] : ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});
if (!tool) console.warn("Not run: neither kustomize nor kubectl is on this machine.");

/** More with SLUICE_RUNS: each run asks a process three times. */
const numRuns = Number(process.env.SLUICE_RUNS ?? 12);

describe.skipIf(!tool)("repositories at random, held against the kustomize of this machine", () => {
  it("gives the same objects in the same order, or does not build either", () => {
    fc.assert(
      fc.property(generatedRepository, (files) => {
        for (const directory of ["one", "middle", "top"])
          expect(ours(files, directory)).toEqual(theirs(files, directory));
      }),
      { numRuns, endOnFailure: true },
    );
  });
});

function ours(files: Files, directory: string): unknown {
  const built = composeKustomization(repositoryOf(files), directory);
  return built.ok ? built.value.map(toPlain) : "does not build";
}

function theirs(files: Files, directory: string): unknown {
  const root = mkdtempSync(join(tmpdir(), "kustomize-"));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const verb = tool === "kubectl" ? "kustomize" : "build";
    const printed = execFileSync(
      tool as string,
      [verb, "--load-restrictor", "LoadRestrictionsNone", join(root, directory)],
      {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 30_000,
      },
    );
    return parseAllDocuments(printed).flatMap((document) => document.toJS() ?? []);
  } catch {
    return "does not build";
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
