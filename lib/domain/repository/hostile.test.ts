import { describe, expect, it } from "vitest";
import { adopt } from "./adopt/adopt.ts";
import { brokenness, documentsOf } from "./documents.ts";
import { repositoryOf } from "./files.ts";
import { dangerIn } from "./guard.ts";

const times = (count: number, of: (i: number) => string, by = "\n"): string =>
  Array.from({ length: count }, (_, i) => of(i)).join(by);

/** What somebody writes who wants a reader to stand still or to fall over. */
const hostile: Record<string, string> = {
  "a billion laughs": `a0: &a0 [x, x, x]\n${times(20, (i) => `a${i + 1}: &a${i + 1} [${times(9, () => `*a${i}`, ", ")}]`)}`,
  "aliases without end": `a: &a x\nb: [${times(5000, () => "*a", ", ")}]`,
  "a map merged into a thousand others": `base: &b\n${times(3000, (i) => `  k${i}: 1`)}\n${times(999, (i) => `m${i}:\n  <<: *b`)}`,
  "merges of merges": `m0: &m0 {a: 1}\n${times(900, (i) => `m${i + 1}: &m${i + 1}\n  <<: *m${i}\n  a${i}: 1`)}\nz: 1`,
  "brackets without end": "a: ".concat("[".repeat(100_000)),
  "braces, closed again": `a: ${"{a: ".repeat(500)}1${"}".repeat(500)}`,
  "indentation without end": times(3000, (i) => `${" ".repeat(i)}a:`),
  "dashes without end": `${"- ".repeat(50_000)}x`,
  "question marks without end": "? ".repeat(50_000),
  "a cycle": "a: &a [*a]",
  "a zero byte": "a: 1\0",
  "what was not UTF-8": "a: \uFFFD",
  "more than anybody writes": `a: ${"x".repeat(13 * 1024 * 1024)}`,
};

/** What is only long, and read like anything else. */
const long: Record<string, string> = {
  "hashes without end": `a: b\n${"#".repeat(300_000)}\n`,
  "hashes without end above an item": `a: # {"type": "x"}\n- b: c\n${"#".repeat(300_000)}\n- d: {e: f}\n`,
  "documents without end": times(40_000, () => "a: !!str b # {", "\n---\n"),
};

const fleet: Record<string, string> = {
  "clusters/production/apps.yaml":
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  path: ./apps\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n",
  "apps/kustomization.yaml": "resources:\n  - release.yaml\n",
  "apps/release.yaml":
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: apps\nspec:\n  chart:\n    spec:\n      chart: shop\n      version: 1.2.3\n",
};

describe("hostile YAML", () => {
  it.each(Object.entries(hostile))("%s is refused with a sentence", (_name, text) => {
    const broken = brokenness({ file: "bomb.yaml", text });
    expect(broken?.sentence).toMatch(/\.$/);
  });

  // Where the time grows with the square of their length, each takes half a minute.
  it.each(Object.entries(long))(
    "%s are read",
    (_name, text) => {
      const source = { file: "long.yaml", text };
      expect(brokenness(source)).toBeUndefined();
      expect(documentsOf(source)[0]?.root).toMatchObject({ is: "mapping" });
    },
    10_000,
  );

  it.each([
    "aliases without end",
    "brackets without end",
    "indentation without end",
    "dashes without end",
    "more than anybody writes",
  ])("%s is refused by its shape, before anything is built up", (name) => {
    expect(dangerIn(hostile[name] ?? "")).toBeDefined();
  });

  it.each(Object.entries(hostile))("beside %s, the rest of the repository is read", (_name, text) => {
    const repository = repositoryOf({ ...fleet, "clusters/production/bomb.yaml.txt": text, "docs/bomb.yaml": text });
    expect(adopt(repository).deployments).toMatchObject([{ service: "shop", version: "1.2.3" }]);
  });

  it("a bomb that Flux would apply is a problem with its file, and other clusters are read", () => {
    const other = Object.fromEntries(
      Object.entries(fleet).map(([path, text]) => [path.replace("production", "staging"), text]),
    );
    for (const text of Object.values(hostile)) {
      const adoption = adopt(repositoryOf({ ...fleet, ...other, "clusters/production/bomb.yaml": text }));
      expect(adoption.deployments.map(({ cluster }) => cluster)).toEqual(["staging"]);
      expect(adoption.problems).toContainEqual(expect.objectContaining({ file: "clusters/production/bomb.yaml" }));
    }
  });
});
