import { expect, it } from "vitest";
import { documentsOf } from "../documents.ts";
import { repositoryOf } from "../files.ts";
import { objectOf } from "../objects.ts";
import type { Mapping } from "../types.ts";
import { artifactOf } from "./artifacts.ts";

const files = Object.fromEntries(
  [
    "web/app.yaml",
    "web/notes.md",
    "web/more/notes.md",
    "web/tests/app.yaml",
    "web/more/tests/app.yaml",
    "app.yaml",
  ].map((path) => [path, "kind: X\n"]),
);

function copied(from: string, exclude: string): string[] {
  const text = `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: g, namespace: flux-system}
spec:
  sources: [{alias: all, kind: GitRepository, name: flux-system}]
  artifacts:
    - name: web
      copy: [{from: "${from}", to: "@artifact/", exclude: ${exclude}}]
`;
  const generator = objectOf(documentsOf({ file: "g.yaml", text })[0]?.root as Mapping, []);
  return [...(artifactOf(generator, "web", () => repositoryOf(files))?.files.keys() ?? [])].sort();
}

it("an artifact leaves out what fits a pattern: by the path in the source, behind the folder that is copied, or by name", () => {
  expect(copied("@all/web/**", "[]")).toHaveLength(5);
  expect(copied("@all/web/**", '["*.md"]')).toEqual(["app.yaml", "more/tests/app.yaml", "tests/app.yaml"]);
  expect(copied("@all/web/**", '["tests/**", "more/**"]')).toEqual(["app.yaml", "notes.md"]);
  expect(copied("@all/web/**", '["web/tests/*"]')).toEqual([
    "app.yaml",
    "more/notes.md",
    "more/tests/app.yaml",
    "notes.md",
  ]);
  expect(copied("@all/web/**", '["**/tests/**", "notes.md"]')).toEqual(["app.yaml"]);
  expect(copied("@all/web/", '["tests", "*.md"]')).toEqual(["web/app.yaml"]);
});
