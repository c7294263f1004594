import { expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { withoutIgnored } from "./source-ignore.ts";

function left(paths: string[], ignore?: string, sourceignore?: Record<string, string>): string[] {
  const files = { ...Object.fromEntries(paths.map((path) => [path, ""])), ...sourceignore };
  return [...withoutIgnored(repositoryOf(files), ignore).files.keys()].filter(
    (file) => !file.endsWith(".sourceignore"),
  );
}

it("leaves out what source-controller leaves out by itself", () => {
  expect(
    left(["a.yaml", ".github/workflows/e2e.yaml", "x/.github/y.yaml", "logo.png", "deep/.sops.yaml", ".travis.yml"]),
  ).toEqual(["a.yaml"]);
});

it("takes everything away but what spec.ignore takes back", () => {
  expect(left(["a.yaml", "apps/x/a.yaml", "clusters/p/b.yaml", "docs/c.md"], "/*\n!/apps\n!/clusters/\n")).toEqual([
    "apps/x/a.yaml",
    "clusters/p/b.yaml",
  ]);
});

it("reads .sourceignore files for their own folder", () => {
  const kept = left(["a/secret.yaml", "a/x/secret.yaml", "b/secret.yaml", "b/old/y.yaml"], undefined, {
    "a/.sourceignore": "secret.yaml\n",
    ".sourceignore": "# old\n/b/old/\n",
  });
  expect(kept).toEqual(["b/secret.yaml"]);
});

it("takes a bracket that nobody closes for a pattern that fits nothing", () => {
  expect(left(["a.yaml", "b.yaml"], undefined, { ".sourceignore": "[a\nb.yaml\n" })).toEqual(["a.yaml"]);
});

it("does not copy a repository of which nothing is left out", () => {
  const repository = repositoryOf({ "a.yaml": "" });
  expect(withoutIgnored(repository)).toBe(repository);
});
