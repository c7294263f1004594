import { expect } from "vitest";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import { said } from "./said.ts";

type Files = ReadonlyMap<string, string>;

/** Each push on the one before; after each it is as from nothing. */
export function follow(
  first: Files,
  pushes: readonly Record<string, string | ((text: string) => string) | undefined>[],
): void {
  let repository = repositoryOf(first);
  said(repository);
  for (const push of pushes) {
    const files = new Map(repository.files);
    for (const [path, text] of Object.entries(push)) {
      const now = typeof text === "function" ? text(files.get(path) ?? "") : text;
      if (now === undefined) files.delete(path);
      else files.set(path, now);
    }
    const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
    repository = repositoryOf(sorted, repository);
    expect(said(repository)).toEqual(said(repositoryOf(new Map(sorted))));
  }
}

export const replaced = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);
