import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { toPlain } from "../objects.ts";
import { composeKustomization } from "./build.ts";

type Built = { metadata: { annotations?: Record<string, string>; labels?: Record<string, string> } };

const CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n";

function first(options: string, more = ""): Built["metadata"] {
  const built = composeKustomization(
    repositoryOf({
      "base/shop.yaml": CONFIG_MAP,
      "base/kustomization.yaml": "resources: [shop.yaml]\nnamePrefix: a-\n",
      "over/kustomization.yaml": `resources: [./../base]\nnameSuffix: -b\nbuildMetadata: ${options}\n${more}`,
    }),
    "over",
  );
  if (!built.ok) throw new Error(built.sentence);
  return (toPlain(built.value[0] as never) as Built).metadata;
}

describe("buildMetadata", () => {
  it("originAnnotations say where an object is written, as the outermost kustomization sees it", () => {
    expect(first("[originAnnotations]")).toEqual({
      name: "a-shop-b",
      annotations: { "config.kubernetes.io/origin": "path: ../base/shop.yaml\n" },
    });
  });

  it("transformerAnnotations say what worked on it, innermost first", () => {
    expect(first("[transformerAnnotations]").annotations).toEqual({
      "alpha.config.kubernetes.io/transformations":
        "- configuredIn: ../base/kustomization.yaml\n" +
        "  configuredBy:\n    apiVersion: builtin\n    kind: PrefixTransformer\n" +
        "- configuredIn: kustomization.yaml\n" +
        "  configuredBy:\n    apiVersion: builtin\n    kind: SuffixTransformer\n",
    });
  });

  it("managedByLabel says what built it", () => {
    expect(first("[managedByLabel]").labels).toEqual({ "app.kubernetes.io/managed-by": "kustomize-(devel)" });
  });

  it("a generated object says which generator made it", () => {
    const built = composeKustomization(
      repositoryOf({
        "kustomization.yaml":
          "buildMetadata: [originAnnotations]\nconfigMapGenerator: [{name: shop, literals: [a=b]}]\n",
      }),
      "",
    );
    expect(built.ok && (toPlain(built.value[0] as never) as Built).metadata.annotations).toEqual({
      "config.kubernetes.io/origin":
        "configuredIn: kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n",
    });
  });

  it("an origin that a patch takes away is the next transformer's", () => {
    const patch = `patches: [{target: {kind: ConfigMap}, patch: '[{"op": "remove", "path": "/metadata/annotations"}]'}]\n`;
    expect(first("[originAnnotations]", patch).annotations).toEqual({
      "config.kubernetes.io/origin":
        "configuredIn: kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: PatchTransformer\n",
    });
  });

  it("leaves nothing behind that was not asked for", () => {
    expect(first("[]")).toEqual({ name: "a-shop-b" });
    expect(first("[managedByLabel]").annotations).toBeUndefined();
  });

  it("a base that says it itself has no say", () => {
    const built = composeKustomization(
      repositoryOf({
        "base/shop.yaml": CONFIG_MAP,
        "base/kustomization.yaml": "resources: [shop.yaml]\nbuildMetadata: [originAnnotations]\n",
        "kustomization.yaml": "resources: [base]\n",
      }),
      "",
    );
    expect(built.ok && (toPlain(built.value[0] as never) as Built).metadata).toEqual({ name: "shop" });
  });
});
