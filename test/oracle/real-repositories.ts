import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import type { Repository } from "../../lib/domain/repository/types.ts";
import { missingData, sharedData } from "../repository/shared-data.ts";

export { missingData };

if (missingData) console.warn(`Not run: ${missingData}`);

export function dataFile(...path: string[]): string {
  return readFileSync(join(sharedData, ...path), "utf8");
}

export function dataFiles(folder: string): string[] {
  return missingData ? [] : readdirSync(join(sharedData, folder)).sort();
}

export function realRepository(name: string): Repository {
  const root = join(sharedData, "repos", name);
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder))) {
      const path = folder === "" ? entry : `${folder}/${entry}`;
      if (statSync(join(root, path)).isDirectory()) walk(path);
      else files.set(path, readFileSync(join(root, path), "utf8"));
    }
  };
  walk("");
  return repositoryOf(files);
}
