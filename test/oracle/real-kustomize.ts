import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import { composeKustomization } from "../../lib/domain/repository/kustomize/build.ts";
import { toPlain } from "../../lib/domain/repository/objects.ts";

/** The kustomize of this machine, by itself or inside kubectl. */
export const tool = ["kustomize", "kubectl"].find((name) => {
  try {
    execFileSync(name, name === "kubectl" ? ["version", "--client"] : ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});
if (!tool) console.warn("Not run: neither kustomize nor kubectl is on this machine.");

export type Files = Readonly<Record<string, string>>;

/** Plain objects in order, or that it does not build: how that is worded is everybody's own affair. */
export function ours(files: Files, directory: string): unknown {
  const built = composeKustomization(repositoryOf(files), directory);
  return built.ok ? built.value.map(toPlain) : "does not build";
}

export function theirs(files: Files, directory: string): unknown {
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
    // One that its project released says its version; kubectl's and Flux's do not know it.
    return parseAllDocuments(printed.replace(/(managed-by: kustomize-)v[\d.]+/g, "$1(devel)")).flatMap(
      (document) => document.toJS() ?? [],
    );
  } catch {
    return "does not build";
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
